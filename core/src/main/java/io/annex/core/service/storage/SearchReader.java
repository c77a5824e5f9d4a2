package io.annex.core.service.storage;

import io.annex.core.storage.Search;
import io.annex.core.storage.StorageFailure;
import io.annex.core.storage.StoreId;
import io.annex.core.storage.query.QueryMistake;
import io.annex.core.storage.query.QueryParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@code find} was called with: query, count, skip, orderBy. */
final class SearchReader {
    private static final int COUNT = 10;
    private static final int MOST_ORDERS = 8;
    private static final Pattern NUMBER = Pattern.compile("\\s*\\+?\\d{1,15}(\\.0*)?\\s*");
    private static final Pattern PREFIX = Pattern.compile("^ds\\.(analyzed|double|sortable)\\.");

    private SearchReader() {
    }

    static Search read(StoreId store, String json) throws StorageFailure {
        JsonNode asked;
        try {
            asked = JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw invalid(store, "a message that is none");
        }
        JsonNode query = asked.path("query");
        if (!query.isString()) {
            throw invalid(store, "query: " + (query.isMissingNode() ? "missing" : shown(query))
                    + " (expected: a text such as ds.analyzed.name:word, or * for all)");
        }
        List<Search.Order> orders = new ArrayList<>();
        JsonNode orderBy = asked.path("orderBy");
        if (orderBy.isArray()) {
            for (JsonNode each : orderBy) {
                orders.add(order(store, each));
            }
        } else if (!orderBy.isMissingNode() && !orderBy.isNull()) {
            orders.add(order(store, orderBy));
        }
        if (orders.size() > MOST_ORDERS) {
            throw invalid(store, "orderBy: " + orders.size() + " fields (expected: at most " + MOST_ORDERS + ")");
        }
        try {
            return new Search(QueryParser.parse(query.asString()), orders, number(store, asked, "count", COUNT),
                    number(store, asked, "skip", 0));
        } catch (QueryMistake e) {
            throw invalid(store, String.valueOf(e.getMessage()));
        }
    }

    private static Search.Order order(StoreId store, JsonNode order) throws StorageFailure {
        String field = PREFIX.matcher(order.path("field").asString("")).replaceFirst("");
        String direction = order.path("order").asString("ASC");
        if (field.isEmpty() || !direction.equalsIgnoreCase("ASC") && !direction.equalsIgnoreCase("DESC")) {
            throw invalid(store, "orderBy: " + shown(order) + " (expected: {field: 'name', order: 'ASC' or 'DESC'})");
        }
        return new Search.Order(field.replace('\0', '\uFFFD'), direction.equalsIgnoreCase("DESC"));
    }

    /** A number, which may be written as a text. */
    private static int number(StoreId store, JsonNode asked, String name, int otherwise) throws StorageFailure {
        JsonNode value = asked.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        String text = value.isString() || value.isNumber() ? value.asString() : "";
        if (!NUMBER.matcher(text).matches()) {
            throw invalid(store, name + ": " + shown(value) + " (expected: a number from 0)");
        }
        return (int) Math.min(Integer.MAX_VALUE, (long) Double.parseDouble(text));
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static StorageFailure invalid(StoreId store, String message) {
        return new StorageFailure(StorageFailure.Type.VALIDATION_FAILED, store.name() + ": " + message);
    }
}
