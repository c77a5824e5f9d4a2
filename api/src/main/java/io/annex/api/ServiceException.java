package io.annex.api;

/** A service of the host has refused a call, or failed. */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code
     *            one word for programs; empty for none
     * @param message
     *            what was wrong, for people
     */
    public ServiceException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** One word for programs; empty for none. */
    public String code() {
        return code;
    }
}
