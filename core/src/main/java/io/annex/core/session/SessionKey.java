package io.annex.core.session;

/** Which session: an add-on's, by its id. */
record SessionKey(String addon, String id) {
}
