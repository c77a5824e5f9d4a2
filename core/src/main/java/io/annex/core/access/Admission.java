package io.annex.core.access;

/**
 * What was decided about a request.
 *
 * @param outcome
 *            whether it may pass, or why not
 * @param keyId
 *            number of the key, 0 if it is not known
 */
public record Admission(Outcome outcome, long keyId) {

    /** Whether a request may pass, or the first reason why not, in this order. */
    public enum Outcome {
        /** It may pass, and is counted. */
        OK,
        /** It brings no key. */
        MISSING,
        /** The key is used up for today (UTC). */
        LIMIT,
        /** The key's time is over. */
        EXPIRED,
        /** There is no such key, it is switched off, or not for this endpoint. */
        INVALID,
        /** The database could not be asked. */
        ERROR
    }

    /** Whether the request may pass. */
    public boolean isOk() {
        return outcome == Outcome.OK;
    }
}
