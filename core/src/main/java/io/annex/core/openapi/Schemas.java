package io.annex.core.openapi;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas of add-ons in the words of draft 2020-12, which OpenAPI 3.1 has.
 * Draft-03 is what add-ons of the webpoints style write; where later drafts say
 * a thing in another way, that is read too. Only keywords that are known, with
 * values of the right kind, go into the document: a schema comes from an
 * add-on. A reference is left out with a note, since it would be one into, or
 * out of, the whole document.
 */
final class Schemas {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int DEEPEST = 40;
    private static final Set<String> TYPES = Set.of("string", "number", "integer", "boolean", "object", "array",
            "null");
    private static final Set<String> COUNTS = Set.of("minLength", "maxLength", "minItems", "maxItems", "minProperties",
            "maxProperties", "minContains", "maxContains");
    private static final Map<String, String> FORMATS = Map.of("ip-address", "ipv4", "host-name", "hostname");

    private Schemas() {
    }

    /** The schema in {@code json}; anything goes where that is none. */
    static ObjectNode read(@Nullable String json) {
        return json == null ? JSON.createObjectNode() : object(JSON.readTree(json), 0);
    }

    /** A schema that must be an object: {@code false} is written out. */
    private static ObjectNode object(JsonNode schema, int depth) {
        ObjectNode out = JSON.createObjectNode();
        if (schema.isBoolean()) {
            if (!schema.booleanValue()) {
                out.putObject("not");
            }
        } else if (schema.isObject()) {
            if (depth > DEEPEST) {
                return note(out, "what is nested deeper was left out");
            }
            for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
                translate(schema, keyword.getKey(), keyword.getValue(), out, depth + 1);
            }
        }
        return out;
    }

    private static ObjectNode note(ObjectNode out, String text) {
        return out.put("$comment", text);
    }

    private static void translate(JsonNode schema, String keyword, JsonNode value, ObjectNode out, int depth) {
        switch (keyword) {
            case "type" -> type(value, out, depth);
            case "disallow" -> type(value, out.putObject("not"), depth);
            case "extends", "allOf" -> schemas(value, out, "allOf", depth);
            case "anyOf", "oneOf", "prefixItems" -> schemas(value, out, keyword, depth);
            case "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
                    "additionalProperties" ->
                out.set(keyword, object(value, depth));
            case "properties" -> properties(value, out, depth);
            case "patternProperties", "dependentSchemas" -> named(value, out.putObject(keyword), depth);
            case "required" -> required(value, out);
            case "items" -> items(schema, value, out, depth);
            case "dependencies" -> dependencies(value, out, depth);
            case "divisibleBy", "multipleOf" -> {
                if (value.isNumber() && value.asDouble() > 0) {
                    out.set("multipleOf", value);
                }
            }
            case "minimum", "maximum" -> limit(schema, keyword, value, out);
            case "exclusiveMinimum", "exclusiveMaximum" -> {
                if (value.isNumber()) {
                    out.set(keyword, value);
                }
            }
            case "format" -> {
                if (value.isString()) {
                    out.put("format", FORMATS.getOrDefault(value.asString(), value.asString()));
                }
            }
            case "$ref", "$dynamicRef", "$recursiveRef" -> note(out, "a reference was left out");
            default -> plain(keyword, value, out);
        }
    }

    private static void plain(String keyword, JsonNode value, ObjectNode out) {
        boolean fits = switch (keyword) {
            case "title", "description", "pattern", "contentEncoding", "contentMediaType" -> value.isString();
            case "uniqueItems", "readOnly", "writeOnly", "deprecated" -> value.isBoolean();
            case "enum", "examples" -> value.isArray();
            case "default", "const" -> true;
            default -> COUNTS.contains(keyword) && value.isIntegralNumber() && value.asLong(-1) >= 0;
        };
        if (fits) {
            out.set(keyword, value);
        }
    }

    /** A name, or a list of names and, in draft-03, schemas. */
    private static void type(JsonNode value, ObjectNode out, int depth) {
        List<JsonNode> all = value.isArray() ? value.valueStream().toList() : List.of(value);
        List<String> names = all.stream().filter(JsonNode::isString).map(JsonNode::asString).distinct().toList();
        List<JsonNode> schemas = all.stream().filter(JsonNode::isObject).toList();
        // Draft-03, 5.1: a type that is not known is any.
        if (!TYPES.containsAll(names) || names.isEmpty() && schemas.isEmpty()) {
            return;
        }
        ObjectNode simple = schemas.isEmpty() ? out : JSON.createObjectNode();
        if (names.size() == 1) {
            simple.put("type", names.getFirst());
        } else if (!names.isEmpty()) {
            names.forEach(simple.putArray("type")::add);
        }
        if (!schemas.isEmpty()) {
            ArrayNode any = out.putArray("anyOf");
            if (!names.isEmpty()) {
                any.add(simple);
            }
            schemas.forEach(each -> any.add(object(each, depth)));
        }
    }

    private static void schemas(JsonNode value, ObjectNode out, String keyword, int depth) {
        List<JsonNode> all = value.isArray() ? value.valueStream().toList() : List.of(value);
        if (!all.isEmpty()) {
            ArrayNode into = out.putArray(keyword);
            all.forEach(each -> into.add(object(each, depth)));
        }
    }

    private static void named(JsonNode value, ObjectNode into, int depth) {
        value.properties().forEach(each -> into.set(each.getKey(), object(each.getValue(), depth)));
    }

    /** In draft-03, each property says itself whether it is required. */
    private static void properties(JsonNode value, ObjectNode out, int depth) {
        named(value, out.putObject("properties"), depth);
        value.properties().forEach(each -> {
            if (each.getValue().path("required").isBoolean() && each.getValue().path("required").booleanValue()) {
                out.withArray("required").add(each.getKey());
            }
        });
    }

    private static void required(JsonNode value, ObjectNode out) {
        if (value.isArray()) {
            ArrayNode into = out.withArray("required");
            value.valueStream().filter(JsonNode::isString).distinct().forEach(into::add);
        }
    }

    private static void items(JsonNode schema, JsonNode value, ObjectNode out, int depth) {
        if (!value.isArray()) {
            out.set("items", object(value, depth));
            return;
        }
        schemas(value, out, "prefixItems", depth);
        if (schema.has("additionalItems")) {
            out.set("items", object(schema.path("additionalItems"), depth));
        }
    }

    private static void dependencies(JsonNode value, ObjectNode out, int depth) {
        for (Iterator<Map.Entry<String, JsonNode>> all = value.properties().iterator(); all.hasNext();) {
            Map.Entry<String, JsonNode> each = all.next();
            JsonNode on = each.getValue();
            if (on.isObject()) {
                out.withObject("/dependentSchemas").set(each.getKey(), object(on, depth));
            } else {
                ArrayNode names = out.withObject("/dependentRequired").putArray(each.getKey());
                (on.isArray() ? on.valueStream() : java.util.stream.Stream.of(on)).filter(JsonNode::isString).distinct()
                        .forEach(names::add);
            }
        }
    }

    /** Up to draft-04, {@code exclusiveMinimum} says of what kind the other is. */
    private static void limit(JsonNode schema, String keyword, JsonNode value, ObjectNode out) {
        String exclusive = keyword.equals("minimum") ? "exclusiveMinimum" : "exclusiveMaximum";
        if (value.isNumber()) {
            out.set(schema.path(exclusive).asBoolean(false) ? exclusive : keyword, value);
        }
    }
}
