package io.annex.server.operator;

import io.annex.core.addon.Version;
import io.annex.core.deploy.SettingChanges.Applied;
import io.annex.core.settings.SettingDeclaration;
import io.annex.core.settings.SettingOrigin;
import io.annex.core.settings.SettingResolver;
import io.annex.core.settings.SettingTable;
import io.annex.core.settings.SettingTable.Stored;
import io.annex.core.settings.SettingValues;
import io.annex.core.settings.SettingValues.Configured;
import io.annex.core.settings.SettingValues.Value;
import io.annex.core.settings.SettingsSchema;
import io.annex.server.database.DatabaseSettings;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code settings.…}: the settings of add-ons at run time. */
public final class SettingCommands implements CommandFamily {
    private static final Logger log = LoggerFactory.getLogger(SettingCommands.class);
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_VALUE = 100_000;

    private final DatabaseSettings table;
    private final Supplier<Collection<Version>> active;
    private final Function<String, Configured> configured;
    private final Function<String, Applied> apply;

    /** Without a server: what is set counts from its next start. */
    SettingCommands(DatabaseSettings table) {
        this(table, List::of, addon -> Configured.NONE, addon -> new Applied(List.of(), List.of()));
    }

    /**
     * @param active
     *            the versions that serve
     * @param configured
     *            what the configuration says of an add-on
     * @param apply
     *            makes a change of an add-on's settings live
     */
    public SettingCommands(DatabaseSettings table, Supplier<Collection<Version>> active,
            Function<String, Configured> configured, Function<String, Applied> apply) {
        this.table = table;
        this.active = active;
        this.configured = configured;
        this.apply = apply;
    }

    @Override
    public String prefix() {
        return "settings";
    }

    @Override
    public ObjectNode execute(String command, JsonNode request) throws CommandRefused {
        try {
            return switch (command) {
                case "set" -> set(request);
                case "unset" -> unset(request);
                case "list" -> list(request.path("addon").asString(""));
                case "get" -> get(request);
                default -> throw CommandFamily.unknown(this, command);
            };
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandRefused(String.valueOf(e.getMessage()));
        }
    }

    /** What is declared, and has a value. */
    private SettingValues values(String addon) {
        return active.get().stream().filter(version -> version.addon().equals(addon)).findFirst()
                .map(version -> version.settings().values()).orElse(SettingValues.NONE);
    }

    private static String addon(JsonNode request) throws CommandRefused {
        String addon = request.path("addon").asString("");
        if (addon.length() > LONGEST_NAME) {
            throw new CommandRefused("a name of " + addon.length() + " characters (expected: at most 200)");
        }
        return addon;
    }

    private static String named(String key, String addon) {
        return key + " of " + (addon.equals(SettingTable.ALL) ? "all add-ons" : addon);
    }

    // ---- changing
    // --------------------------------------------------------------------------------------------------

    private ObjectNode set(JsonNode request) throws CommandRefused, IOException {
        String addon = addon(request);
        String key = request.path("key").asString("");
        String text = request.path("value").asString("");
        if (!SettingsSchema.isKey(key)) {
            throw new CommandRefused("no name of a setting (expected: at most 200 characters, no control character)");
        }
        if (text.length() > LONGEST_VALUE) {
            throw new CommandRefused(named(key, addon) + ": a value of " + text.length()
                    + " characters (expected: at most " + LONGEST_VALUE + ")");
        }
        SettingsSchema schema = values(addon).schema();
        if (!schema.takes(key)) {
            throw new CommandRefused(named(key, addon) + ": unknown (expected: one of " + schema.names() + ")");
        }
        SettingDeclaration declared = schema.of(key);
        boolean secret = request.path("secret").asBoolean(false) || declared.secret()
                || table.names().getOrDefault(addon, Map.of()).getOrDefault(key, false);
        if (secret && request.path("argument").asBoolean(false)) {
            throw new CommandRefused(named(key, addon)
                    + ": a secret on the command line, where others can see it (expected: the value on the standard input, or --file)");
        }
        JsonNode value = read(declared, named(key, addon), text, secret, request.path("json").asBoolean(false));
        String by = request.path("by").asString("");
        table.put(addon, key, value, secret, by);
        log.info("The setting {} was set{} by {}", named(key, addon), secret ? ", a secret," : "", by);
        ObjectNode answer = applied(answer(addon, key).put("secret", secret), addon, key, schema);
        if (!secret && !addon.equals(SettingTable.ALL)
                && active.get().stream().noneMatch(version -> version.addon().equals(addon))) {
            answer.withArray("notes").add("no such add-on serves, so nobody knows whether it is a secret: "
                    + "what is one is set with --secret");
        }
        return answer;
    }

