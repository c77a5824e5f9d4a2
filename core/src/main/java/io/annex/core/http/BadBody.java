package io.annex.core.http;

/**
 * A request body that cannot be read, e.g. broken multipart; answered 400 with
 * the message.
 */
public final class BadBody extends BodyFailure {
    private static final long serialVersionUID = 1L;

    public BadBody(String message) {
        super(message);
    }
}
