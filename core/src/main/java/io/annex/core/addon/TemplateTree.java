package io.annex.core.addon;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The templates of a table by their segments, so that a path is compared with
 * those that begin as it does, and not with all. It takes nothing from the
 * order of registration: of what matches, the first counts. Immutable.
 *
 * <p>
 * A path is compared where it stands, segment by segment, without splitting it.
 * A segment with a percent sign is looked up as it was received and decoded.
 */
final class TemplateTree {
    /** No template. */
    static final int NONE = Integer.MAX_VALUE;

    /** Templates whose segments begin with the same ones. */
    private static final class Node {
        /** Those whose segments end here, and those that match what is below too. */
        private final Template[] ends;
        private final Template[] open;
        private final SegmentMap<Node> exact;
        private final SegmentMap<Node> anyCase;
        private final @Nullable Node parameter;
        /** The first template here or below. */
        private final int least;

        Node(Growing from) {
            ends = from.ends.toArray(Template[]::new);
            open = from.open.toArray(Template[]::new);
            exact = SegmentMap.exact(built(from.exact));
            anyCase = SegmentMap.anyCase(built(from.anyCase));
            parameter = from.parameter == null ? null : new Node(from.parameter);
            least = from.least;
        }

        private static Map<String, Node> built(Map<String, Growing> from) {
            Map<String, Node> nodes = new HashMap<>();
            from.forEach((segment, growing) -> nodes.put(segment, new Node(growing)));
            return nodes;
        }
    }

    /** A node while templates come. */
    private static final class Growing {
        final List<Template> ends = new ArrayList<>();
        final List<Template> open = new ArrayList<>();
        final Map<String, Growing> exact = new HashMap<>();
        final Map<String, Growing> anyCase = new HashMap<>();
        @Nullable
        Growing parameter;
        int least = NONE;

        void add(Template template, int depth) {
            least = Math.min(least, template.index());
            if (depth == template.segments().length) {
                (template.open() ? open : ends).add(template);
            } else {
                child(template.segments()[depth], template.anyCase()).add(template, depth + 1);
            }
        }

        private Growing child(String segment, boolean inAnyCase) {
            if (segment.isEmpty()) {
                Growing known = parameter == null ? new Growing() : parameter;
                parameter = known;
                return known;
            }
            return inAnyCase
                    ? anyCase.computeIfAbsent(SegmentMap.folded(segment), any -> new Growing())
                    : exact.computeIfAbsent(segment, any -> new Growing());
        }
    }

    private static final Template[] NOTHING = {};

    private final Node root;
    /** Those that answer what is below their one segment, in any case. */
    private final SegmentMap<Template[]> below;
    private final Map<String, Template[]> belowInCapitals;

    /**
     * @param templates
     *            in the order of their indices
     */
    TemplateTree(List<Template> templates) {
        Growing growing = new Growing();
        Map<String, List<Template>> folded = new HashMap<>();
        Map<String, List<Template>> capitals = new HashMap<>();
        for (Template each : templates) {
            if (each.below().isEmpty()) {
                growing.add(each, 0);
            } else {
                folded.computeIfAbsent(SegmentMap.folded(each.below()), any -> new ArrayList<>()).add(each);
                capitals.computeIfAbsent(each.below(), any -> new ArrayList<>()).add(each);
            }
        }
        root = new Node(growing);
        below = SegmentMap.anyCase(arrays(folded));
        belowInCapitals = arrays(capitals);
    }

    private static Map<String, Template[]> arrays(Map<String, List<Template>> lists) {
        Map<String, Template[]> arrays = new HashMap<>();
        lists.forEach((key, list) -> arrays.put(key, list.toArray(Template[]::new)));
        return arrays;
    }

    // ---- the first
    // -------------------------------------------------------------------------------------------------