    private static JsonNode read(SettingDeclaration declared, String name, String text, boolean secret, boolean json)
            throws CommandRefused {
        try {
            return json ? declared.accept(JsonMapper.shared().readTree(text)) : declared.read(text);
        } catch (JacksonException e) {
            throw new CommandRefused(name + ": no JSON (expected: e.g. \"text\", 5, true or [\"a\"])");
        } catch (IllegalArgumentException e) {
            throw new CommandRefused(
                    name + ": " + (secret ? "a secret" : text.length() > 100 ? text.substring(0, 100) + "…" : text)
                            + " (expected: " + e.getMessage() + ")");
        }
    }

    private ObjectNode unset(JsonNode request) throws CommandRefused, IOException {
        String addon = addon(request);
        String key = request.path("key").asString("");
        if (!table.remove(addon, key)) {
            throw new CommandRefused(named(key, addon) + " is not set at run time (see: annex settings list)");
        }
        log.info("The setting {} was unset by {}", named(key, addon), request.path("by").asString(""));
        return applied(answer(addon, key), addon, key, values(addon).schema());
    }

    private static ObjectNode answer(String addon, String key) {
        return CommandFamily.object().put("addon", addon).put("key", key);
    }

    private ObjectNode applied(ObjectNode answer, String addon, String key, SettingsSchema schema) {
        Applied done = apply.apply(addon);
        done.loaded().forEach(answer.putArray("loaded")::add);
        done.failures().forEach(answer.putArray("failures")::add);
        ArrayNode notes = answer.putArray("notes");
        String variable = SettingResolver.variable(addon, key);
        Map<String, String> variables = configured.apply(addon).variables();
        if (variables.containsKey(variable) || variables.containsKey(variable + SettingResolver.BY_FILE)) {
            notes.add("the environment has the last word: " + variable);
        }
        if (!schema.declared().isEmpty() && schema.declared().stream().noneMatch(each -> each.key().equals(key))) {
            notes.add("the add-on does not declare it; it declares " + schema.names());
        }
        return answer;
    }

    // ---- looking
    // ---------------------------------------------------------------------------------------------------

    private ObjectNode list(String addon) throws IOException {
        ObjectNode answer = CommandFamily.object();
        ArrayNode settings = answer.putArray("settings");
        Map<String, Map<String, Boolean>> stored = table.names();
        Set<String> names = new TreeSet<>(stored.keySet());
        active.get().forEach(version -> names.add(version.addon()));
        names.add(SettingTable.ALL);
        names.removeIf(name -> !addon.isEmpty() && !name.equals(addon));
        for (String name : names) {
            if (name.equals(SettingTable.ALL)) {
                global(settings);
            } else {
                SettingValues values = values(name);
                Set<String> keys = new TreeSet<>(values.own().keySet());
                values.schema().declared().forEach(each -> keys.add(each.key()));
                keys.addAll(stored.getOrDefault(name, Map.of()).keySet());
                for (String key : keys) {
                    settings.add(json(name, key, values, stored.getOrDefault(name, Map.of()).get(key)));
                }
            }
        }
        return answer;
    }

    private void global(ArrayNode settings) throws IOException {
        Map<String, Stored> stored = table.of(SettingTable.ALL);
        SettingResolver.global(table, configured.apply(SettingTable.ALL)).forEach((key, value) -> {
            Stored set = stored.get(key);
            ObjectNode json = settings.addObject().put("addon", SettingTable.ALL).put("key", key).put("type", "any")
                    .put("from", (set == null ? SettingOrigin.FILE : SettingOrigin.RUN_TIME).text())
                    .put("secret", set != null && set.secret());
            if (set == null || !set.secret()) {
                json.set("value", value);
            }
        });
    }

    private static ObjectNode json(String addon, String key, SettingValues values, @Nullable Boolean storedSecret) {
        SettingDeclaration declared = values.schema().of(key);
        Value value = values.own().get(key);
        boolean secret = Boolean.TRUE.equals(storedSecret) || declared.secret()
                || value != null && value.declared().secret();
        ObjectNode json = answer(addon, key).put("type", declared.typeNames()).put("title", declared.title())
                .put("secret", secret).put("env", declared.env());
        if (value != null) {
            json.put("from", value.origin().text());
            if (!secret) {
                json.set("value", value.json());
            }
        } else if (storedSecret != null) {
            // Without a server nobody knows more of it.
            json.put("from", SettingOrigin.RUN_TIME.text());
        }
        return json;
    }

    private ObjectNode get(JsonNode request) throws CommandRefused, IOException {
        String addon = addon(request);
        String key = request.path("key").asString("");
        for (JsonNode each : list(addon).path("settings")) {
            if (each.path("addon").asString("").equals(addon) && each.path("key").asString("").equals(key)) {
                return (ObjectNode) each;
            }
        }
        throw new CommandRefused(named(key, addon) + ": there is no such setting (see: annex settings list)");
    }
}
