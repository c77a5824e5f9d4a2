package io.annex.core.source;

import io.annex.core.deploy.FakeEngine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Add-ons as {@link FakeEngine} loads them. */
public final class Samples {
    public static final String ENDPOINTS = """
            {"endpoints": [{"method": "GET", "path": "/user/:id"}, {"method": "POST", "path": "/user"}], "warnings": []}
            """;

    private Samples() {
    }

    static String manifest(String id, String version) {
        return "{\"id\": \"" + id + "\", \"version\": \"" + version + "\", \"type\": \"RESTApp\"}";
    }

    public static Path folder(Path folder, String id, String version) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("index.js"), ENDPOINTS);
        Files.writeString(folder.resolve("manifest.json"), manifest(id, version));
        return folder;
    }

    public static Path zip(Path file, String id, String version) throws IOException {
        return zip(file, "manifest.json", manifest(id, version), "index.js", ENDPOINTS);
    }

    /**
     * Entries as name, content, name, content …; a name that ends in a slash is a
     * folder.
     */
    public static Path zip(Path file, String... entries) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i]));
                zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }
}
