package io.annex.core;

import java.io.IOException;
import java.util.zip.ZipException;

/**
 * An add-on that cannot be deployed. The message is for its author or operator:
 * what is wrong, where, and what to do.
 */
public final class InvalidAddon extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidAddon(String message) {
        super(message);
    }

    public InvalidAddon(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the add-on may well be in order, and the disk is full or cannot be
     * written.
     */
    public boolean isDiskTrouble() {
        return getCause() instanceof IOException && !(getCause() instanceof ZipException);
    }
}
