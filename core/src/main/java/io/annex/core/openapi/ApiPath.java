package io.annex.core.openapi;

import io.annex.core.addon.Endpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path template as OpenAPI writes it.
 *
 * @param template
 *            e.g. {@code /rest-api/app/user/{id}}
 * @param parameters
 *            in the order of the template
 */
record ApiPath(String template, List<PathParameter> parameters) {
    /** {@code :id}, {@code :id?}, and as Express has it {@code :id(\\d+)}. */
    private static final Pattern NAMED = Pattern.compile(":(\\w+)(?:\\([^)]*\\))?\\??|\\*");
    private static final String REST = "path";

    /**
     * A parameter of a path.
     *
     * @param rest
     *            whether it may have slashes in it
     */
    record PathParameter(String name, boolean rest) {
    }

    /**
     * The paths of an endpoint: an optional part at the end makes two of them, and
     * so does what answers below its path too.
     */
    static List<ApiPath> of(String mount, Endpoint endpoint) {
        String template = endpoint.template();
        List<ApiPath> paths = new ArrayList<>(2);
        int last = template.lastIndexOf('/');
        if (template.endsWith("?") && template.startsWith("/:", last)) {
            paths.add(translated(mount, template.substring(0, last)));
        }
        if (endpoint.files() == null) {
            paths.add(translated(mount, template));
        } else {
            paths.add(translated(mount, template.endsWith("/") ? template + '*' : template + "/*"));
        }
        return List.copyOf(paths);
    }

    private static ApiPath translated(String mount, String template) {
        StringBuilder path = new StringBuilder(mount);
        List<PathParameter> parameters = new ArrayList<>();
        Matcher named = NAMED.matcher(template);
        int at = 0;
        while (named.find()) {
            path.append(literal(template.substring(at, named.start())));
            boolean rest = named.group(1) == null;
            String name = unused(rest ? REST : named.group(1), parameters);
            parameters.add(new PathParameter(name, rest));
            path.append('{').append(name).append('}');
            at = named.end();
        }
        path.append(literal(template.substring(at)));
        String whole = path.length() == 0 ? "/" : path.toString();
        return new ApiPath(whole, List.copyOf(parameters));
    }

    private static String unused(String name, List<PathParameter> parameters) {
        String free = name;
        for (int i = 2; isUsed(free, parameters); i++) {
            free = name + i;
        }
        return free;
    }

    private static boolean isUsed(String name, List<PathParameter> parameters) {
        return parameters.stream().anyMatch(each -> each.name().equals(name));
    }

    private static String literal(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    }

    /**
     * What two paths have in common that differ in parameters' names alone; to
     * OpenAPI they are one.
     */
    String shape() {
        return template.replaceAll("\\{[^}]*\\}", "{}");
    }
}
