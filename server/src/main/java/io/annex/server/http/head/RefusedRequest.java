package io.annex.server.http.head;

import java.util.Optional;

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

    /** Why it was refused, where that is what has failed. */
    public static Optional<String> clause(Throwable failure) {
        return failure instanceof RefusedRequest ? Optional.ofNullable(failure.getMessage()) : Optional.empty();
    }

    public int status() {
        return status;
    }
}
