package io.annex.core.addon;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** A {@code manifest.json}, as the styles that have one read it. */
public final class JsonManifest {
    /** The file's name. */
    public static final String NAME = "manifest.json";

    private final JsonNode json;

    private JsonManifest(JsonNode json) {
        this.json = json;
    }

    /** Reads the one in {@code root}. */
    public static JsonManifest read(Path root) throws InvalidAddon {
        return new JsonManifest(
                ManifestFile.read(root.resolve(NAME), "{\"id\": …, \"version\": …, \"type\": \"RESTApp\"}"));
    }

    /** All of it. */
    public JsonNode json() {
        return json;
    }

    /** What kind of add-on it is; empty where it does not say. */
    public String type() {
        return json.path("type").asString("");
    }

    /** The id, which becomes part of a path. */
    public String id() throws InvalidAddon {
        String id = required("id");
        if (!ManifestFile.isId(id)) {
            throw new InvalidAddon(
                    NAME + ": id: " + id + " (expected: no slash, no control character, no leading dot)");
        }
        return id;
    }

    public String version() throws InvalidAddon {
        return required("version");
    }

    private String required(String field) throws InvalidAddon {
        String value = json.path(field).asString("").strip();
        if (value.isEmpty()) {
            throw new InvalidAddon(NAME + ": " + field + ": missing (expected: a text, e.g. \"" + field + "\": \""
                    + (field.equals("version") ? "1.0.0" : "my-app") + "\")");
        }
        return value;
    }
}
