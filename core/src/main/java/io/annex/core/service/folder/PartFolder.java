package io.annex.core.service.folder;

import io.annex.core.service.OpRefused;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where what is being written is, at the top of its folder and so on the same
 * disk. What a server that was killed has left there goes when it is first
 * opened. Used with the lock of its folder alone.
 */
final class PartFolder {
    private static final Path NAME = Path.of(FilePath.PARTS);
    private static final long OLD_MILLIS = 24L * 3600 * 1000;

    private final Path top;
    private final String shown;
    private final boolean own;
    private boolean swept;

    PartFolder(Path top, String shown, boolean own) {
        this.top = top;
        this.shown = shown;
        this.own = own;
    }

    /** Opens the top. */
    @FunctionalInterface
    interface Top {
        Place open() throws IOException, OpRefused;
    }

    Place open(Top opener) throws IOException, OpRefused {
        try (Place above = opener.open()) {
            Place parts = above.below(NAME);
            if (parts == null) {
                try {
                    Files.createDirectory(top.resolve(NAME));
                } catch (FileAlreadyExistsException e) {
                    // Another server's, or no directory.
                }
                parts = above.below(NAME);
            }
            if (parts == null) {
                throw new OpRefused("denied", FilePath.PARTS + " in " + shown + " is no folder");
            }
            if (!swept) {
                swept = true;
                sweep(above);
                if (own) {
                    sweepTop(opener);
                }
            }
            return parts;
        }
    }

    /** An own folder is this server's alone; in another, others may be writing. */
    private void sweep(Place above) throws IOException {
        long old = System.currentTimeMillis() - OLD_MILLIS;
        try (Place parts = above.below(NAME)) {
            if (parts == null) {
                return;
            }
            for (Path each : parts.names()) {
                BasicFileAttributes found = parts.find(each);
                if (found != null && !found.isDirectory() && (own || found.lastModifiedTime().toMillis() < old)) {
                    parts.deleteFile(each);
                }
            }
        }
    }

    /** Folders that were made, and did not come to their place. */
    private static void sweepTop(Top opener) throws IOException, OpRefused {
        try (Place above = opener.open()) {
            for (Path each : above.names()) {
                if (FilePath.isOurs(each.toString()) && !each.equals(NAME)) {
                    above.deleteFolder(each);
                }
            }
        }
    }
}
