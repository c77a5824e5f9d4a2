package io.annex.server.cli;

import io.annex.server.Installation;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an add-on in JavaScript or TypeScript has beside its own files: a
 * project of npm with the types of this Annex. The types are copied, so that a
 * project is whole wherever it is taken, and needs no package that is
 * published.
 */
final class ProjectFiles {
    /** The folder with the types. */
    static final String TYPES = "annex-types";
    private static final String PACKAGE = """
            {
              "name": "%1$s",
              "version": "1.0.0",
              "private": true,
              "scripts": {
                "test": "annex test",
                "types": "tsc --noEmit"
              },
              "devDependencies": {
                "@annex/types": "file:%2$s",
                "@types/node": "26.6.7",
                "typescript": "5.9.3"
              }
            }
            """;
    private static final String COMPILER = """
            {
              "compilerOptions": {
                "target": "ES2024",
                "lib": ["ES2024"],
                "module": "Preserve",
                "types": ["@annex/types/%1$s"],%2$s
                "allowJs": true,
                "checkJs": true,
                "strict": true,
                "isolatedModules": true,
                "noEmit": true,
                "skipLibCheck": true
              },
              "exclude": ["node_modules", "%3$s"]
            }
            """;
    /** Modules of RESTApps are required by their paths from the root. */
    private static final String FROM_THE_ROOT = "\n    \"paths\": { \"/*\": [\"./*\"] },";
    /** Scripts of pages may hold JSX. */
    private static final String ELEMENTS = "\n    \"jsx\": \"preserve\",";

    private ProjectFiles() {
    }

    static Map<String, byte[]> of(String name, String style) throws IOException {
        String more = switch (style) {
            case "restapp" -> FROM_THE_ROOT;
            case "widget" -> ELEMENTS;
            default -> "";
        };
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("package.json", bytes(PACKAGE.formatted(packageName(name), TYPES)));
        files.put("tsconfig.json", bytes(COMPILER.formatted(style, more, TYPES)));
        files.put(".gitignore", ignored("node_modules/"));
        files.putAll(types());
        return files;
    }

    /** A {@code .gitignore}. */
    static byte[] ignored(String made) {
        return bytes(made + "\n.annex/\n");
    }

    /** A name as npm has it. */
    private static String packageName(String name) {
        return name.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    /** The types of this Annex, by their names in an add-on. */
    static Map<String, byte[]> types() throws IOException {
        Path home = Installation.home();
        Path types = home == null ? null : home.resolve("types");
        if (types == null || !Files.isDirectory(types)) {
            throw new CommandFailure(AnnexCommand.FAILED,
                    "this Annex has no types for add-ons (expected: a distribution, with the folder types)");
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(types)) {
            all = found.filter(Files::isRegularFile).sorted().toList();
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Path each : all) {
            files.put(TYPES + "/" + types.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
        }
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
