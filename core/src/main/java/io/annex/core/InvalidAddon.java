package io.annex.core;

/**
 * An add-on that cannot be deployed. The message is for its author or operator:
 * what is wrong, where, and what to do.
 */
public final class InvalidAddon extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidAddon(String message) {
        super(message);
    }

    public InvalidAddon(String message, Throwable cause) {
        super(message, cause);
    }
}
