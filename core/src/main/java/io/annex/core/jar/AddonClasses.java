package io.annex.core.jar;

import io.annex.api.Addon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of one version of an add-on: its jar and those in {@code lib}
 * beside it. They see the JDK and {@code io.annex.api}; not Annex itself, not
 * the libraries it is made of, not other add-ons.
 */
final class AddonClasses extends URLClassLoader {
    private static final String API = Addon.class.getPackageName() + '.';

    /** Shows of our own classes the API alone. */
    private static final class ApiAlone extends ClassLoader {
        private final ClassLoader ours = Addon.class.getClassLoader();

        ApiAlone() {
            super("annex-api", ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(API)) {
                return ours.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    static {
        ClassLoader.registerAsParallelCapable();
    }

    private AddonClasses(String addon, URL[] jars) {
        super("annex-addon-" + addon, jars, new ApiAlone());
    }

    /**
     * @param jar
     *            the add-on's jar, whose {@code lib} beside it may have more
     */
    static AddonClasses of(String addon, Path jar) throws IOException {
        List<URL> jars = new ArrayList<>(List.of(url(jar)));
        Path lib = jar.resolveSibling("lib");
        if (Files.isDirectory(lib)) {
            try (Stream<Path> files = Files.list(lib)) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().map(AddonClasses::url)
                        .forEach(jars::add);
            }
        }
        return new AddonClasses(addon, jars.toArray(URL[]::new));
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
