package io.annex.core.deploy;

import io.annex.core.addon.JsonManifest;
import io.annex.core.settings.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Folders that no style recognises, though somebody seems to have meant an
 * add-on.
 */
final class LookAlike {
    /**
     * Files by which a folder is recognised; those of other names are compared with
     * them.
     */
    private static final List<String> MEANT = List.of(JsonManifest.NAME, "annex.json", "backend.js", "backend.ts",
            "widget.js", "server.js", "server.ts", "operations.js", "operations.ts");
    private static final List<String> SCRIPTS = List.of("index.js", "index.ts", "index.mjs", "index.cjs", "main.js",
            "app.js");
    /** Of npm's, beside which the others mean nothing. */
    private static final Set<String> OTHERS = Set.of("package.json", "tsconfig.json");
    private static final String MANIFEST = "manifest.json with {\"id\": …, \"version\": …, \"type\": \"RESTApp\"}";

    private LookAlike() {
    }

    /**
     * What is missing in a folder.
     *
     * @return empty where it looks like nothing that anybody would serve
     */
    static Optional<String> flaw(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.filter(Files::isRegularFile).map(each -> String.valueOf(each.getFileName())).sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // Who deploys it says so.
            return Optional.empty();
        }
        for (String name : names) {
            if (OTHERS.contains(name) || SCRIPTS.contains(name)) {
                continue;
            }
            Optional<String> meant = Nearest.to(name, MEANT);
            if (meant.isPresent()) {
                return Optional.of(name + " (expected: " + meant.get() + ")");
            }
        }
        return names.stream().filter(SCRIPTS::contains).findFirst()
                .map(script -> script + " alone (expected: beside it " + MANIFEST + ")");
    }
}
