package io.annex.core.files;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folder {@code resource} of a version. */
public final class ResourceFolder {
    private static final String TOKEN = "resource:";

    private ResourceFolder() {
    }

    /**
     * The file behind a token {@code resource:<name>}, always below the folder;
     * {@code null} where there is none.
     *
     * @param root
     *            the version's files
     */
    public static @Nullable Path find(Path root, String token) {
        if (!token.startsWith(TOKEN)) {
            return null;
        }
        try {
            Path folder = root.resolve("resource");
            Path file = folder.resolve(token.substring(TOKEN.length()).replaceFirst("^/+", "")).normalize();
            return file.startsWith(folder) && Files.isRegularFile(file) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
