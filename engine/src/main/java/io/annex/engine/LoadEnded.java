package io.annex.engine;

/**
 * The program was closed before it was evaluated, as when the server stops:
 * nobody is to blame.
 */
public class LoadEnded extends LoadException {
    private static final long serialVersionUID = 1L;

    public LoadEnded(String message) {
        super(message);
    }
}
