package io.annex.core.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an item may be, and what becomes of one when another is put over it:
 * each top-level property takes the place of the one of its name, and one that
 * is null is removed.
 */
public final class ItemRules {
    public static final int MOST_PROPERTIES = 50;
    public static final int LONGEST_KEY = 100;
    /** Items that are added by one call. */
    private static final int MOST_ITEMS = 10_000;
    /** Characters of JSON. */
    public static final int LONGEST_VALUE = 5000;
    /** The latest time of a change, in milliseconds. */
    public static final long LATEST = 1L << 42;
    /** What a collection adds to its items, and no data has a say in. */
    private static final List<String> OF_COLLECTIONS = List.of("dsid", "dstimestamp");

    private static final JsonMapper JSON = JsonMapper.shared();

    private ItemRules() {
    }

    /** The objects of an array. */
    public static List<String> items(String json) throws StorageFailure {
        JsonNode array = read(json);
        if (!array.isArray()) {
            throw invalid("the data is " + kind(array) + " (expected: an array of objects)");
        }
        if (array.size() > MOST_ITEMS) {
            throw invalid(array.size() + " items at once (expected: at most " + MOST_ITEMS + ")");
        }
        List<String> items = new ArrayList<>();
        for (JsonNode each : array) {
            items.add(merged(null, each, true));
        }
        return items;
    }

    /**
     * An item after data was put over it.
     *
     * @param before
     *            the item, or {@code null} for a new one
     * @param collection
     *            whether it is in one
     */
    public static String merged(@Nullable String before, String data, boolean collection) throws StorageFailure {
        return merged(before, read(data), collection);
    }

    private static String merged(@Nullable String before, JsonNode data, boolean collection) throws StorageFailure {
        if (!data.isObject()) {
            throw invalid("the data is " + kind(data) + " (expected: an object)");
        }
        ObjectNode item = before == null ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(before);
        for (Map.Entry<String, JsonNode> property : data.properties()) {
            String key = property.getKey();
            if (collection && OF_COLLECTIONS.contains(key)) {
                continue;
            }
            if (key.length() > LONGEST_KEY) {
                throw invalid("a property's key of " + key.length() + " characters: " + key.substring(0, 40)
                        + "… (expected: at most " + LONGEST_KEY + ")");
            }
            if (property.getValue().isNull()) {
                item.remove(key);
                continue;
            }
            int length = property.getValue().toString().length();
            if (length > LONGEST_VALUE) {
                throw invalid("property " + key + ": a value of " + length + " characters of JSON (expected: at most "
                        + LONGEST_VALUE + ")");
            }
            item.set(key, property.getValue());
        }
        if (item.size() > MOST_PROPERTIES) {
            throw new StorageFailure(StorageFailure.Type.ITEM_PROPERTY_COUNT_EXCEEDED,
                    "an item with " + item.size() + " properties (expected: at most " + MOST_PROPERTIES + ")");
        }
        return wellFormed(item.toString());
    }

    /** A key of a key-value store. */
    public static void checkKey(String key) throws StorageFailure {
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw invalid("a key of " + key.length() + " characters (expected: 1 to " + LONGEST_KEY + ")");
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) == 0 || isHalf(key, i)) {
                throw invalid("a key with a character that is none (expected: well-formed text without NUL)");
            }
        }
    }

    /** An id of a collection, which may come from elsewhere. */
    public static boolean isId(String text) {
        return text.length() <= LONGEST_KEY && text.matches("[0-9A-Za-z_.-]+");
    }

    private static JsonNode read(String json) throws StorageFailure {
        try {
            if (!json.isEmpty()) {
                return JSON.readTree(json);
            }
        } catch (JacksonException e) {
            throw invalid("the data is no JSON: " + e.getOriginalMessage());
        }
        throw invalid("the data is nothing that JSON can hold (expected: an object)");
    }

    private static String kind(JsonNode data) {
        return switch (data.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "an array";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "null";
        };
    }

    /** Data that no item can be made of. */
    public static StorageFailure invalid(String message) {
        return new StorageFailure(StorageFailure.Type.VALIDATION_FAILED, message);
    }

    /** JSON with an escape for each half of a character, which nothing takes. */
    public static String wellFormed(String json) {
        StringBuilder formed = null;
        for (int i = 0; i < json.length(); i++) {
            boolean half = isHalf(json, i);
            if (half && formed == null) {
                formed = new StringBuilder(json.length() + 50).append(json, 0, i);
            }
            if (formed != null) {
                if (half) {
                    formed.append("\\u").append(Integer.toHexString(json.charAt(i)));
                } else {
                    formed.append(json.charAt(i));
                }
            }
        }
        return formed == null ? json : formed.toString();
    }

    private static boolean isHalf(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
