package io.annex.core.http;

/**
 * A request body in a form that the server does not read, such as an unknown
 * charset; answered 415 with the message, which says what is read instead.
 */
public final class UnsupportedBody extends BodyFailure {
    private static final long serialVersionUID = 1L;

    public UnsupportedBody(String message) {
        super(message);
    }
}
