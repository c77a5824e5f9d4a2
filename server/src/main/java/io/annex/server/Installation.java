package io.annex.server;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where Annex is installed: a folder with {@code bin}, {@code lib},
 * {@code examples} and, once it has been {@linkplain #cache prepared},
 * {@code cache}. The launcher names it in the system property
 * {@code annex.home}; an embedded Annex has none.
 */
public final class Installation {
    private Installation() {
    }

    /** This Annex's version, {@code (development)} outside of a distribution. */
    public static String version() {
        String version = Installation.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }

    /** The installation's folder, or {@code null}. */
    public static @Nullable Path home() {
        String home = System.getProperty("annex.home");
        return home == null ? null : Path.of(home);
    }

    /**
     * The installation's own copy of a jar, if it has one: its ahead-of-time caches
     * are for these alone.
     */
    static Path library(Path jar) {
        Path home = home();
        Path own = home == null ? jar : home.resolve("lib").resolve(jar.getFileName());
        return Files.exists(own) ? own : jar;
    }

    /**
     * Folder for what takes long to make and is the same at every start: that of
     * the installation if it is prepared, otherwise one in {@code data}.
     */
    public static Path cache(Path data) {
        Path home = home();
        return home != null && Files.isDirectory(home.resolve("cache")) ? home.resolve("cache") : data.resolve("cache");
    }
}
