package io.annex.server.database;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key as an operator sees it: without the key itself, of which only a
 * digest is kept.
 *
 * @param id
 *            number, 1 or more
 * @param endpoints
 *            paths that it is good for; empty: all
 * @param dailyLimit
 *            requests a day (UTC), 0 for no limit
 * @param expires
 *            when its time is over, or {@code null} for never
 * @param hits
 *            requests that passed
 * @param hitsToday
 *            those of this day
 * @param used
 *            when it was last used, to a second, or {@code null} for never
 */
public record ApiKey(long id, String owner, String comment, List<String> endpoints, int dailyLimit,
        @Nullable Instant expires, boolean enabled, long hits, long hitsToday, @Nullable Instant used) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int LENGTH = 20;

    /** A new key: 103 random bits. */
    static String draw() {
        StringBuilder key = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            key.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return key.toString();
    }

    /** Whether a text can be a key at all. */
    static boolean isKey(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
