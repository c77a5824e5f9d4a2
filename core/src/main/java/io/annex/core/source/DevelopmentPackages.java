package io.annex.core.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Packages that npm has installed for development alone: what
 * {@code devDependencies} name, and what only these need. npm says so itself,
 * beside what it has installed.
 */
final class DevelopmentPackages {
    private static final String INSTALLED = "node_modules/.package-lock.json";
    private static final String PACKAGES = "node_modules/";
    private static final long MOST_BYTES = 32 << 20;

    private DevelopmentPackages() {
    }

    /**
     * Their folders, from the folder of the add-on; none where npm has not said, or
     * what it has said cannot be read.
     */
    static Set<Path> in(Path source) throws IOException {
        Path installed = source.resolve(INSTALLED);
        if (!Files.isRegularFile(installed) || Files.size(installed) > MOST_BYTES) {
            return Set.of();
        }
        try {
            JsonNode packages = JsonMapper.shared().readTree(Files.readAllBytes(installed)).path("packages");
            return packages.properties().stream()
                    .filter(each -> each.getKey().startsWith(PACKAGES) && each.getValue().path("dev").asBoolean(false))
                    .map(each -> source.getFileSystem().getPath(each.getKey())).collect(Collectors.toSet());
        } catch (JacksonException | InvalidPathException e) {
            return Set.of();
        }
    }
}
