package io.annex.core.addon;

import io.annex.core.addon.Parameter.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the operations of one program. They are kept as long as its version
 * lives and shown to people, so there is a bound to each text and to all of
 * them together.
 */
final class OperationReader {
    static final int MOST_PARAMETERS = 100;
    static final int LONGEST_NAME = 200;
    static final int LONGEST_DESCRIPTION = 4000;
    static final int LONGEST_SCHEMA = 64 << 10;
    static final int MOST_CHARACTERS = 1 << 20;

    private int characters;

    /** The operation of an endpoint, or {@code null} if it declares none. */
    @Nullable
    Operation read(int index, JsonNode endpoint) throws InvalidAddon {
        JsonNode json = endpoint.path("operation");
        if (!json.isObject()) {
            return null;
        }
        String where = LoadedProgram.where(index, endpoint);
        List<Parameter> parameters = new ArrayList<>();
        JsonNode declared = json.path("parameters");
        if (declared.size() > MOST_PARAMETERS) {
            throw new InvalidAddon(where + "its operation has " + declared.size() + " parameters (expected: at most "
                    + MOST_PARAMETERS + ")");
        }
        for (JsonNode parameter : declared) {
            parameters.add(parameter(where, parameter));
        }
        return new Operation(text(where, json, "description", LONGEST_DESCRIPTION), List.copyOf(parameters),
                json.path("serialize").asBoolean(false), json.path("longRunning").asBoolean(false));
    }

    private Parameter parameter(String where, JsonNode json) throws InvalidAddon {
        String name = text(where, json, "name", LONGEST_NAME);
        List<Place> places = new ArrayList<>();
        for (JsonNode place : json.path("places")) {
            Stream.of(Place.values()).filter(each -> each.code().equals(place.asString(""))).findFirst()
                    .filter(each -> !places.contains(each)).ifPresent(places::add);
        }
        String of = where + "parameter " + name + ": ";
        JsonNode schema = json.path("schema");
        return new Parameter(name, List.copyOf(places), json.path("required").asBoolean(false),
                json(of, "default", json.path("default")),
                schema.isObject() || schema.isBoolean() ? json(of, "schema", schema) : null,
                json.path("deserialize").asBoolean(false), text(of, json, "description", LONGEST_DESCRIPTION));
    }

    private String text(String where, JsonNode json, String field, int most) throws InvalidAddon {
        String text = json.path(field).asString("");
        return counted(where, field, text, most);
    }

    private @Nullable String json(String where, String field, JsonNode value) throws InvalidAddon {
        return value.isMissingNode() ? null : counted(where, field, value.toString(), LONGEST_SCHEMA);
    }

    private String counted(String where, String field, String text, int most) throws InvalidAddon {
        if (text.length() > most) {
            throw new InvalidAddon(
                    where + field + ": " + text.length() + " characters (expected: at most " + most + ")");
        }
        characters += text.length();
        if (characters > MOST_CHARACTERS) {
            throw new InvalidAddon(
                    "operations: their descriptions and schemas together are too long (expected: at most "
                            + MOST_CHARACTERS + " characters)");
        }
        return text;
    }
}
