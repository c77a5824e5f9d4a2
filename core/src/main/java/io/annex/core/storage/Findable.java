package io.annex.core.storage;

import io.annex.core.storage.query.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * By what an item can be found: the words of its fields, and its fields'
 * values. A field is a property's key, or a path with dots into what it has;
 * the elements of an array are values of one field.
 */
public final class Findable {
    /** Of a field; what lies deeper cannot be found. */
    public static final int LONGEST_FIELD = 200;
    /** Values of one field; of the others the words alone are found. */
    private static final int MOST_VALUES = 100;

    /** Of an item, and values; it is not found by those that come after. */
    private static final int MOST_WORDS = 10_000;

    /** A word of a field. */
    public record Word(String field, String word) {
    }

    /**
     * A value of a field.
     *
     * @param place
     *            which of the field's values, from 0
     * @param text
     *            as {@link Words#whole} makes it
     * @param number
     *            where it is one
     * @param phrase
     *            its words with a space around each, where there are several
     */
    public record Value(String field, int place, String text, @Nullable Double number, @Nullable String phrase) {
    }

    private final Set<Word> words = new LinkedHashSet<>();
    private final List<Value> values = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    private Findable() {
    }

    /** Of an item. */
    public static Findable of(String json) {
        Findable found = new Findable();
        for (Map.Entry<String, JsonNode> property : JsonMapper.shared().readTree(json).properties()) {
            found.add(Words.clean(property.getKey()), property.getValue());
        }
        return found;
    }

    private void add(String field, JsonNode value) {
        if (field.length() > LONGEST_FIELD) {
            return;
        }
        if (value.isArray()) {
            value.forEach(each -> add(field, each));
        } else if (value.isObject()) {
            value.properties().forEach(each -> add(field + '.' + Words.clean(each.getKey()), each.getValue()));
        } else if (!value.isNull()) {
            addValue(field, value);
        }
    }

    private void addValue(String field, JsonNode value) {
        String text = value.asString();
        List<String> all = Words.of(text);
        for (String word : all) {
            if (words.size() < MOST_WORDS) {
                words.add(new Word(field, word));
            }
        }
        int place = places.merge(field, 1, Integer::sum) - 1;
        if (place < MOST_VALUES && values.size() < MOST_WORDS) {
            values.add(new Value(field, place, Words.whole(text), value.isNumber() ? value.asDouble() : null,
                    all.size() < 2 ? null : ' ' + String.join(" ", all) + ' '));
        }
    }

    /** Each once. */
    public Set<Word> words() {
        return words;
    }

    public List<Value> values() {
        return values;
    }
}
