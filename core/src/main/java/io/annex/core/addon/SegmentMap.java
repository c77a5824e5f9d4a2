package io.annex.core.addon;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map by segments of paths, which are looked up where they stand, without a
 * string of their own. Immutable.
 */
final class SegmentMap<T> {
    private static final SegmentMap<?> EMPTY = new SegmentMap<>(Map.of(), false);

    private final boolean anyCase;
    /** As many as a power of two, at most half of them taken. */
    private final @Nullable String[] keys;
    private final @Nullable Object[] values;

    private SegmentMap(Map<String, T> entries, boolean anyCase) {
        int places = Math.max(2, Integer.highestOneBit(entries.size()) * 4);
        this.anyCase = anyCase;
        this.keys = new @Nullable String[places];
        this.values = new @Nullable Object[places];
        entries.forEach((key, value) -> {
            int at = hash(key, 0, key.length()) & places - 1;
            while (keys[at] != null) {
                at = at + 1 & places - 1;
            }
            keys[at] = key;
            values[at] = value;
        });
    }

    /** Of segments that are to be the same. */
    static <T> SegmentMap<T> exact(Map<String, T> entries) {
        return of(entries, false);
    }

    /**
     * Of segments that are to be the same but for their case.
     *
     * @param entries
     *            by {@linkplain #folded folded} segments
     */
    static <T> SegmentMap<T> anyCase(Map<String, T> entries) {
        return of(entries, true);
    }

    @SuppressWarnings("unchecked")
    private static <T> SegmentMap<T> of(Map<String, T> entries, boolean anyCase) {
        return entries.isEmpty() ? (SegmentMap<T>) EMPTY : new SegmentMap<>(entries, anyCase);
    }

    /** What is there for a part of a text, or {@code null}. */
    @SuppressWarnings("unchecked")
    @Nullable
    T get(String text, int start, int end) {
        if (this == EMPTY) {
            return null;
        }
        int most = keys.length - 1;
        for (int at = hash(text, start, end) & most;; at = at + 1 & most) {
            String key = keys[at];
            if (key == null) {
                return null;
            }
            if (key.length() == end - start && text.regionMatches(anyCase, start, key, 0, key.length())) {
                return (T) values[at];
            }
        }
    }

    private int hash(String text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            hash = 31 * hash + (anyCase ? folded(c) : c);
        }
        return hash ^ hash >>> 16;
    }

    /** Of surrogates, which mean a letter only together, none counts. */
    private static int folded(char c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        }
        return Character.isSurrogate(c) ? 0 : Character.toLowerCase(Character.toUpperCase(c));
    }

    /**
     * The one of all that differ only in their case, as
     * {@link String#equalsIgnoreCase} has it.
     */
    static String folded(String text) {
        return text.codePoints().map(point -> Character.toLowerCase(Character.toUpperCase(point)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
