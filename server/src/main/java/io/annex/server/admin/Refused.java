package io.annex.server.admin;

/** Something that an operator asked for and that cannot be; one line. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message, null, false, false);
    }
}
