package io.annex.core.http;

import java.security.SecureRandom;

/**
 * The ids of what went wrong: a client is told the id alone, the log has the
 * rest.
 */
public final class Incident {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 10;

    private Incident() {
    }

    /** A new id, to be answered and logged. */
    public static String newId() {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
