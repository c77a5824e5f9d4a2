package io.annex.core.source;

import io.annex.core.addon.InvalidAddon;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What the file system says, in one line for people. */
public final class DiskTrouble {
    private DiskTrouble() {
    }

    /** For an add-on that the disk has no room for, or cannot take or give. */
    public static InvalidAddon notStored(String what, Exception failure) {
        return new InvalidAddon(what + ": " + reason(failure), failure, InvalidAddon.Fault.DISK);
    }

    /**
     * The path, where it is known, and why, e.g.
     * {@code a/b: No space left on device}. Some of Java's exceptions have only the
     * path as their message.
     */
    public static String reason(Throwable failure) {
        return switch (failure) {
            case FileSystemException on when on.getOtherFile() != null -> on.getOtherFile() + ": " + why(on);
            case FileSystemException on -> on.getFile() + ": " + why(on);
            case IOException io -> why(io);
            default -> failure.getCause() instanceof IOException cause ? reason(cause) : why(failure);
        };
    }

    /** Why, without the path. */
    static String why(Throwable failure) {
        return switch (failure) {
            case FileSystemException on when on.getReason() != null -> on.getReason();
            case AccessDeniedException denied -> "access denied";
            case FileAlreadyExistsException exists -> "exists and is no folder";
            case NoSuchFileException missing -> "does not exist";
            default -> String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        };
    }
}
