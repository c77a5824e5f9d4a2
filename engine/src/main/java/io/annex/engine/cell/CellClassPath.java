package io.annex.engine.cell;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import io.annex.engine.Engine;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;

/**
 * What of our own class path a cell needs: the engine, the guest library, V8,
 * its data, the logging interface, and the algorithms that the JDK lacks.
 * Nothing of the server's.
 */
final class CellClassPath {
    private CellClassPath() {
    }

    static List<Path> find() {
        try {
            Set<Path> found = new LinkedHashSet<>();
            found.add(origin(Engine.class, "/io/annex/engine/Engine.class"));
            found.add(origin(Engine.class, "/io/annex/guest/guest.js"));
            found.add(origin(Engine.class, "/io/annex/icu/icudtl.dat"));
            found.add(origin(Logger.class, "/org/slf4j/Logger.class"));
            // Not beside a class of its own: that jar is signed, and the first class out of
            // it is what its signatures are checked for.
            found.add(origin(Engine.class, "/org/bouncycastle/crypto/Digest.class"));
            found.add(origin(JavetLibLoader.class, "/com/caoccao/javet/interop/V8Host.class"));
            found.add(origin(JavetLibLoader.class, new JavetLibLoader(JSRuntimeType.V8I18n).getResourceFileName()));
            return new ArrayList<>(found);
        } catch (IOException | URISyntaxException | JavetException e) {
            throw new IllegalStateException("The class path of the cells cannot be found: " + e.getMessage(), e);
        }
    }

    /** The jar or folder that a resource comes from. */
    private static Path origin(Class<?> beside, String resource) throws IOException, URISyntaxException {
        URL url = beside.getResource(resource);
        if (url == null) {
            throw new IOException(resource + " is not on the class path");
        }
        if (url.openConnection() instanceof JarURLConnection jar) {
            return Path.of(jar.getJarFileURL().toURI());
        }
        String folder = url.toString().substring(0, url.toString().length() - resource.length());
        return Path.of(URI.create(folder));
    }
}
