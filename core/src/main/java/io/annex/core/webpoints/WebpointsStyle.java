package io.annex.core.webpoints;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.ManifestFile;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code webpoints} style: a folder with {@code server.js}, which runs an
 * application of operations, or with {@code operations.js}, which exports them.
 * An {@code annex.json} may say more: {@code id}, {@code version},
 * {@code main}, and what else {@code app.info} gives to the guest.
 */
public final class WebpointsStyle implements Style {
    private static final MountPolicy MOUNT_POLICY = new MountPolicy.Own("/");
    private static final String MANIFEST = "annex.json";
    /** The first that is there is the entry. */
    private static final List<String> ENTRIES = List.of("server.js", "server.ts", "operations.js", "operations.ts");
    /** What makes a folder an add-on of another style. */
    private static final List<String> OTHERS = List.of("manifest.json", "widget.js", "backend.js", "backend.ts");
    private static final String UNVERSIONED = "0";

    @Override
    public String name() {
        return "webpoints";
    }

    @Override
    public boolean recognises(Path root) {
        return OTHERS.stream().noneMatch(name -> Files.exists(root.resolve(name)))
                && Stream.concat(Stream.of(MANIFEST), ENTRIES.stream())
                        .anyMatch(name -> Files.isRegularFile(root.resolve(name)));
    }

    @Override
    public MountPolicy mountPolicy() {
        return MOUNT_POLICY;
    }

    @Override
    public Manifest manifest(Path root, String sourceName) throws InvalidAddon {
        ObjectNode json = read(root.resolve(MANIFEST));
        String id = text(json, "id", sourceName);
        if (!ManifestFile.isId(id) || id.equals("-")) {
            throw new InvalidAddon((json.has("id") ? MANIFEST + ": id: " : "the folder's name is the add-on's id: ")
                    + id + " (expected: no slash, no control character, no leading dot, not - alone)");
        }
        String version = text(json, "version", UNVERSIONED);
        json.put("id", id).put("version", version);
        return new Manifest(id, version, entry(root, text(json, "main", "")), 0, json.toString(), "{}");
    }

    private static ObjectNode read(Path file) throws InvalidAddon {
        return Files.isRegularFile(file)
                ? ManifestFile.read(file, "{\"main\": \"server.js\"}")
                : JsonNodeFactory.instance.objectNode();
    }

    private static String text(ObjectNode json, String field, String otherwise) throws InvalidAddon {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isString() || value.asString().isBlank()) {
            throw new InvalidAddon(MANIFEST + ": " + field + ": " + value + " (expected: a text)");
        }
        return value.asString().strip();
    }

    private static String entry(Path root, String main) throws InvalidAddon {
        if (main.isEmpty()) {
            return ENTRIES.stream().filter(name -> Files.isRegularFile(root.resolve(name))).findFirst()
                    .map(name -> "/" + name).orElseThrow(() -> new InvalidAddon("server.js: missing (expected: "
                            + String.join(", ", ENTRIES) + ", or main in " + MANIFEST + ")"));
        }
        Path file = root.resolve(main).normalize();
        if (!file.startsWith(root) || !Files.isRegularFile(file)) {
            throw new InvalidAddon(MANIFEST + ": main: " + main + " (expected: a script of the add-on)");
        }
        return "/" + root.relativize(file).toString().replace('\\', '/');
    }
}
