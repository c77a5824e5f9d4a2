package io.annex.core.addon;

import io.annex.core.settings.SettingsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The files of an add-on that say which settings it has. */
public final class SettingFiles {
    /** What add-ons say to Annex that have no other manifest for it. */
    public static final String ANNEX = "annex.json";

    private static final String FORM = "config/index.html";
    private static final String DEFAULTS = "appDataDefaults.json";
    private static final int LARGEST_FORM = 256 << 10;
    private static final Pattern TAG = Pattern.compile("<(?!meta|a\\b|form|iframe|object|map)[a-z][^<>]*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NAMED = Pattern.compile("\\sname\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PASSWORD = Pattern.compile("\\stype\\s*=\\s*[\"']?password\\b",
            Pattern.CASE_INSENSITIVE);

    private SettingFiles() {
    }

    /** What {@code settings} of a manifest declares, where there is the file. */
    public static SettingsSchema declared(Path root, String file) throws InvalidAddon {
        return Files.isRegularFile(root.resolve(file))
                ? declared(ManifestFile.read(root.resolve(file), "{\"settings\": {}}"), file)
                : SettingsSchema.NONE;
    }

    private static SettingsSchema declared(JsonNode manifest, String file) throws InvalidAddon {
        try {
            return SettingsSchema.read(manifest.path("settings"));
        } catch (IllegalArgumentException e) {
            throw new InvalidAddon(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The same, beside the fields of the form that the platform shows to whoever
     * sets them, and their defaults.
     */
    public static SettingsSchema ofPlatform(Path root, String file) throws InvalidAddon {
        SettingsSchema schema = declared(root, file).andFields(fields(root));
        if (!Files.isRegularFile(root.resolve(DEFAULTS))) {
            return schema;
        }
        JsonNode defaults = ManifestFile.read(root.resolve(DEFAULTS), "{\"appData\": {}}").path("appData");
        if (!defaults.isObject()) {
            throw new InvalidAddon(
                    DEFAULTS + ": appData: not an object (expected: {\"appData\": {\"greeting\": \"Hello\"}})");
        }
        try {
            return schema.withDefaults(defaults);
        } catch (IllegalArgumentException e) {
            throw new InvalidAddon(DEFAULTS + ": appData." + e.getMessage(), e);
        }
    }

    /** Names of the form's fields, and whether what is typed there is hidden. */
    private static Map<String, Boolean> fields(Path root) throws InvalidAddon {
        Path form = root.resolve(FORM);
        try {
            if (!Files.isRegularFile(form) || Files.size(form) > LARGEST_FORM) {
                return Map.of();
            }
            Map<String, Boolean> fields = new LinkedHashMap<>();
            Matcher tags = TAG.matcher(withoutComments(Files.readString(form)));
            while (tags.find()) {
                Matcher named = NAMED.matcher(tags.group());
                if (named.find()) {
                    String name = named.group(1) == null ? named.group(2) : named.group(1);
                    fields.merge(name, PASSWORD.matcher(tags.group()).find(), Boolean::logicalOr);
                }
            }
            return fields;
        } catch (IOException e) {
            throw new InvalidAddon(FORM + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String withoutComments(String html) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int begin = html.indexOf("<!--"); begin >= 0; begin = html.indexOf("<!--", from)) {
            text.append(html, from, begin);
            int end = html.indexOf("-->", begin);
            if (end < 0) {
                return text.toString();
            }
            from = end + 3;
        }
        return text.append(html, from, html.length()).toString();
    }
}
