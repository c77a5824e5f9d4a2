package io.annex.engine;

/**
 * A program could not be evaluated. The message is for its author: what is
 * wrong, with file, line, column and the line itself.
 */
public class LoadException extends Exception {
    private static final long serialVersionUID = 1L;

    public LoadException(String message) {
        super(message);
    }

    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
