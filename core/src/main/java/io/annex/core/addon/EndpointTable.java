package io.annex.core.addon;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one version, in the order of registration: the first that
 * matches wins. Immutable.
 *
 * <p>
 * A path is compared where it stands, segment by segment, without splitting or
 * decoding it, unless it holds a percent sign.
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

    /**
     * A template taken apart; a parameter's segment is empty. {@code below} is the
     * one segment of an endpoint that answers what is below it too, in upper case;
     * otherwise empty. {@code open} says that what is below the segments matches
     * too.
     */
    private record Template(Endpoint endpoint, String[] segments, boolean parameters, String below, boolean anyCase,
            boolean open, Match.Found plain) {
        static Template of(Endpoint endpoint) {
            String path = trimmed(endpoint.template());
            boolean express = endpoint.reach() == Endpoint.Reach.EXPRESS;
            boolean open = express && path.endsWith("/*");
            if (open) {
                path = path.substring(0, path.length() - 2);
            }
            if (endpoint.reach() == Endpoint.Reach.BELOW) {
                return new Template(endpoint, new String[]{""}, true, path.substring(1).toUpperCase(Locale.ROOT), true,
                        true, new Match.Found(endpoint, ""));
            }
            String[] segments = path.isEmpty() ? new String[0] : path.substring(1).split("/", -1);
            boolean parameters = false;
            for (int i = 0; i < segments.length; i++) {
                if (segments[i].startsWith(":")) {
                    segments[i] = "";
                    parameters = !express;
                }
            }
            return new Template(endpoint, segments, parameters, "", express, open, new Match.Found(endpoint, ""));
        }
    }

    private final List<Endpoint> endpoints;
    private final Template[] templates;

    EndpointTable(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        this.templates = endpoints.stream().map(Template::of).toArray(Template[]::new);
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
        boolean pathKnown = false;
        for (int i = from; i < templates.length; i++) {
            Template template = templates[i];
            if (answers(template.endpoint(), method)) {
                if (matches(template, trimmed)) {
                    return template.parameters()
                            ? new Match.Found(template.endpoint(), values(template, trimmed))
                            : template.plain();
                }
            } else {
                pathKnown |= !pathKnown && matches(template, trimmed);
            }
        }
        return pathKnown ? new Match.WrongMethod(allow(trimmed)) : NOT_FOUND;
    }

    /**
     * The endpoint from which on an Express-like application looks for itself what
     * answers {@code OPTIONS}: the first that answers all that is below some path.
     */
    public Match.@Nullable Found options(String path) {
        String trimmed = trimmed(path);
        for (Template template : templates) {
            if (template.open() && template.endpoint().reach() == Endpoint.Reach.EXPRESS
                    && template.endpoint().files() == null && matches(template, trimmed)) {
                return template.plain();
            }
        }
        return null;
    }

    /** What {@code Allow} says of a path. */
    public String allowed(String path) {
        return allow(trimmed(path));
    }

    private static boolean answers(Endpoint endpoint, String method) {
        return endpoint.method().equals(method) || (method.equals("HEAD") && endpoint.method().equals("GET"));
    }

    private String allow(String path) {
        Set<String> methods = new LinkedHashSet<>();
        for (Template template : templates) {
            if (matches(template, path)) {
                methods.add(template.endpoint().method());
                if (template.endpoint().method().equals("GET")) {
                    methods.add("HEAD");
                }
            }
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    private static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean matches(Template template, String path) {
        if (!template.below().isEmpty()) {
            return path.length() > 1 && sameInAnyCase(template.below(), path, endOfFirst(path));
        }
        int at = 0;
        for (String segment : template.segments()) {
            if (at >= path.length()) {
                return false;
            }
            int start = at + 1;
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = path.length();
            }
            if (segment.isEmpty() ? end == start : !same(segment, path, start, end, template.anyCase())) {
                return false;
            }
            at = end;
        }
        return at == path.length() || template.open() || template.endpoint().files() != null;
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

    private static boolean same(String segment, String path, int start, int end, boolean anyCase) {
        if (end - start == segment.length() && path.regionMatches(anyCase, start, segment, 0, segment.length())) {
            return true;
        }
        if (path.indexOf('%', start, end) < 0) {
            return false;
        }
        String decoded = decode(path.substring(start, end));
        return anyCase ? decoded.equalsIgnoreCase(segment) : decoded.equals(segment);
    }

    private static int endOfFirst(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path.length() : end;
    }

    private static boolean sameInAnyCase(String upper, String path, int end) {
        return (end - 1 == upper.length() && path.regionMatches(true, 1, upper, 0, upper.length()))
                || upper.equals(decode(path.substring(1, end)).toUpperCase(Locale.ROOT));
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

    private static String values(Template template, String path) {
        List<String> values = new ArrayList<>(2);
        int at = 0;
        for (String segment : template.segments()) {
            int start = at + 1;
            int end = path.indexOf('/', start);
            at = end < 0 ? path.length() : end;
            if (segment.isEmpty()) {
                values.add(path.substring(start, at));
            }
        }
        return values.size() == 1 ? values.getFirst() : String.join("/", values);
    }
}
