package io.annex.core.settings;

import io.annex.core.settings.SettingTable.Stored;
import io.annex.core.settings.SettingValues.Configured;
import io.annex.core.settings.SettingValues.Value;
import io.annex.engine.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Says which values the settings of an add-on have: the environment's, else
 * those that were set at run time, else those of {@code annex.yaml}, else the
 * defaults. Thread-safe.
 *
 * <p>
 * Only keys that somebody has named (the add-on, or the operator) are looked
 * for in the environment: were any variable that begins with an add-on's name
 * its own, one named {@code a} would read what is meant for {@code a-b}.
 */
public final class SettingResolver {
    /** What a variable's name ends with that names a file with the value. */
    public static final String BY_FILE = "_FILE";

    private final Function<String, AddonSettings> said;
    private final SettingTable table;
    /** Whose a variable is; guarded by itself. */
    private final Map<String, Setting> claims = new HashMap<>();

    private record Setting(String addon, String key) {
        @Override
        public String toString() {
            return key + " of " + addon;
        }
    }

    /**
     * @param said
     *            what the operator says about an add-on, by its name; of all, by
     *            the empty one
     * @param table
     *            what was set at run time
     */
    public SettingResolver(Function<String, AddonSettings> said, SettingTable table) {
        this.said = said;
        this.table = table;
    }

    /** What the operator says about an add-on. */
    public AddonSettings said(String addon) {
        return said.apply(addon);
    }

    /** The environment's variable of a setting. */
    public static String variable(String addon, String key) {
        return SettingVariables.PREFIX + SettingVariables.part(addon) + '_' + SettingVariables.part(key);
    }

    /** The values of all add-ons, as they are now. */
    public static Map<String, JsonNode> global(SettingTable table, Configured configured) throws IOException {
        Map<String, JsonNode> global = new TreeMap<>(configured.global());
        table.of(SettingTable.ALL).forEach((key, stored) -> global.put(key, stored.value()));
        return Collections.unmodifiableMap(global);
    }

    /**
     * The values of an add-on.
     *
     * @throws IllegalArgumentException
     *             when one of them is not what the add-on has declared, saying
     *             which, and what was expected
     * @throws IOException
     *             when they cannot be known now
     */
    public SettingValues resolve(String addon, Configured configured, SettingsSchema schema) throws IOException {
        Map<String, Stored> stored = table.of(addon);
        Set<String> keys = new LinkedHashSet<>();
        schema.declared().forEach(each -> keys.add(each.key()));
        keys.addAll(new TreeMap<>(configured.own()).keySet());
        keys.addAll(new TreeMap<>(stored).keySet());
        Map<String, Value> values = new LinkedHashMap<>();
        Map<String, String> variables = new TreeMap<>();
        claims(addon, keys, configured.variables());
        for (String key : keys) {
            Stored set = stored.get(key);
            SettingDeclaration declared = schema.of(key);
            if (set != null && !set.secret() && declared.secret()) {
                table.seal(addon, key);
            }
            if (set != null && set.secret() && !declared.secret()) {
                declared = new SettingDeclaration(key, declared.types(), declared.title(), declared.otherwise(), true,
                        declared.env(), declared.schema());
            }
            Value value = value(addon, configured, schema, declared, set);
            if (value != null) {
                values.put(key, value);
                if (declared.env()) {
                    variables.put(key, SettingValues.text(value.json()));
                }
            }
        }
        Map<String, String> global = new TreeMap<>();
        Map<String, Stored> storedGlobal = table.of(SettingTable.ALL);
        global(table, configured).forEach((key, value) -> {
            Stored of = storedGlobal.get(key);
            global.put(key, of != null && of.secret() ? table.mark().of(value.toString()) : value.toString());
        });
        return new SettingValues(configured, schema, Collections.unmodifiableMap(values),
                Collections.unmodifiableMap(variables), fingerprint(values, global));
    }

