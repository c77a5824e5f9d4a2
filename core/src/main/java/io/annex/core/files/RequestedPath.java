package io.annex.core.files;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path that was asked for, taken apart. No segment is empty, a dot segment,
 * or has a character that some file system takes for a separator, so that all
 * spellings of a path that leads out end here. The edge has refused most of
 * them already; what a guest names has not passed the edge.
 *
 * @param segments
 *            decoded
 * @param slash
 *            whether it ended with a slash, or is empty: a folder is meant
 */
record RequestedPath(List<String> segments, boolean slash) {

    /**
     * Reads a percent-encoded path; {@code null} when it names nothing.
     *
     * @param encoded
     *            with or without a slash at the beginning
     */
    static @Nullable RequestedPath read(String encoded) {
        try {
            return plain(encoded, encoded.indexOf('%') >= 0);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The same of a path that is not encoded; {@code .} segments are left out. */
    static @Nullable RequestedPath plain(String path) {
        String trimmed = path.startsWith("./") ? path.substring(2) : path.equals(".") ? "" : path;
        return plain(trimmed, false);
    }

    private static @Nullable RequestedPath plain(String path, boolean encoded) {
        int from = path.startsWith("/") ? 1 : 0;
        boolean slash = path.length() <= from || path.endsWith("/");
        int to = path.length() > from && slash ? path.length() - 1 : path.length();
        List<String> segments = new ArrayList<>(4);
        while (from < to) {
            int end = path.indexOf('/', from);
            end = end < 0 ? to : Math.min(end, to);
            String raw = path.substring(from, end);
            // Split first: an encoded slash is part of a name, which then is refused.
            String segment = encoded ? URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8) : raw;
            if (!isName(segment)) {
                return null;
            }
            segments.add(segment);
            from = end + 1;
            if (from == to) {
                return null;
            }
        }
        return new RequestedPath(List.copyOf(segments), slash);
    }

    private static boolean isName(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c < ' ' || c == '/' || c == '\\' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the names begins with a dot. */
    boolean isHidden() {
        return segments.stream().anyMatch(segment -> segment.startsWith("."));
    }
}
