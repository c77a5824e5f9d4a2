package io.annex.core.access;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many in a time, written {@code 100/s} or {@code 1000/min}, as proxies and
 * frameworks have it.
 *
 * @param most
 *            how many, above 0; 0 stands for no rate at all
 * @param per
 *            in which time
 */
public record Rate(long most, Duration per) {
    /** Written {@code off}. */
    public static final Rate OFF = new Rate(0, Duration.ofSeconds(1));

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*/\\s*(s|min|m|h|d)");
    private static final long[] SECONDS = {1, 60, 3600, 86400};

    /**
     * Reads a rate.
     *
     * @throws IllegalArgumentException
     *             saying what is expected
     */
    public static Rate parse(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        if (trimmed.equals("off")) {
            return OFF;
        }
        Matcher matcher = TEXT.matcher(trimmed);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "requests in a time such as 100/s or 1000/min; units s, min, h, d; or off");
        }
        return new Rate(Long.parseLong(matcher.group(1)), Duration.ofSeconds(switch (matcher.group(2)) {
            case "s" -> SECONDS[0];
            case "h" -> SECONDS[2];
            case "d" -> SECONDS[3];
            default -> SECONDS[1];
        }));
    }

    /** In one number; {@link #of} reads it. */
    public long packed() {
        int unit = 0;
        while (SECONDS[unit] != per.toSeconds()) {
            unit++;
        }
        return most * SECONDS.length + unit;
    }

    /** What {@link #packed} has written. */
    public static Rate of(long packed) {
        return new Rate(packed / SECONDS.length, Duration.ofSeconds(SECONDS[(int) (packed % SECONDS.length)]));
    }
}
