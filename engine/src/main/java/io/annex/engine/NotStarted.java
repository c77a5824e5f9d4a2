package io.annex.engine;

/**
 * No worker could be started that would evaluate the program: the program is
 * not to blame, and a later try may succeed.
 */
public class NotStarted extends LoadException {
    private static final long serialVersionUID = 1L;

    public NotStarted(String message) {
        super(message);
    }

    public NotStarted(String message, Throwable cause) {
        super(message, cause);
    }
}
