package io.annex.core.settings;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Holds a value to what a schema says of it: {@code type}, {@code enum},
 * {@code minimum}, {@code maximum}, {@code minLength}, {@code maxLength} and
 * {@code items}. Not a whole validator: its patterns are an author's regular
 * expressions, which would run in the server.
 */
final class SettingCheck {
    static final List<String> TYPES = List.of("string", "number", "integer", "boolean", "array", "object", "null");
    private static final int LONGEST = 100;
    private static final int DEEPEST = 20;

    private SettingCheck() {
    }

    /** What was expected instead of a value; empty where it is good. */
    static String expected(JsonNode schema, List<String> types, JsonNode value) {
        return expected(schema, types, value, 0);
    }

    private static String expected(JsonNode schema, List<String> types, JsonNode value, int depth) {
        if (!types.isEmpty() && types.stream().noneMatch(type -> is(type, value))) {
            return types.stream().map(SettingCheck::named).collect(Collectors.joining(" or "));
        }
        JsonNode choices = schema.path("enum");
        if (choices.isArray() && choices.valueStream().noneMatch(value::equals)) {
            return "one of " + choices.valueStream().map(JsonNode::toString).collect(Collectors.joining(", "));
        }
        if (value.isNumber()) {
            return bounds(schema, "minimum", "maximum", value.asDouble(), "a number");
        }
        if (value.isString()) {
            String text = value.asString();
            return bounds(schema, "minLength", "maxLength", text.codePointCount(0, text.length()), "a length");
        }
        JsonNode items = schema.path("items");
        if (value.isArray() && items.isObject() && depth < DEEPEST) {
            List<String> inner = types(items.path("type"));
            for (JsonNode each : value) {
                String expected = expected(items, inner, each, depth + 1);
                if (!expected.isEmpty()) {
                    return "a list, each of which is " + expected;
                }
            }
        }
        return "";
    }

    private static String bounds(JsonNode schema, String least, String most, double value, String what) {
        JsonNode low = schema.path(least);
        JsonNode high = schema.path(most);
        if (low.isNumber() && value < low.asDouble()) {
            return what + " of at least " + low;
        }
        return high.isNumber() && value > high.asDouble() ? what + " of at most " + high : "";
    }

    /** The types that are written as one text or as a list of them. */
    static List<String> types(JsonNode type) {
        return type.isArray()
                ? type.valueStream().map(each -> each.asString("")).toList()
                : type.isString() ? List.of(type.asString()) : List.of();
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isString();
            case "number" -> value.isNumber();
            case "integer" -> value.isNumber() && value.asDouble() == Math.rint(value.asDouble());
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    static String named(String type) {
        return switch (type) {
            case "string" -> "a text";
            case "number" -> "a number";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            case "array" -> "a list such as [\"a\", \"b\"]";
            case "object" -> "an object such as {\"a\": 1}";
            default -> type;
        };
    }

    static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
