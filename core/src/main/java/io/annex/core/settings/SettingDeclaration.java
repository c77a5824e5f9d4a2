package io.annex.core.settings;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A setting, as its add-on declares it. Immutable.
 *
 * @param key
 *            its name
 * @param types
 *            types of JSON Schema; none for any value
 * @param title
 *            what it is for; may be empty
 * @param otherwise
 *            its value where nobody has set one, or {@code null}
 * @param secret
 *            whether its value is never shown
 * @param env
 *            whether {@code process.env} has it
 * @param schema
 *            what else its values are held to
 */
public record SettingDeclaration(String key, List<String> types, String title, @Nullable JsonNode otherwise,
        boolean secret, boolean env, JsonNode schema) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** One of which no more is known than its name, and whether it is secret. */
    static SettingDeclaration open(String key, boolean secret) {
        return new SettingDeclaration(key, List.of(), "", null, secret, false, JSON.createObjectNode());
    }

    SettingDeclaration with(JsonNode value) {
        return new SettingDeclaration(key, types, title, value, secret, env, schema);
    }

    /**
     * Reads a value that somebody wrote as a text: in the environment, on the
     * command line.
     *
     * @throws IllegalArgumentException
     *             saying what was expected
     */
    public JsonNode read(String text) {
        if (types.isEmpty() || types.contains("string")) {
            return checked(JsonNodeFactory.instance.stringNode(text));
        }
        JsonNode value;
        try {
            value = JSON.readTree(text.strip());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(expected(), e);
        }
        return checked(value);
    }

    /**
     * A value as it is kept: a text where another type is expected is read as that.
     *
     * @throws IllegalArgumentException
     *             saying what was expected
     */
    public JsonNode accept(JsonNode value) {
        return value.isString() ? read(value.asString()) : checked(value);
    }

    private JsonNode checked(JsonNode value) {
        String expected = SettingCheck.expected(schema, types, value);
        if (!expected.isEmpty()) {
            throw new IllegalArgumentException(expected);
        }
        return value;
    }

    private String expected() {
        return types.stream().map(SettingCheck::named).collect(Collectors.joining(" or "));
    }

    /** A value for an error or a list: never a secret one. */
    public String shown(JsonNode value) {
        return secret ? "a secret" : SettingCheck.shortened(value.toString());
    }

    /** Its types, for a list. */
    public String typeNames() {
        return types.isEmpty() ? "any" : String.join(" or ", types);
    }
}
