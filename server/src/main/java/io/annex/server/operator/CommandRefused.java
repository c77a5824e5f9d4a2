package io.annex.server.operator;

/** Something that an operator asked for and that cannot be; one line. */
public final class CommandRefused extends Exception {
    private static final long serialVersionUID = 1L;

    CommandRefused(String message) {
        super(message, null, false, false);
    }
}
