package io.annex.engine.isolate;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * V8 as a file. Javet would unpack its 45 MB into the temporary folder at every
 * start and leave them there when the process is killed; here they are unpacked
 * once into the cache and stay.
 */
final class NativeLibrary {
    private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {
    }

    /**
     * Tells Javet where the library is; to be called before V8 is loaded. Where the
     * cache cannot be written, Javet does as it would.
     */
    static void provide(Path cache) throws JavetException {
        JavetLibLoader loader = new JavetLibLoader(JSRuntimeType.V8I18n);
        URL packed = NativeLibrary.class.getResource(loader.getResourceFileName());
        if (packed == null) {
            throw new IllegalStateException("There is no V8 for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + " on the class path: " + loader.getResourceFileName());
        }
        try {
            new CachedFile(packed, cache.resolve(loader.getLibFileName()).toAbsolutePath()).provide();
        } catch (IOException e) {
            log.warn("V8's library cannot be kept in {}, so it is unpacked at every start: {}", cache, e.toString());
            return;
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
    }

    /** Whether the library is in the cache already. */
    static boolean isProvided(Path cache) {
        try {
            return Files.exists(cache.resolve(new JavetLibLoader(JSRuntimeType.V8I18n).getLibFileName()));
        } catch (JavetException e) {
            return false;
        }
    }
}
