package io.annex.core.jar;

import io.annex.core.jar.JarRouter.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Routes that answer hardly what their author meant: paths as other frameworks
 * have them, and those behind one that answers all that they would. In
 * JavaScript they are found by the guest library.
 */
final class RouteFlaws {
    private static final Pattern BRACES = Pattern.compile("\\{(\\w+)[^/{}]*\\}|<(?:\\w+:)?(\\w+)>");
    private static final Pattern OPTIONAL = Pattern.compile("(:\\w+)\\?(?=/|$)");
    private static final Pattern EXPRESSION = Pattern.compile("(:\\w+)\\([^)]*\\)");
    private static final Pattern QUERY = Pattern.compile("\\?.*$");
    private static final Pattern WILDCARD = Pattern.compile("\\*+\\w*");

    /** Those that begin with some segments. */
    private static final class Node {
        private final Map<String, Node> next = new HashMap<>();
        private @Nullable Route end;

        @Nullable
        Route covering(List<String> segments) {
            if (segments.isEmpty()) {
                return end;
            }
            String segment = segments.getFirst();
            List<String> rest = segments.subList(1, segments.size());
            Node same = next.get(segment);
            Route found = same == null ? null : same.covering(rest);
            Node any = segment.equals(PARAMETER) ? null : next.get(PARAMETER);
            return found != null || any == null ? found : any.covering(rest);
        }
    }

    private static final String PARAMETER = ":";

    private RouteFlaws() {
    }

    /** What is said of these routes, a line each. */
    static List<String> of(List<Route> routes) {
        List<String> said = new ArrayList<>();
        Map<String, Node> methods = new HashMap<>();
        for (Route route : routes) {
            Optional<String> form = form(route.path());
            Route before = shadow(methods.computeIfAbsent(route.method(), any -> new Node()), route);
            if (form.isPresent()) {
                said.add(route + ": " + form.get());
            } else if (before != null) {
                said.add(route + " never answers: " + before.method() + ' ' + before.path() + " at " + before.place()
                        + " does (expected: "
                        + (before.path().equals(route.path())
                                ? "one handler for each route"
                                : "move it before that one, as the first that matches answers")
                        + ')');
            }
        }
        return said;
    }

    /** Adds a route, unless one before it answers all that it would. */
    private static @Nullable Route shadow(Node methods, Route route) {
        List<String> segments = new ArrayList<>();
        for (String segment : route.path().replaceFirst("/$", "").split("/", -1)) {
            segments.add(segment.startsWith(PARAMETER) ? PARAMETER : segment);
        }
        Route before = methods.covering(segments);
        if (before == null) {
            Node at = methods;
            for (String segment : segments) {
                at = at.next.computeIfAbsent(segment, any -> new Node());
            }
            at.end = route;
        }
        return before;
    }

    /** What is said of a path that others would read otherwise. */
    private static Optional<String> form(String path) {
        Matcher braces = BRACES.matcher(path);
        if (braces.find()) {
            String name = braces.group(1) == null ? braces.group(2) : braces.group(1);
            return Optional.of("'" + braces.group() + "' is a text like any other, and no parameter (expected: '"
                    + path.replace(braces.group(), ":" + name) + "')");
        }
        Matcher optional = OPTIONAL.matcher(path);
        if (optional.find()) {
            String without = path.substring(0, optional.start() - 1);
            return Optional
                    .of("'" + optional.group() + "' is a parameter of that name, and not an optional one (expected: '"
                            + (without.isEmpty() ? "/" : without) + "' and '"
                            + path.replace(optional.group(), String.valueOf(optional.group(1))) + "', a route each)");
        }
        Matcher expression = EXPRESSION.matcher(path);
        if (expression.find()) {
            return Optional.of("'" + expression.group() + "' is a parameter of that name, and no pattern (expected: '"
                    + path.replace(expression.group(), String.valueOf(expression.group(1)))
                    + "', whose handler looks at the value)");
        }
        Matcher query = QUERY.matcher(path);
        if (query.find()) {
            return Optional.of("'?' begins no query here, so it is asked for by nobody (expected: '"
                    + path.substring(0, query.start()) + "', whose handler reads exchange.query)");
        }
        Matcher wildcard = WILDCARD.matcher(path);
        return wildcard.find()
                ? Optional.of("'" + wildcard.group() + "' is a text like any other, and no wildcard (expected: '"
                        + path.replace(wildcard.group(), ":name") + "', which is one segment)")
                : Optional.empty();
    }
}
