package io.annex.server.config;

import io.annex.core.jbackend.JbackendSettings;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.SettingResolver;
import io.annex.core.settings.SettingValues;
import io.annex.core.settings.SettingValues.Configured;
import io.annex.core.settings.SettingsSchema;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads what the file says of the settings of add-ons. */
final class SettingSections {
    private SettingSections() {
    }

    /** Values by key. */
    static Map<String, JsonNode> values(String file, String key, JsonNode value) throws InvalidConfig {
        if (!value.isObject()) {
            throw new InvalidConfig(file + ": " + key + ": not a mapping (expected: e.g. {greeting: Hello})");
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            if (!SettingsSchema.isKey(entry.getKey())) {
                throw new InvalidConfig(file + ": " + key + ": a key of " + entry.getKey().length()
                        + " characters (expected: at most 200, no control character)");
            }
            values.put(entry.getKey(), entry.getValue());
        }
        return Map.copyOf(values);
    }

    /** The name of an environment. */
    static String environment(String file, String key, JsonNode value) throws InvalidConfig {
        String name = value.asString("");
        if (!name.matches("\\S{1,100}")) {
            throw new InvalidConfig(
                    file + ": " + key + ": " + name + " (expected: a word such as production or development)");
        }
        return name;
    }

    /** Settings of one add-on, beside what is said of all. */
    static AddonSettings of(AddonSettings addon, Map<String, JsonNode> own, String environment) {
        Configured all = addon.values().configured();
        return addon.with(SettingValues.of(new Configured(own, all.global(), all.variables(), environment)));
    }

    /** What is said of modules of the jbackend style are settings as well. */
    static void modules(JbackendSettings jbackend, Map<String, AddonSettings> addons, AddonSettings all) {
        jbackend.modules().forEach((name, module) -> {
            if (!module.params().isEmpty()) {
                AddonSettings addon = addons.getOrDefault(name, all);
                Configured said = addon.values().configured();
                Map<String, JsonNode> own = new HashMap<>();
                module.params().forEach((key, text) -> own.put(key, JsonNodeFactory.instance.stringNode(text)));
                own.putAll(said.own());
                addons.put(name, of(addon, Map.copyOf(own), said.environment()));
            }
        });
    }

    /**
     * Refuses settings that have one variable of the environment, where it is
     * there.
     */
    static void checkVariables(String file, Map<String, AddonSettings> addons) throws InvalidConfig {
        Map<String, String> owners = new HashMap<>();
        for (Map.Entry<String, AddonSettings> addon : addons.entrySet()) {
            Configured said = addon.getValue().values().configured();
            for (String key : said.own().keySet()) {
                String variable = SettingResolver.variable(addon.getKey(), key);
                String path = "addons." + addon.getKey() + ".settings." + key;
                String other = owners.putIfAbsent(variable, path);
                if (other != null && (said.variables().containsKey(variable)
                        || said.variables().containsKey(variable + SettingResolver.BY_FILE))) {
                    throw new InvalidConfig(file + ": " + path + ": the variable " + variable + " is also that of "
                            + other + " (expected: names that differ in letters and digits)");
                }
            }
        }
    }
}
