package io.annex.core.addon;

import java.nio.file.AccessDeniedException;
import org.jspecify.annotations.Nullable;

/**
 * An add-on that cannot be deployed. The message is for its author or operator:
 * what is wrong, where, and what to do.
 */
public final class InvalidAddon extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose it is that the add-on does not serve. */
    public enum Fault {
        /** The add-on's, or the operator's: it must be changed. */
        ADDON,
        /** The disk has no room for it, or cannot take or give. */
        DISK,
        /** Nothing could be started that would run it. */
        WORKER,
        /** Nobody's: the server is stopping. */
        STOPPING
    }

    private final Fault fault;

    public InvalidAddon(String message) {
        super(message);
        this.fault = Fault.ADDON;
    }

    public InvalidAddon(String message, Throwable cause) {
        this(message, cause, Fault.ADDON);
    }

    public InvalidAddon(String message, @Nullable Throwable cause, Fault fault) {
        super(message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    /** Whether the disk is at fault, and the add-on may well be in order. */
    public boolean isDiskTrouble() {
        return fault == Fault.DISK;
    }

    /**
     * Whether the host is at fault, as it is at the moment: a later try may succeed
     * with the same files. Rights do not come by themselves.
     */
    public boolean mayPass() {
        return fault == Fault.WORKER || fault == Fault.DISK && !(rootCause() instanceof AccessDeniedException);
    }

    private Throwable rootCause() {
        Throwable root = this;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
