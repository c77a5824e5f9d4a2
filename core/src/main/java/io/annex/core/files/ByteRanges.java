package io.annex.core.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Range} asks for (RFC 9110, section 14.2). A server may ignore the
 * field, and does where it is not well-formed, or where many small or
 * overlapping ranges would make it send more than the file (section 17.15).
 */
sealed interface ByteRanges {
    /** More are not answered one by one. */
    int MOST = 16;

    /** All of it. */
    record Whole() implements ByteRanges {
    }

    /**
     * These, each within the file and none over another, in the order asked for.
     */
    record Some(List<ByteRange> ranges) implements ByteRanges {
    }

    /** None of them is within the file. */
    record Unsatisfiable() implements ByteRanges {
    }

    /** {@code length} bytes from {@code from}. */
    record ByteRange(long from, long length) {
        /** As {@code Content-Range} has it. */
        String of(long size) {
            return "bytes " + from + '-' + (from + length - 1) + '/' + size;
        }
    }

    /** Reads the field for a file of {@code size} bytes. */
    static ByteRanges read(@Nullable String field, long size) {
        if (field == null || !field.toLowerCase(Locale.ROOT).startsWith("bytes=")) {
            return new Whole();
        }
        String[] specs = field.substring("bytes=".length()).split(",", MOST + 2);
        if (specs.length > MOST) {
            return new Whole();
        }
        List<ByteRange> ranges = new ArrayList<>(specs.length);
        for (String spec : specs) {
            String text = spec.strip();
            int dash = text.indexOf('-');
            if (!text.matches("\\d{0,18}-\\d{0,18}") || text.equals("-")) {
                return new Whole();
            }
            ByteRange range = range(text.substring(0, dash), text.substring(dash + 1), size);
            if (range == null) {
                return new Whole();
            }
            if (range.length() > 0) {
                ranges.add(range);
            }
        }
        return ranges.isEmpty() ? new Unsatisfiable() : overlap(ranges) ? new Whole() : new Some(List.copyOf(ranges));
    }

    /** {@code null} when it is not well-formed; empty when nothing is there. */
    private static @Nullable ByteRange range(String first, String last, long size) {
        if (first.isEmpty()) {
            long length = Math.min(Long.parseLong(last), size);
            return new ByteRange(size - length, length);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(last);
        return to < from ? null : new ByteRange(from, from >= size ? 0 : Math.min(to, size - 1) - from + 1);
    }

    private static boolean overlap(List<ByteRange> ranges) {
        List<ByteRange> sorted = ranges.stream().sorted(Comparator.comparingLong(ByteRange::from)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).from() < sorted.get(i - 1).from() + sorted.get(i - 1).length()) {
                return true;
            }
        }
        return false;
    }
}
