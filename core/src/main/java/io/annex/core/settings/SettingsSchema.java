package io.annex.core.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The settings that an add-on declares: JSON Schema of an object, or of its
 * properties alone. Immutable.
 *
 * @param declared
 *            in the order in which they are written
 * @param closed
 *            whether there are no others ({@code additionalProperties: false})
 */
public record SettingsSchema(List<SettingDeclaration> declared, boolean closed) {
    /** Nothing is declared, and anything may be set. */
    public static final SettingsSchema NONE = new SettingsSchema(List.of(), false);

    private static final int LONGEST_KEY = 200;

    public SettingsSchema {
        declared = List.copyOf(declared);
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException
     *             saying where it is wrong and what was expected
     */
    public static SettingsSchema read(JsonNode schema) {
        if (schema.isMissingNode() || schema.isNull()) {
            return NONE;
        }
        if (!schema.isObject()) {
            throw new IllegalArgumentException(
                    "settings: not an object (expected: e.g. {\"greeting\": {\"type\": \"string\", \"default\": \"Hello\"}})");
        }
        boolean whole = schema.path("properties").isObject() || schema.path("type").isString();
        List<SettingDeclaration> declared = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : (whole ? schema.path("properties") : schema).properties()) {
            declared.add(declaration(each.getKey(), each.getValue()));
        }
        return new SettingsSchema(declared,
                schema.path("additionalProperties").isBoolean() && !schema.path("additionalProperties").asBoolean());
    }

    /** Whether a text can be the name of a setting. */
    public static boolean isKey(String text) {
        return !text.isBlank() && text.length() <= LONGEST_KEY && text.chars().noneMatch(Character::isISOControl);
    }

    private static SettingDeclaration declaration(String key, JsonNode schema) {
        String at = "settings." + key;
        if (!isKey(key)) {
            throw new IllegalArgumentException(
                    at + ": no name (expected: at most " + LONGEST_KEY + " characters, no control character)");
        }
        if (!schema.isObject()) {
            throw new IllegalArgumentException(at + ": " + SettingCheck.shortened(schema.toString())
                    + " (expected: an object such as {\"type\": \"string\"})");
        }
        List<String> types = SettingCheck.types(schema.path("type"));
        if (!SettingCheck.TYPES.containsAll(types)) {
            throw new IllegalArgumentException(at + ".type: " + SettingCheck.shortened(schema.path("type").toString())
                    + " (expected: one of " + String.join(", ", SettingCheck.TYPES) + ")");
        }
        boolean secret = isOn(at, schema, "secret") || schema.path("format").asString("").equals("password");
        SettingDeclaration open = new SettingDeclaration(key, types, schema.path("title").asString(""), null, secret,
                isOn(at, schema, "env"), schema);
        return schema.has("default") ? defaulted(open, schema.path("default"), at + ".default") : open;
    }

    private static SettingDeclaration defaulted(SettingDeclaration declared, JsonNode value, String at) {
        String expected = SettingCheck.expected(declared.schema(), declared.types(), value);
        if (!expected.isEmpty()) {
            throw new IllegalArgumentException(at + ": " + declared.shown(value) + " (expected: " + expected + ")");
        }
        return declared.with(value);
    }

    private static boolean isOn(String at, JsonNode schema, String key) {
        JsonNode value = schema.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new IllegalArgumentException(
                    at + "." + key + ": " + SettingCheck.shortened(value.toString()) + " (expected: true or false)");
        }
        return value.asBoolean(false);
    }

    /** These and others; what both have is as it is here. */
    public SettingsSchema and(List<SettingDeclaration> others) {
        Map<String, SettingDeclaration> all = new LinkedHashMap<>();
        others.forEach(each -> all.put(each.key(), each));
        declared.forEach(each -> all.merge(each.key(), each, (other,
                own) -> own.otherwise() == null && other.otherwise() != null ? own.with(other.otherwise()) : own));
        return new SettingsSchema(List.copyOf(all.values()), closed);
    }

    /**
     * These, and others of which the names are known, and whether they are secret.
     */
    public SettingsSchema andFields(Map<String, Boolean> fields) {
        return and(fields.entrySet().stream().filter(each -> isKey(each.getKey()))
                .map(each -> SettingDeclaration.open(each.getKey(), each.getValue())).toList());
    }

    /**
     * With other defaults.
     *
     * @throws IllegalArgumentException
     *             for a value that is not what is declared
     */
    public SettingsSchema withDefaults(JsonNode values) {
        SettingsSchema all = and(values.propertyStream().map(Map.Entry::getKey).filter(SettingsSchema::isKey)
                .map(each -> SettingDeclaration.open(each, false)).toList());
        return new SettingsSchema(all.declared().stream()
                .map(each -> values.has(each.key()) ? defaulted(each, values.path(each.key()), each.key()) : each)
                .toList(), closed);
    }

    /** What is declared of a setting; where nothing is, any value will do. */
    public SettingDeclaration of(String key) {
        return declared.stream().filter(each -> each.key().equals(key)).findFirst()
                .orElseGet(() -> SettingDeclaration.open(key, false));
    }

    /** Whether a setting may have a value. */
    public boolean takes(String key) {
        return !closed || declared.stream().anyMatch(each -> each.key().equals(key));
    }

    /** Their names, for an error. */
    public String names() {
        return String.join(", ", declared.stream().map(SettingDeclaration::key).toList());
    }
}
