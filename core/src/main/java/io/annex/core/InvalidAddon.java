package io.annex.core;

/**
 * An add-on that cannot be deployed. The message is for its author or operator:
 * what is wrong, where, and what to do.
 */
public final class InvalidAddon extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean diskTrouble;

    public InvalidAddon(String message) {
        super(message);
        this.diskTrouble = false;
    }

    public InvalidAddon(String message, Throwable cause) {
        this(message, cause, false);
    }

    private InvalidAddon(String message, Throwable cause, boolean diskTrouble) {
        super(message, cause);
        this.diskTrouble = diskTrouble;
    }

    /** For an add-on that the disk has no room for, or cannot take or give. */
    static InvalidAddon notStored(String what, Exception failure) {
        return new InvalidAddon(what + ": " + DiskTrouble.reason(failure), failure, true);
    }

    /** Whether the disk is at fault, and the add-on may well be in order. */
    public boolean isDiskTrouble() {
        return diskTrouble;
    }
}
