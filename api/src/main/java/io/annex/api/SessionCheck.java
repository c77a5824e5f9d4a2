package io.annex.api;

/**
 * What a module knows of the visitor.
 *
 * @param isGuest
 *            whether the visitor is not known to it
 * @param isAuthRequest
 *            whether the request is a login, which a guest may make
 */
public record SessionCheck(boolean isGuest, boolean isAuthRequest) {
}
