package io.annex.core.http;

/**
 * A request body that the server has no room for, e.g. because its disk is
 * full; answered 507. The message is for the operator.
 */
public final class BodyNotStored extends BodyFailure {
    private static final long serialVersionUID = 1L;

    public BodyNotStored(String message) {
        super(message);
    }
}
