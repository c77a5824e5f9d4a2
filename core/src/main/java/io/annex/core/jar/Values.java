package io.annex.core.jar;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values of an add-on as JSON, and back. Jackson itself never sees an object of
 * an add-on's class: it would remember the class, and keep the version in
 * memory for ever.
 */
final class Values {
    private static final int MOST_DEPTH = 200;
    private static final JsonNodeFactory NODES = JsonMapper.shared().getNodeFactory();

    private Values() {
    }

    /**
     * @throws IllegalArgumentException
     *             when JSON has nothing like it
     */
    static JsonNode json(@Nullable Object value) {
        return json(value, 0);
    }

    private static JsonNode json(@Nullable Object value, int depth) {
        if (depth > MOST_DEPTH) {
            throw new IllegalArgumentException("more than " + MOST_DEPTH + " levels (expected: no cycles)");
        }
        return switch (value) {
            case null -> NODES.nullNode();
            case CharSequence text -> NODES.stringNode(text.toString());
            case Character letter -> NODES.stringNode(letter.toString());
            case Boolean truth -> NODES.booleanNode(truth);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Short number -> NODES.numberNode(number);
            case Byte number -> NODES.numberNode(number);
            case Float number -> finite(number.doubleValue());
            case Double number -> finite(number);
            case BigInteger number -> NODES.numberNode(number);
            case BigDecimal number -> NODES.numberNode(number);
            case Map<?, ?> map -> {
                ObjectNode node = NODES.objectNode();
                map.forEach((name, each) -> node.set(String.valueOf(name), json(each, depth + 1)));
                yield node;
            }
            case Iterable<?> all -> {
                ArrayNode node = NODES.arrayNode();
                all.forEach(each -> node.add(json(each, depth + 1)));
                yield node;
            }
            case Object array when array.getClass().isArray() -> {
                ArrayNode node = NODES.arrayNode();
                for (int i = 0; i < Array.getLength(array); i++) {
                    node.add(json(Array.get(array, i), depth + 1));
                }
                yield node;
            }
            default -> throw new IllegalArgumentException("a " + value.getClass().getName()
                    + " (expected: a text, number, boolean, null, list, array or map)");
        };
    }

    private static JsonNode finite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(number + " (expected: a number that JSON has)");
        }
        return NODES.numberNode(number);
    }

    /** Lists, maps, texts, numbers, booleans and {@code null}. */
    static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                node.forEach(each -> list.add(plain(each)));
                yield list;
            }
            case STRING -> node.asString();
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.asBoolean();
            default -> null;
        };
    }
}
