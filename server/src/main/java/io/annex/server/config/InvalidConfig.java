package io.annex.server.config;

/**
 * A setting that cannot be used. The message is one line:
 * {@code name: value (expected: rule)}.
 */
public final class InvalidConfig extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidConfig(String message) {
        super(message);
    }

    InvalidConfig(String message, Throwable cause) {
        super(message, cause);
    }
}