    private static @Nullable Value value(String addon, Configured configured, SettingsSchema schema,
            SettingDeclaration declared, @Nullable Stored stored) {
        String key = declared.key();
        String variable = variable(addon, key);
        String text = text(configured.variables(), variable);
        if (text != null) {
            return new Value(declared, checked(variable, declared, text), SettingOrigin.ENVIRONMENT);
        }
        if (stored != null && schema.takes(key)) {
            return new Value(declared, checked("the setting " + key + " of " + addon, declared, stored.value()),
                    SettingOrigin.RUN_TIME);
        }
        JsonNode written = configured.own().get(key);
        if (written != null) {
            String at = "addons." + addon + ".settings." + key;
            if (!schema.takes(key)) {
                throw new IllegalArgumentException(at + ": unknown (expected: one of " + schema.names() + ")");
            }
            return new Value(declared, checked(at, declared, written), SettingOrigin.FILE);
        }
        JsonNode otherwise = declared.otherwise();
        return otherwise == null ? null : new Value(declared, otherwise, SettingOrigin.DEFAULT);
    }

    private static JsonNode checked(String at, SettingDeclaration declared, JsonNode value) {
        try {
            return declared.accept(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    at + ": " + declared.shown(value) + " (expected: " + e.getMessage() + ")", e);
        }
    }

    private static JsonNode checked(String at, SettingDeclaration declared, String text) {
        try {
            return declared.read(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    at + ": " + (declared.secret() ? "a secret" : SettingCheck.shortened(text)) + " (expected: "
                            + e.getMessage() + ")",
                    e);
        }
    }

    // ---- the environment
    // -------------------------------------------------------------------------------------------

    private void claims(String addon, Set<String> keys, Map<String, String> variables) {
        synchronized (claims) {
            claims.values().removeIf(each -> each.addon().equals(addon));
            for (String key : keys) {
                String variable = variable(addon, key);
                claim(variable, new Setting(addon, key), variables);
                claim(variable + BY_FILE, new Setting(addon, key), variables);
            }
        }
    }

    private void claim(String variable, Setting setting, Map<String, String> variables) {
        if (variables.containsKey(variable)) {
            Setting other = claims.putIfAbsent(variable, setting);
            if (other != null && !other.equals(setting)) {
                throw new IllegalArgumentException(variable + ": is both the setting " + other + " and the setting "
                        + setting + " (expected: names that differ in letters and digits)");
            }
        }
    }

    /** An add-on is gone: its variables may be another's. */
    public void forget(String addon) {
        synchronized (claims) {
            claims.values().removeIf(each -> each.addon().equals(addon));
        }
    }

    /**
     * The variables that belong to no setting of the add-ons that were looked at.
     */
    public Set<String> unknown() {
        Set<String> unknown = new TreeSet<>(said(SettingTable.ALL).values().configured().variables().keySet());
        synchronized (claims) {
            unknown.removeAll(claims.keySet());
        }
        return unknown;
    }

    private static @Nullable String text(Map<String, String> variables, String variable) {
        String text = variables.get(variable);
        String file = variables.get(variable + BY_FILE);
        if (file == null) {
            return text;
        }
        if (text != null) {
            throw new IllegalArgumentException(variable + ": given beside " + variable + BY_FILE + " (expected: one)");
        }
        try {
            return Files.readString(Path.of(file)).stripTrailing();
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    variable + BY_FILE + ": " + file + " cannot be read (expected: a file with the value)", e);
        }
    }

    // ---- whether anything has changed
    // ------------------------------------------------------------------------------

    private String fingerprint(Map<String, Value> values, Map<String, String> global) {
        MessageDigest digest = Sha256.begin();
        new TreeMap<>(values).forEach((key, value) -> add(digest, key,
                value.declared().secret() ? table.mark().of(value.json().toString()) : value.json().toString()));
        global.forEach((key, value) -> add(digest, key, value));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String key, String value) {
        digest.update((key.length() + ":" + key + value.length() + ":" + value).getBytes(StandardCharsets.UTF_8));
    }
}
