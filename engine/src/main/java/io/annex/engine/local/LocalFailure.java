package io.annex.engine.local;

/** A function that refused its arguments, with a message for the author. */
public final class LocalFailure extends Exception {
    private static final long serialVersionUID = 1L;

    LocalFailure(String message) {
        super(message, null, false, false);
    }
}
