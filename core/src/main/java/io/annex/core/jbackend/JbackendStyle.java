package io.annex.core.jbackend;

import io.annex.core.addon.Declarations;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.JavaPermission;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.SettingFiles;
import io.annex.core.addon.Style;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.SettingOrigin;
import io.annex.core.settings.SettingsSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code jbackend} style: a folder with an XML manifest and the script or
 * jar that it names. Modules have no mount of their own: they answer together,
 * at the endpoints that the operator has made.
 */
public final class JbackendStyle implements Style {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** Maven's; a folder of sources is no module. */
    private static final String NO_MANIFEST = "pom.xml";

    private final JbackendSettings settings;
    private final JavaPermission java;

    public JbackendStyle(JbackendSettings settings, JavaPermission java) {
        this.settings = settings;
        this.java = java;
    }

    @Override
    public String name() {
        return "jbackend";
    }

    @Override
    public boolean recognises(Path root) {
        return !Files.exists(root.resolve("manifest.json")) && !manifests(root).isEmpty();
    }

    @Override
    public MountPolicy mountPolicy() {
        return new MountPolicy.Joint(settings.endpoints().stream().map(JbackendEndpoint::path).toList());
    }

    private static List<Path> manifests(Path root) {
        if (!Files.isDirectory(root) || Files.exists(root.resolve(NO_MANIFEST))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".xml"))
                    .filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Manifest manifest(Path root, String sourceName) throws InvalidAddon {
        List<Path> manifests = manifests(root);
        if (manifests.size() > 1) {
            throw new InvalidAddon(manifests.get(0).getFileName() + " and " + manifests.get(1).getFileName()
                    + ": several manifests (expected: one .xml file)");
        }
        ModuleManifest module = ModuleManifest.read(manifests.getFirst());
        if (module.file().endsWith(".jar")) {
            java.check(module.file());
        }
        String info = JSON.createObjectNode().put("id", module.module()).put("name", module.title())
                .put("version", module.version()).put("author", module.author())
                .put("description", module.description()).toString();
        return new Manifest(module.module(), module.version(), "/" + module.file(), 0, info,
                JSON.valueToTree(module.params()).toString());
    }

    @Override
    public Declarations declarations(JsonNode loaded) throws InvalidAddon {
        return Hooks.read(loaded.path("hooks"));
    }

    /** The fields of the manifest are settings as any other. */
    @Override
    public SettingsSchema settings(Path root, Manifest manifest) throws InvalidAddon {
        return SettingFiles.declared(root, SettingFiles.ANNEX)
                .and(ModuleManifest.read(manifests(root).getFirst()).settings());
    }

    /** The manifest's fields, as the operator has set them. */
    @Override
    public String params(Manifest manifest, AddonSettings chosen) {
        Map<String, String> params = new HashMap<>();
        JSON.readTree(manifest.params()).properties()
                .forEach(field -> params.put(field.getKey(), field.getValue().asString()));
        params.putAll(chosen.values().texts(Set.of(SettingOrigin.DEFAULT)));
        params.putAll(settings.module(manifest.id()).params());
        params.putAll(chosen.values().texts(EnumSet.complementOf(EnumSet.of(SettingOrigin.DEFAULT))));
        return JSON.valueToTree(params).toString();
    }
}
