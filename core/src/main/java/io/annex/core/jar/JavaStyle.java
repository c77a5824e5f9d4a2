package io.annex.core.jar;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.JsonManifest;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Style;
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
    private static final MountPolicy MOUNTING = new MountPolicy.Own("/java/");

    private final boolean allowed;

    /**
     * @param allowed
     *            whether the operator lets Java code into the server's process
     */
    public JavaStyle(boolean allowed) {
        this.allowed = allowed;
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public MountPolicy mounting() {
        return MOUNTING;
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
        checkAllowed(jar, allowed);
        return new Manifest(manifest.id(), manifest.version(), "/" + jar, 0, manifest.json().toString(), "{}");
    }

    /** Refuses a jar where the operator has not allowed Java. */
    public static void checkAllowed(String jar, boolean allowed) throws InvalidAddon {
        if (!allowed) {
            throw new InvalidAddon(jar + ": add-ons in Java run in the server's own process and can do what it can"
                    + " (expected: java: true in annex.yaml, where the operator trusts them)");
        }
    }
}
