package io.annex.core.webpoints;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.ManifestFile;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.SettingFiles;
import io.annex.core.addon.Style;
import io.annex.core.settings.AddonSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
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
    private static final String MANIFEST = SettingFiles.ANNEX;
    /** Of an application of which nobody says otherwise. */
    private static final String ENVIRONMENT = "production";
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
                && (ENTRIES.stream().anyMatch(name -> Files.isRegularFile(root.resolve(name)))
                        || Files.isRegularFile(root.resolve(MANIFEST)) && !isModule(root));
    }

    /** A module of another style says its settings in the same file. */
    private static boolean isModule(Path root) {
        try {
            return !ManifestFile.read(root.resolve(MANIFEST), "").has("main") && hasXml(root);
        } catch (InvalidAddon e) {
            return false;
        }
    }

    private static boolean hasXml(Path root) {
        try (Stream<Path> files = Files.list(root)) {
            return files.anyMatch(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** The application's environment, where programs for Node look for it. */
    @Override
    public Map<String, String> variables(Manifest manifest, AddonSettings settings) {
        String chosen = settings.values().configured().environment();
        String own = JsonMapper.shared().readTree(manifest.info()).path("environment").asString("");
        return Map.of("NODE_ENV", !chosen.isEmpty() ? chosen : own.isEmpty() ? ENVIRONMENT : own);
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
