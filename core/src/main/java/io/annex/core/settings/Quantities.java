package io.annex.core.settings;

import java.util.Locale;

/**
 * Reads sizes ({@code 64 MB}), times ({@code 500 ms}) and counts. What is wrong
 * is said as what would have been right.
 */
public final class Quantities {
    private Quantities() {
    }

    /**
     * A time, e.g. {@code 30 s}.
     *
     * @throws IllegalArgumentException
     *             saying what is expected
     */
    public static java.time.Duration time(String text) {
        return java.time.Duration.ofNanos(nanos(text));
    }

    /**
     * A size in bytes, e.g. {@code 64 MB}.
     *
     * @throws IllegalArgumentException
     *             saying what is expected
     */
    public static long bytes(String text) {
        return scaled(text, "a size above 0 such as 64 MB; units B, KB, MB, GB", unit -> switch (unit) {
            case "", "b" -> 1;
            case "kb", "k" -> 1L << 10;
            case "mb", "m" -> 1L << 20;
            case "gb", "g" -> 1L << 30;
            default -> 0;
        });
    }

    static long nanos(String text) {
        return scaled(text, "a time above 0 such as 500 ms or 30 s; units ms, s, min, h, d", unit -> switch (unit) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "min", "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> 0;
        });
    }

    /**
     * A number above 0.
     *
     * @throws IllegalArgumentException
     *             saying what is expected
     */
    public static long count(String text) {
        return scaled(text, "a whole number above 0", unit -> unit.isEmpty() ? 1 : 0);
    }

    /** A size as people write it, in the largest unit that leaves it whole. */
    public static String size(long bytes) {
        return bytes % (1L << 20) == 0
                ? (bytes >> 20) + " MB"
                : bytes % (1L << 10) == 0 ? (bytes >> 10) + " KB" : bytes + " B";
    }

    private interface Unit {
        long factor(String unit);
    }

    private static long scaled(String text, String expected, Unit unit) {
        String trimmed = text.strip();
        int end = 0;
        while (end < trimmed.length() && trimmed.charAt(end) >= '0' && trimmed.charAt(end) <= '9') {
            end++;
        }
        long factor = unit.factor(trimmed.substring(end).strip().toLowerCase(Locale.ROOT));
        try {
            long value = end == 0 ? 0 : Math.multiplyExact(Long.parseLong(trimmed.substring(0, end)), factor);
            if (value > 0) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }
}
