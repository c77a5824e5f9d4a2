package io.annex.engine.local;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a function is called with.
 *
 * @param text
 *            fields, separated by NUL
 * @param bytes
 *            a block, or an empty one
 * @param stopped
 *            whether the slice was stopped that calls, so that nobody waits for
 *            the result
 */
record Argument(String text, byte[] bytes, BooleanSupplier stopped) {
    /** The fields, of which the last may hold NUL itself. */
    List<String> fields(int count) throws LocalFailure {
        String[] fields = text.split("\0", count);
        if (fields.length != count) {
            throw new LocalFailure("%d fields (expected: %d)".formatted(fields.length, count));
        }
        return Arrays.asList(fields);
    }

    /** Where a loop comes by. */
    void goOn() throws LocalFailure {
        if (stopped.getAsBoolean()) {
            throw new LocalFailure("the exchange was stopped");
        }
    }

    static long number(String name, String text) throws LocalFailure {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new LocalFailure(name + ": " + shown(text) + " (expected: a whole number)");
        }
    }

    /** As much of a text as a message may have. */
    static String shown(String text) {
        return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
    }
}
