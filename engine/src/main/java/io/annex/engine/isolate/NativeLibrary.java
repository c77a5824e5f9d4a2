package io.annex.engine.isolate;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import java.io.File;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * V8 as a file. Javet would unpack its 40 MB into the temporary folder at every
 * start and leave them there when the process is killed; here they are unpacked
 * once into the cache and stay.
 *
 * <p>
 * A file that is there under its final name is whole: it was written under
 * another name, forced to the disk, and moved. Its length is compared all the
 * same.
 */
final class NativeLibrary {
    private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {
    }

    /**
     * Tells Javet where the library is; to be called before V8 is loaded. Where the
     * cache cannot be written, Javet does as it would.
     *
     * @return the file, for a sandbox that has to let it be read
     */
    static Path provide(Path cache) throws JavetException {
        JavetLibLoader loader = new JavetLibLoader(JSRuntimeType.V8);
        Path file = cache.resolve(loader.getLibFileName()).toAbsolutePath();
        URL packed = NativeLibrary.class.getResource(loader.getResourceFileName());
        if (packed == null) {
            throw new IllegalStateException("There is no V8 for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + " on the class path: " + loader.getResourceFileName());
        }
        try {
            unpack(packed, file);
        } catch (IOException e) {
            log.warn("V8's library cannot be kept in {}, so it is unpacked at every start: {}", cache, e.toString());
            return file;
        }
        JavetLibLoader.setLibLoadingListener(new IJavetLibLoadingListener() {
            @Override
            public File getLibPath(JSRuntimeType type) {
                return cache.toAbsolutePath().toFile();
            }

            @Override
            public boolean isDeploy(JSRuntimeType type) {
                return false;
            }
        });
        return file;
    }

    /** Whether the library is in the cache already. */
    static boolean isProvided(Path cache) {
        try {
            return Files.exists(cache.resolve(new JavetLibLoader(JSRuntimeType.V8).getLibFileName()));
        } catch (JavetException e) {
            return false;
        }
    }

    private static void unpack(URL packed, Path file) throws IOException {
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
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
