package io.annex.core.jar;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.JavaPermission;
import io.annex.core.addon.JsonManifest;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.SettingFiles;
import io.annex.core.addon.Style;
import io.annex.core.settings.SettingsSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Add-ons in Java with endpoints of their own: a folder or zip with
 * {@code manifest.json}, whose {@code type} is {@code Java}, and one jar beside
 * it.
 */
public final class JavaStyle implements Style {
    private static final MountPolicy MOUNT_POLICY = new MountPolicy.Own("/java/");

    private final JavaPermission permission;

    public JavaStyle(JavaPermission permission) {
        this.permission = permission;
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public MountPolicy mountPolicy() {
        return MOUNT_POLICY;
    }

    @Override
    public boolean recognises(Path root) {
        return Files.isRegularFile(root.resolve(JsonManifest.NAME)) && !jars(root).isEmpty();
    }

    private static List<Path> jars(Path root) {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SettingsSchema settings(Path root, Manifest manifest) throws InvalidAddon {
        return SettingFiles.declared(root, JsonManifest.NAME);
    }

    @Override
    public Manifest manifest(Path root, String sourceName) throws InvalidAddon {
        JsonManifest manifest = JsonManifest.read(root);
        if (!manifest.type().equalsIgnoreCase("java")) {
            throw new InvalidAddon(
                    JsonManifest.NAME + ": type: " + manifest.type() + " (expected: Java, beside a jar)");
        }
        List<Path> jars = jars(root);
        if (jars.size() > 1) {
            throw new InvalidAddon(jars.get(0).getFileName() + " and " + jars.get(1).getFileName()
                    + ": several jars (expected: one; what it needs is in lib/)");
        }
        String jar = String.valueOf(jars.getFirst().getFileName());
        permission.check(jar);
        return new Manifest(manifest.id(), manifest.version(), "/" + jar, 0, manifest.json().toString(), "{}");
    }
}
