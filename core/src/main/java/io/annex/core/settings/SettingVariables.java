package io.annex.core.settings;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The variables of the environment that are settings of add-ons. */
public final class SettingVariables {
    /** How they begin. */
    static final String PREFIX = "ANNEX_ADDON_";

    private SettingVariables() {
    }

    /** Those of an environment. */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> variables = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                variables.put(name, value);
            }
        });
        return Map.copyOf(variables);
    }

    /** A name as a part of a variable's. */
    static String part(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
