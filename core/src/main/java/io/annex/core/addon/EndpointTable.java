package io.annex.core.addon;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one version, in the order of registration: the first that
 * matches wins. Immutable.
 *
 * <p>
 * How long a look-up takes depends on the segments of the path, not on how many
 * endpoints there are; see {@link TemplateTree}.
 */
public final class EndpointTable {
    /** What a look-up gives. */
    public sealed interface Match {
        /**
         * The endpoint, and the values of its parameters, still encoded, separated by
         * slashes.
         */
        record Found(Endpoint endpoint, String values) implements Match {
        }

        /**
         * There are endpoints for the path, but not for the method; {@code allow} is
         * the header's value.
         */
        record WrongMethod(String allow) implements Match {
        }

        /** No endpoint has this path. */
        record NotFound() implements Match {
        }
    }

    private static final Match NOT_FOUND = new Match.NotFound();

    private final List<Endpoint> endpoints;
    private final Template[] templates;
    private final TemplateTree tree;

    EndpointTable(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        this.templates = endpoints.stream().map(Template::of).toArray(Template[]::new);
        this.tree = new TemplateTree(List.of(templates));
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * Looks a path up.
     *
     * @param method
     *            upper-case; HEAD finds a GET endpoint where it has none of its own
     * @param path
     *            below the mount, still encoded, without query; empty and {@code /}
     *            are the same
     */
    public Match match(String method, String path) {
        return match(method, path, 0);
    }

    /**
     * Looks a path up among the endpoints from one on, in the order of
     * registration.
     */
    public Match match(String method, String path, int from) {
        String trimmed = trimmed(path);
        int index = tree.first(trimmed, method, from);
        if (index != TemplateTree.NONE) {
            Template template = templates[index];
            return template.parameters()
                    ? new Match.Found(template.endpoint(), template.values(trimmed))
                    : template.plain();
        }
        List<Template> others = tree.all(trimmed);
        return others.isEmpty() || others.getLast().index() < from ? NOT_FOUND : new Match.WrongMethod(allow(others));
    }

    /**
     * The endpoint from which on an Express-like application looks for itself what
     * answers {@code OPTIONS}: the first that answers all that is below some path.
     */
    public Match.@Nullable Found options(String path) {
        return tree.all(trimmed(path)).stream().filter(Template::isApplication).map(Template::plain).findFirst()
                .orElse(null);
    }

    /** What {@code Allow} says of a path. */
    public String allowed(String path) {
        return allow(tree.all(trimmed(path)));
    }

    private static String allow(List<Template> matching) {
        Set<String> methods = new LinkedHashSet<>();
        for (Template template : matching) {
            methods.add(template.endpoint().method());
            if (template.endpoint().method().equals("GET")) {
                methods.add("HEAD");
            }
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /**
     * What stands in a path behind the segments of an endpoint's template.
     *
     * @param path
     *            below the mount, which the endpoint answers
     */
    public static String below(Endpoint endpoint, String path) {
        int at = 0;
        String template = trimmed(endpoint.template());
        for (int i = 0; i < template.length(); i++) {
            if (template.charAt(i) == '/') {
                at = path.indexOf('/', at + 1);
                if (at < 0) {
                    return "";
                }
            }
        }
        return path.substring(at);
    }

    /**
     * Percent-decodes a path or segment; the edge has refused what is not
     * well-formed.
     */
    public static String decode(String encoded) {
        return encoded.indexOf('%') < 0
                ? encoded
                : URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
