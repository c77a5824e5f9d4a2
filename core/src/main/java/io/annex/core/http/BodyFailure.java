package io.annex.core.http;

/** Why a request body could not be had; each kind has its status. */
public abstract sealed class BodyFailure extends Exception
        permits BadBody, BodyTooLarge, BodyNotStored, UnsupportedBody {
    private static final long serialVersionUID = 1L;

    BodyFailure(String message) {
        super(message, null, false, false);
    }
}