    /**
     * The index of the first template that matches a path and answers a method, or
     * {@link #NONE}.
     *
     * @param path
     *            without a slash at its end
     * @param from
     *            the least that counts
     */
    int first(String path, String method, int from) {
        int best = first(root, path, 0, method, from, NONE);
        if (path.length() > 1 && !belowInCapitals.isEmpty()) {
            int end = endOfSegment(path, 1);
            best = first(likely(path, end), method, from, best);
            best = first(inCapitals(path, end), method, from, best);
        }
        return best;
    }

    /** Where it is less than {@code best}, which else stays. */
    private static int first(@Nullable Node node, String path, int at, String method, int from, int best) {
        if (node == null || node.least >= best) {
            return best;
        }
        int least = first(node.open, method, from, best);
        if (at == path.length()) {
            return first(node.ends, method, from, least);
        }
        int start = at + 1;
        int end = endOfSegment(path, start);
        least = first(node.exact.get(path, start, end), path, end, method, from, least);
        least = first(node.anyCase.get(path, start, end), path, end, method, from, least);
        if (hasPercent(path, start, end)) {
            String segment = EndpointTable.decode(path.substring(start, end));
            least = first(node.exact.get(segment, 0, segment.length()), path, end, method, from, least);
            least = first(node.anyCase.get(segment, 0, segment.length()), path, end, method, from, least);
        }
        return end == start ? least : first(node.parameter, path, end, method, from, least);
    }

    private static int first(Template[] templates, String method, int from, int best) {
        for (Template each : templates) {
            if (each.index() >= best) {
                return best;
            }
            if (each.index() >= from && each.answers(method)) {
                return each.index();
            }
        }
        return best;
    }

    // ---- all
    // -------------------------------------------------------------------------------------------------------

    /**
     * All templates that match a path, in their order.
     *
     * @param path
     *            without a slash at its end
     */
    List<Template> all(String path) {
        List<Template> found = new ArrayList<>();
        all(root, path, 0, found);
        if (path.length() > 1 && !belowInCapitals.isEmpty()) {
            int end = endOfSegment(path, 1);
            found.addAll(List.of(likely(path, end)));
            found.addAll(List.of(inCapitals(path, end)));
        }
        return found.isEmpty()
                ? List.of()
                : found.stream().distinct().sorted(Comparator.comparingInt(Template::index)).toList();
    }

    private static void all(@Nullable Node node, String path, int at, List<Template> found) {
        if (node == null) {
            return;
        }
        found.addAll(List.of(node.open));
        if (at == path.length()) {
            found.addAll(List.of(node.ends));
            return;
        }
        int start = at + 1;
        int end = endOfSegment(path, start);
        all(node.exact.get(path, start, end), path, end, found);
        all(node.anyCase.get(path, start, end), path, end, found);
        if (hasPercent(path, start, end)) {
            String segment = EndpointTable.decode(path.substring(start, end));
            all(node.exact.get(segment, 0, segment.length()), path, end, found);
            all(node.anyCase.get(segment, 0, segment.length()), path, end, found);
        }
        if (end > start) {
            all(node.parameter, path, end, found);
        }
    }

    // ---- segments
    // --------------------------------------------------------------------------------------------------

    private static int endOfSegment(String path, int start) {
        int end = path.indexOf('/', start);
        return end < 0 ? path.length() : end;
    }

    private static boolean hasPercent(String path, int start, int end) {
        return path.indexOf('%', start, end) >= 0;
    }

    /** Those below whose segment the path begins, as it was received. */
    private Template[] likely(String path, int end) {
        Template[] found = below.get(path, 1, end);
        return found == null ? NOTHING : found;
    }

    /** The same decoded; what is ASCII is among the {@link #likely}. */
    private Template[] inCapitals(String path, int end) {
        for (int i = 1; i < end; i++) {
            if (path.charAt(i) == '%' || path.charAt(i) >= 0x80) {
                String capitals = EndpointTable.decode(path.substring(1, end)).toUpperCase(Locale.ROOT);
                return belowInCapitals.getOrDefault(capitals, NOTHING);
            }
        }
        return NOTHING;
    }
}
