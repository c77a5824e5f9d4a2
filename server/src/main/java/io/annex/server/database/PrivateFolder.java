package io.annex.server.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.LoggerFactory;

/**
 * A folder that its owner alone may enter: there are password hashes and
 * sessions in it.
 */
public final class PrivateFolder {
    private PrivateFolder() {
    }

    /** Makes it, where there is none. */
    public static Path make(Path folder) throws IOException {
        Files.createDirectories(folder);
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (UnsupportedOperationException e) {
            LoggerFactory.getLogger(PrivateFolder.class).debug("{} has no permissions", folder, e);
        }
        return folder;
    }
}
