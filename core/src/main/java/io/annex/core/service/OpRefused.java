package io.annex.core.service;

/** An op that is refused, with a message for the add-on's author. */
final class OpRefused extends Exception {
    private static final long serialVersionUID = 1L;

    OpRefused(String message) {
        super(message, null, false, false);
    }
}
