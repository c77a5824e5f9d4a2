package io.annex.core.restapp;

import io.annex.core.addon.Declarations;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.JsonManifest;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.SettingFiles;
import io.annex.core.addon.Style;
import io.annex.core.settings.SettingsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code restapp} style: a {@code manifest.json} whose {@code type} begins
 * with "rest", and an {@code index} script.
 */
public final class RestappStyle implements Style {
    private static final MountPolicy MOUNT_POLICY = new MountPolicy.Own("/rest-api/");
    private static final List<String> ENTRIES = List.of("index.js", "index.ts", "index.mjs", "index.cjs");

    @Override
    public String name() {
        return "restapp";
    }

    @Override
    public boolean recognises(Path root) {
        return Files.isRegularFile(root.resolve(JsonManifest.NAME));
    }

    @Override
    public MountPolicy mountPolicy() {
        return MOUNT_POLICY;
    }

    @Override
    public Manifest manifest(Path root, String sourceName) throws InvalidAddon {
        JsonManifest manifest = JsonManifest.read(root);
        JsonNode json = manifest.json();
        String type = manifest.type();
        if (!type.toLowerCase(Locale.ROOT).startsWith("rest")) {
            throw new InvalidAddon(JsonManifest.NAME + ": type: " + (type.isEmpty() ? "missing" : type)
                    + (type.equalsIgnoreCase("java")
                            ? " (expected: beside it the jar of the add-on; a script's type is RESTApp)"
                            : " (expected: RESTApp)"));
        }
        boolean privileged = json.path("requirePrivileged").asBoolean(false);
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("requirePrivileged", privileged)
                .put("csrfProtection", json.path("csrfProtection").asBoolean(false));
        long maxUpload = json.path("maxUploadSizeInMB").asLong(0) << 20;
        return new Manifest(manifest.id(), manifest.version(), entry(root), Math.max(0, maxUpload), json.toString(),
                params.toString());
    }

    @Override
    public SettingsSchema settings(Path root, Manifest manifest) throws InvalidAddon {
        return SettingFiles.ofPlatform(root, JsonManifest.NAME)
                .and(SettingFiles.declared(root, SettingFiles.ANNEX).declared());
    }

    @Override
    public Declarations declarations(JsonNode loaded) {
        return PlatformModules.read(loaded.path("modules"));
    }

    /** What may have been meant by it. */
    private static String scripts(Path root) throws InvalidAddon {
        try (Stream<Path> files = Files.list(root)) {
            String names = files.map(each -> String.valueOf(each.getFileName()))
                    .filter(each -> each.matches(".+\\.[cm]?[jt]s")).sorted().collect(Collectors.joining(", "));
            return names.isEmpty() ? "" : "; it has " + names;
        } catch (IOException e) {
            throw new InvalidAddon("it cannot be read: " + e.getMessage(), e);
        }
    }

    private static String entry(Path root) throws InvalidAddon {
        for (String name : ENTRIES) {
            if (Files.isRegularFile(root.resolve(name))) {
                return "/" + name;
            }
        }
        throw new InvalidAddon("index.js: missing (expected: index.js, index.ts or index.mjs beside "
                + JsonManifest.NAME + ")" + scripts(root));
    }
}
