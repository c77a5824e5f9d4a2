package io.annex.core.settings;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings of one version of an add-on: what it declares, and which values
 * it has. No record, as these say what is in them. Immutable.
 */
public final class SettingValues {
    /** Nothing is declared or set. */
    public static final SettingValues NONE = new SettingValues(Configured.NONE, SettingsSchema.NONE, Map.of(), Map.of(),
            "");

    private final Configured configured;
    private final SettingsSchema schema;
    private final Map<String, Value> own;
    private final Map<String, String> variables;
    private final String fingerprint;

    /**
     * What the operator has written.
     *
     * @param own
     *            {@code addons.<name>.settings}
     * @param global
     *            {@code settings}, of all add-ons
     * @param variables
     *            the environment's {@code ANNEX_ADDON_…}
     * @param environment
     *            name of the add-on's environment; empty for none
     */
    public record Configured(Map<String, JsonNode> own, Map<String, JsonNode> global, Map<String, String> variables,
            String environment) {
        /** Nothing. */
        public static final Configured NONE = new Configured(Map.of(), Map.of(), Map.of(), "");

        @Override
        public String toString() {
            return "Configured[" + own.keySet() + ", " + global.keySet() + "]";
        }
    }

    /** A value, and where it is from. */
    public record Value(SettingDeclaration declared, JsonNode json, SettingOrigin origin) {
        @Override
        public String toString() {
            return declared.shown(json);
        }
    }

    SettingValues(Configured configured, SettingsSchema schema, Map<String, Value> own, Map<String, String> variables,
            String fingerprint) {
        this.configured = configured;
        this.schema = schema;
        this.own = own;
        this.variables = variables;
        this.fingerprint = fingerprint;
    }

    /** What is configured, before any version is known. */
    public static SettingValues of(Configured configured) {
        return new SettingValues(configured, SettingsSchema.NONE, Map.of(), Map.of(), "");
    }

    public Configured configured() {
        return configured;
    }

    public SettingsSchema schema() {
        return schema;
    }

    /** All that have a value, by key. */
    public Map<String, Value> own() {
        return own;
    }

    /** {@code process.env}. */
    public Map<String, String> variables() {
        return variables;
    }

    /** With more variables, which those of settings hide. */
    public SettingValues withVariables(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new TreeMap<>(more);
        all.putAll(variables);
        return new SettingValues(configured, schema, own, Collections.unmodifiableMap(all),
                fingerprint + new TreeMap<>(more));
    }

    /** The same for equal values, and tells none of them. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The values as a JSON object. */
    public ObjectNode json() {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        own.forEach((key, value) -> values.put(key, value.json()));
        return object(values);
    }

    /** Values as a JSON object. */
    public static ObjectNode object(Map<String, JsonNode> values) {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        values.forEach(object::set);
        return object;
    }

    /** As texts, by key: those that are from one of these. */
    public Map<String, String> texts(Collection<SettingOrigin> from) {
        Map<String, String> texts = new HashMap<>();
        own.forEach((key, value) -> {
            if (from.contains(value.origin())) {
                texts.put(key, text(value.json()));
            }
        });
        return texts;
    }

    /** A value as a text: a text as it is, all else as JSON. */
    static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }
}
