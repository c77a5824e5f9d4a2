package io.annex.core.addon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A manifest as an author writes it: a JSON object, in which comments and
 * trailing commas are tolerated.
 */
public final class ManifestFile {
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA).build();

    private ManifestFile() {
    }

    /**
     * Reads a manifest.
     *
     * @param example
     *            what it could be, for the error
     * @throws InvalidAddon
     *             when it is no such object, naming file, line and column
     */
    public static ObjectNode read(Path file, String example) throws InvalidAddon {
        String name = String.valueOf(file.getFileName());
        try {
            String text = Files.readString(file);
            // Editors of Windows begin a file with it.
            JsonNode json = JSON.readTree(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw new InvalidAddon(name + ": not an object (expected: " + example + ")");
        } catch (JacksonException e) {
            throw new InvalidAddon(name + ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr() + ": "
                    + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidAddon(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a text can be an add-on's id, which is a part of its mount. */
    public static boolean isId(String text) {
        return !text.contains("/") && !text.contains("\\") && !text.startsWith(".")
                && text.chars().noneMatch(Character::isISOControl);
    }
}
