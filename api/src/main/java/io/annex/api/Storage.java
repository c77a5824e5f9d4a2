package io.annex.api;

import java.util.List;

/**
 * What the add-on stores for good: {@code context.service(Storage.class)} gives
 * it. Each store is declared in {@code manifest.json} or {@code annex.json}:
 *
 * <pre>
 * "storage": {"keyValueDataStore": ["settings"], "collectionDataStore": ["orders"]}
 * </pre>
 *
 * <p>
 * Items are JSON objects, as texts: at most 50 properties, keys of at most 100
 * characters, values of at most 5,000 characters of JSON. What a call has
 * returned is kept, and shared by all versions, workers and servers. Everything
 * throws {@link ServiceException} where it fails, with the code
 * {@code item_not_found}, {@code validation_failed},
 * {@code item_property_count_exceeded}, {@code read_only} (all that the add-on
 * may store is used), {@code illegal_method_call} (such as a store that is not
 * declared) or {@code unknown}. Thread-safe.
 */
public interface Storage {
    /** The key-value store of that name. */
    KeyValueStore keyValue(String name);

    /** The collection of that name. */
    Collection collection(String name);

    /** Items by keys of at most 100 characters. */
    interface KeyValueStore {
        String get(String key);

        /**
         * Puts an item over what is there: each of its properties takes the place of
         * the one of its name, and one that is null is removed.
         *
         * @return the whole item
         */
        String put(String key, String json);

        /** Removes an item; returns what it was. */
        String remove(String key);
    }

    /**
     * Items that can be found. What is returned of them has {@code dsid}, the
     * item's id, and {@code dstimestamp}, when it was changed last, in
     * milliseconds.
     */
    interface Collection {
        String get(String dsid);

        /** Adds an item; returns it. */
        String add(String json);

        /**
         * Adds items, all or none; returns them, an array.
         *
         * @param json
         *            an array
         */
        String addAll(String json);

        /** Puts an item over what is there, as a key-value store does. */
        String set(String dsid, String json);

        /** Removes an item; returns what it was. */
        String remove(String dsid);

        void removeAll();

        /**
         * Finds items, the last changed first.
         *
         * @param query
         *            such as {@code ds.analyzed.name:word}, or {@code *} for all
         * @return an array
         */
        String find(String query, int count, int skip);

        /**
         * Finds items in an order.
         *
         * @param orders
         *            by what they are ordered, the most important first
         * @return an array
         */
        String find(String query, int count, int skip, List<Order> orders);
    }

    /**
     * By what items are ordered.
     *
     * @param field
     *            a property's key
     */
    record Order(String field, boolean descending) {
    }
}
