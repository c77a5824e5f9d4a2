package io.annex.engine.isolate;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A resource that native code reads as a file: unpacked once into the cache,
 * where it stays.
 *
 * <p>
 * A file that is there under its final name is whole: it was written under
 * another name, forced to the disk, and moved. Its length is compared all the
 * same.
 *
 * @param packed
 *            where it is on the class path
 * @param file
 *            where it is to be
 */
record CachedFile(URL packed, Path file) {
    /** Unpacks it unless it is there. */
    void provide() throws IOException {
        URLConnection connection = packed.openConnection();
        if (Files.exists(file) && Files.size(file) == connection.getContentLengthLong()) {
            connection.getInputStream().close();
            return;
        }
        Files.createDirectories(file.getParent());
        // Not a temporary file: those only their owner may read.
        Path part = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try (InputStream in = connection.getInputStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Replaces a file in one go, where the file system can. */
    static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
