package io.annex.server.http;

/** A request whose head is refused; the message is a clause that says why. */
final class RefusedRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedRequest(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
