package io.annex.server.http.head;

/** A request whose head is refused; the message is a clause that says why. */
public final class RefusedRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    public RefusedRequest(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
