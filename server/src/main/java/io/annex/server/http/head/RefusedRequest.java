package io.annex.server.http.head;

/**
 * A request whose head or whose body's framing is refused; the message is a
 * clause that says why.
 */
public final class RefusedRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    public RefusedRequest(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /**
     * For a client: why something of its request was not read, where that is known.
     *
     * @param what
     *            e.g. "The body"
     */
    public static String said(String what, Throwable failure) {
        return failure instanceof RefusedRequest
                ? what + " is refused: " + failure.getMessage() + '.'
                : what + " cannot be read.";
    }

    public int status() {
        return status;
    }
}
