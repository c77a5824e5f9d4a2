package io.annex.core.jbackend;

/**
 * What {@code onCheckSession} answers.
 *
 * @param isGuest
 *            whether the visitor is not known
 * @param isAuthRequest
 *            whether the request is one by which a guest becomes known
 */
record SessionCheck(boolean isGuest, boolean isAuthRequest) {
    /**
     * One of two modules that both have a word: who is known to one of them is
     * known.
     */
    SessionCheck or(SessionCheck other) {
        return new SessionCheck(isGuest && other.isGuest, isAuthRequest || other.isAuthRequest);
    }
}
