package io.annex.core.service;

/** An op that is refused, with a message for the add-on's author. */
public final class OpRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public OpRefused(String message) {
        this("", message);
    }

    /**
     * @param code
     *            what the author's code can tell it by; becomes the {@code code} of
     *            the error
     */
    public OpRefused(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What code can tell it by; empty for nothing. */
    public String code() {
        return code;
    }
}
