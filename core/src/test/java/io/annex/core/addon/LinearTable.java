package io.annex.core.addon;

import io.annex.core.addon.EndpointTable.Match;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an {@link EndpointTable} is to find, found by comparing a path with each
 * template, one after the other.
 */
final class LinearTable {
    private final List<Endpoint> endpoints;

    LinearTable(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    Match match(String method, String path, int from) {
        boolean known = false;
        for (Endpoint each : endpoints.subList(from, endpoints.size())) {
            if (matches(each, path)) {
                if (answers(each, method)) {
                    return new Match.Found(each, values(each, path));
                }
                known = true;
            }
        }
        return known ? new Match.WrongMethod(allowed(path)) : new Match.NotFound();
    }

    Match options(String path) {
        for (Endpoint each : endpoints) {
            if (each.reach() == Endpoint.Reach.EXPRESS && each.files() == null
                    && EndpointTable.trimmed(each.template()).endsWith("/*") && matches(each, path)) {
                return new Match.Found(each, "");
            }
        }
        return null;
    }

    String allowed(String path) {
        Set<String> methods = new LinkedHashSet<>();
        for (Endpoint each : endpoints) {
            if (matches(each, path)) {
                methods.add(each.method());
                if (each.method().equals("GET")) {
                    methods.add("HEAD");
                }
            }
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    private static boolean answers(Endpoint endpoint, String method) {
        return endpoint.method().equals(method) || method.equals("HEAD") && endpoint.method().equals("GET");
    }

    private static List<String> segments(String path) {
        String trimmed = EndpointTable.trimmed(path);
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.substring(1).split("/", -1));
    }

    private static List<String> templateSegments(Endpoint endpoint) {
        List<String> segments = segments(endpoint.template());
        return isOpen(endpoint, segments) ? segments.subList(0, segments.size() - 1) : segments;
    }

    private static boolean isOpen(Endpoint endpoint, List<String> segments) {
        return endpoint.reach() == Endpoint.Reach.EXPRESS && !segments.isEmpty() && segments.getLast().equals("*");
    }

    private static boolean isParameter(String segment) {
        return segment.isEmpty() || segment.startsWith(":");
    }

    private static boolean matches(Endpoint endpoint, String path) {
        List<String> asked = segments(path);
        List<String> segments = templateSegments(endpoint);
        if (endpoint.reach() == Endpoint.Reach.BELOW) {
            String upper = segments.getFirst().toUpperCase(Locale.ROOT);
            return !asked.isEmpty() && (asked.getFirst().equalsIgnoreCase(upper)
                    || EndpointTable.decode(asked.getFirst()).toUpperCase(Locale.ROOT).equals(upper));
        }
        boolean open = isOpen(endpoint, segments(endpoint.template())) || endpoint.files() != null;
        if (asked.size() < segments.size() || asked.size() > segments.size() && !open) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            String here = asked.get(i);
            if (isParameter(segment)
                    ? here.isEmpty()
                    : !same(segment, here, endpoint) && !same(segment, EndpointTable.decode(here), endpoint)) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(String segment, String asked, Endpoint endpoint) {
        return endpoint.reach() == Endpoint.Reach.EXPRESS ? asked.equalsIgnoreCase(segment) : asked.equals(segment);
    }

    private static String values(Endpoint endpoint, String path) {
        List<String> asked = segments(path);
        if (endpoint.reach() == Endpoint.Reach.BELOW) {
            return asked.getFirst();
        }
        List<String> values = new ArrayList<>();
        List<String> segments = templateSegments(endpoint);
        if (endpoint.reach() == Endpoint.Reach.TEMPLATE && segments.stream().anyMatch(each -> each.startsWith(":"))) {
            for (int i = 0; i < segments.size(); i++) {
                if (isParameter(segments.get(i))) {
                    values.add(asked.get(i));
                }
            }
        }
        return String.join("/", values);
    }
}
