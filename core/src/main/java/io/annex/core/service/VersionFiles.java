package io.annex.core.service;

import io.annex.core.files.MediaTypes;
import io.annex.core.files.ServedFolder;
import io.annex.core.files.StaticFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files that the code of one version can ask for: its modules and those of
 * the operator's packages, its resources, and what its folders would answer
 * with. A path never leads out of them. Thread-safe.
 */
final class VersionFiles {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path root;
    private final AddonSources own;
    private final AddonSources packages;
    private final ScriptCache scripts;
    private final StaticFiles files;

    /**
     * @param packages
     *            where the operator has installed npm packages
     */
    VersionFiles(Path root, Path packages, ScriptCache scripts, StaticFiles files) {
        this.root = root;
        this.own = new AddonSources(root);
        this.packages = new AddonSources(packages.toAbsolutePath().normalize().resolve("node_modules"));
        this.scripts = scripts;
        this.files = files;
    }

    /** The version's own modules. */
    AddonSources own() {
        return own;
    }

    /** Those of the operator's packages. */
    AddonSources packages() {
        return packages;
    }

    String ownScript(String asked) throws OpRefused {
        return scripts.find(this, "own ", own, asked);
    }

    String packageScript(String asked) throws OpRefused {
        return scripts.find(this, "package ", packages, asked);
    }

    void keepOwnScript(String made) {
        scripts.keep(this, "own ", made);
    }

    void keepPackageScript(String made) {
        scripts.keep(this, "package ", made);
    }

    /** What is known of a resource, as JSON; empty where there is none. */
    String describeResource(String name) {
        try {
            Path file = resource("resource:" + name);
            return JSON.createObjectNode().put("name", String.valueOf(file.getFileName()))
                    .put("path", "/resource/" + name)
                    .put("contentType", MediaTypes.bare(String.valueOf(file.getFileName())))
                    .put("size", Files.size(file)).put("token", "resource:" + name).toString();
        } catch (OpRefused | IOException e) {
            return "";
        }
    }

    /** As UTF-8, whatever it is; {@code Files.readString} fails on what is not. */
    String resourceText(String token) throws OpRefused, IOException {
        return new String(resourceBytes(token), StandardCharsets.UTF_8);
    }

    byte[] resourceBytes(String token) throws OpRefused, IOException {
        return Files.readAllBytes(resource(token));
    }

    /**
     * The file behind a token {@code resource:<name>}, always below the version's
     * {@code resource} folder.
     */
    Path resource(String token) throws OpRefused {
        try {
            Path folder = root.resolve("resource");
            Path file = folder.resolve(token.substring("resource:".length()).replaceFirst("^/+", "")).normalize();
            if (token.startsWith("resource:") && file.startsWith(folder) && Files.isRegularFile(file)) {
                return file;
            }
        } catch (InvalidPathException | StringIndexOutOfBoundsException e) {
            // no such file, then
        }
        throw new OpRefused("There is no such file in the add-on's resource folder");
    }

    /** Whether a folder of the version would answer with a file. */
    boolean isServed(String token) throws OpRefused {
        try {
            ServedFolder.Request asked = ServedFolder.request(token);
            return asked != null && files.finds(root, asked.folder(), asked.path());
        } catch (IllegalArgumentException e) {
            throw new OpRefused(String.valueOf(e.getMessage()));
        }
    }

    /** The version serves no more. */
    void forget() {
        scripts.forget(this);
        files.forget(root);
    }
}
