package io.annex.server.database;

import io.annex.core.storage.Findable;
import io.annex.core.storage.StoreId;
import io.annex.core.storage.StoredItem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of an item, which is locked, and what it can be found by.
 *
 * @param doc
 *            its number in a collection
 */
record ItemRow(long id, long store, String name, String json, long changed, long doc) {
    /** An item's row {@code i}, as {@link #which} says. */
    static final String NAMED = " FROM storage_item i WHERE i.store = (SELECT s.id FROM storage_store s WHERE s.addon = ? AND s.collection = ? AND s.name = ?) AND i.name = ?";
    /** Nobody makes a million changes in that time. */
    private static final long LATELY_MILLIS = 60_000;
    private static final long CHANGES = 1L << ItemFilter.TIME_BITS;

    long bytes() {
        return StorageUse.of(new StoredItem(name, json, changed));
    }

    // ---- stores

    static @Nullable Long storeIfThere(Connection connection, StoreId store) throws SQLException {
        try (PreparedStatement query = connection
                .prepareStatement("SELECT id FROM storage_store WHERE addon = ? AND collection = ? AND name = ?")) {
            query.setString(1, store.addon());
            query.setBoolean(2, store.collection());
            query.setString(3, store.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            }
        }
    }

    /** The number of a store, which is made where there is none. */
    static long store(Connection connection, StoreId store) throws SQLException {
        while (true) {
            Long known = storeIfThere(connection, store);
            if (known != null) {
                return known;
            }
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO storage_store (id, addon, collection, name)
                    VALUES (nextval('storage_store_number'), ?, ?, ?) ON CONFLICT DO NOTHING""")) {
                insert.setString(1, store.addon());
                insert.setBoolean(2, store.collection());
                insert.setString(3, store.name());
                insert.executeUpdate();
            }
        }
    }

    // ---- items

    /**
     * Where an item is, or would be.
     *
     * @param store
     *            the number of its store; {@code null} where there is none yet
     * @param taken
     *            whether it is there
     */
    record Place(@Nullable Long store, boolean taken) {
    }

    static Place place(Connection connection, StoreId store, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT s.id, i.id FROM storage_store s LEFT JOIN storage_item i ON i.store = s.id AND i.name = ?
                WHERE s.addon = ? AND s.collection = ? AND s.name = ?""")) {
            query.setString(1, name);
            query.setString(2, store.addon());
            query.setBoolean(3, store.collection());
            query.setString(4, store.name());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    long id = row.getLong(1);
                    row.getLong(2);
                    return new Place(id, !row.wasNull());
                }
            }
        }
        return new Place(null, false);
    }

    static void which(PreparedStatement statement, StoreId store, String name) throws SQLException {
        statement.setString(1, store.addon());
        statement.setBoolean(2, store.collection());
        statement.setString(3, store.name());
        statement.setString(4, name);
    }

    /** The row, which nobody else alters until the transaction ends. */
    static @Nullable ItemRow locked(Connection connection, StoreId store, String name) throws SQLException {
        try (PreparedStatement query = connection
                .prepareStatement("SELECT i.id, i.store, i.json, i.changed, i.doc" + NAMED + " FOR UPDATE")) {
            which(query, store, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new ItemRow(row.getLong(1), row.getLong(2), name, row.getString(3), row.getLong(4),
                                row.getLong(5))
                        : null;
            }
        }
    }

    /**
     * Inserts items.
     *
     * @return how many; those that are there already are left as they are
     */
    static int insert(Connection connection, long store, boolean collection, List<StoredItem> items)
            throws SQLException {
        return insert(connection, store, items,
                collection ? items.stream().map(each -> Findable.of(each.json())).toList() : null);
    }

    /**
     * The same.
     *
     * @param findables
     *            what each is found by; {@code null} for what is in no collection
     */
    static int insert(Connection connection, long store, List<StoredItem> items, @Nullable List<Findable> findables)
            throws SQLException {
        boolean collection = findables != null;
        List<Long> docs = collection ? docs(connection, store, items) : List.of();
        int made = 0;
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO storage_item (store, name, json, changed, doc) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING""")) {
            for (int i = 0; i < items.size(); i++) {
                StoredItem item = items.get(i);
                insert.setLong(1, store);
                insert.setString(2, item.name());
                insert.setString(3, item.json());
                insert.setLong(4, item.changed());
                if (collection) {
                    insert.setLong(5, docs.get(i));
                } else {
                    insert.setNull(5, Types.BIGINT);
                }
                insert.addBatch();
            }
            for (int count : insert.executeBatch()) {
                made += count;
            }
        }
        if (findables != null && made == items.size()) {
            index(connection, store, docs, findables);
        }
        return made;
    }

    void update(Connection connection, boolean collection, StoredItem item) throws SQLException {
        if (!collection) {
            try (PreparedStatement update = connection
                    .prepareStatement("UPDATE storage_item SET json = ?, changed = ? WHERE id = ?")) {
                update.setString(1, item.json());
                update.setLong(2, item.changed());
                update.setLong(3, id);
                update.executeUpdate();
            }
            return;
        }
        List<Long> docs = docs(connection, store, List.of(item));
        try (PreparedStatement update = connection
                .prepareStatement("UPDATE storage_item SET json = ?, changed = ?, doc = ? WHERE id = ?")) {
            update.setString(1, item.json());
            update.setLong(2, item.changed());
            update.setLong(3, docs.getFirst());
            update.setLong(4, id);
            update.executeUpdate();
        }
        unindex(connection);
        index(connection, store, docs, List.of(Findable.of(item.json())));
    }

    void delete(Connection connection, boolean collection) throws SQLException {
        delete(connection, "DELETE FROM storage_item WHERE id = ?", id);
        if (collection) {
            unindex(connection);
        }
    }

    private void unindex(Connection connection) throws SQLException {
        delete(connection, "DELETE FROM storage_word WHERE doc = ?", doc);
        delete(connection, "DELETE FROM storage_value WHERE doc = ?", doc);
    }

    private static void delete(Connection connection, String sql, long number) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, number);
            delete.executeUpdate();
        }
    }

    /**
     * Numbers for items: the later they were changed, the smaller. The first of
     * them is the latest.
     */
    private static List<Long> docs(Connection connection, long store, List<StoredItem> items) throws SQLException {
        List<Long> docs = new ArrayList<>();
        long now = System.currentTimeMillis();
        if (items.stream().anyMatch(each -> Math.abs(each.changed() - now) > LATELY_MILLIS)) {
            for (StoredItem item : items) {
                docs.add(freeDoc(connection, store, item));
            }
            return docs;
        }
        try (PreparedStatement query = connection
                .prepareStatement("SELECT nextval('storage_change') FROM generate_series(1, ?)")) {
            query.setInt(1, items.size());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    docs.add(doc(items.get(docs.size()), row.getLong(1)));
                }
            }
        }
        return docs;
    }

    private static long doc(StoredItem item, long change) {
        return -((item.changed() << ItemFilter.TIME_BITS) + change % CHANGES);
    }

    /**
     * A number for an item that was changed at another time than now: what came
     * from elsewhere may have a time in common with others, and the changes that
     * tell them from each other begin again after a million.
     */
    private static long freeDoc(Connection connection, long store, StoredItem item) throws SQLException {
        try (PreparedStatement next = connection.prepareStatement("SELECT nextval('storage_change')");
                PreparedStatement taken = connection.prepareStatement("""
                        SELECT EXISTS (SELECT 1 FROM storage_value WHERE doc = ?)
                            OR EXISTS (SELECT 1 FROM storage_word WHERE doc = ?)
                            OR EXISTS (SELECT 1 FROM storage_item WHERE store = ? AND doc = ?)""")) {
            while (true) {
                try (ResultSet row = next.executeQuery()) {
                    row.next();
                    long doc = doc(item, row.getLong(1));
                    taken.setLong(1, doc);
                    taken.setLong(2, doc);
                    taken.setLong(3, store);
                    taken.setLong(4, doc);
                    try (ResultSet is = taken.executeQuery()) {
                        is.next();
                        if (!is.getBoolean(1)) {
                            return doc;
                        }
                    }
                }
            }
        }
    }

    // ---- what it can be found by

    private static void index(Connection connection, long store, List<Long> docs, List<Findable> findables)
            throws SQLException {
        try (PreparedStatement words = connection
                .prepareStatement("INSERT INTO storage_word (store, word, field, doc) VALUES (?, ?, ?, ?)");
                PreparedStatement values = connection.prepareStatement("""
                        INSERT INTO storage_value (doc, field, place, store, text, number, phrase)
                        VALUES (?, ?, ?, ?, ?, ?, ?)""")) {
            boolean word = false;
            boolean value = false;
            for (int i = 0; i < findables.size(); i++) {
                Findable findable = findables.get(i);
                for (Findable.Word each : findable.words()) {
                    words.setLong(1, store);
                    words.setString(2, each.word());
                    words.setString(3, each.field());
                    words.setLong(4, docs.get(i));
                    words.addBatch();
                    word = true;
                }
                for (Findable.Value each : findable.values()) {
                    fill(values, store, docs.get(i), each);
                    value = true;
                }
            }
            if (word) {
                words.executeBatch();
            }
            if (value) {
                values.executeBatch();
            }
        }
    }

    private static void fill(PreparedStatement values, long store, long doc, Findable.Value value) throws SQLException {
        values.setLong(1, doc);
        values.setString(2, value.field());
        values.setInt(3, value.place());
        values.setLong(4, store);
        values.setString(5, value.text());
        if (value.number() == null) {
            values.setNull(6, Types.DOUBLE);
        } else {
            values.setDouble(6, value.number());
        }
        values.setString(7, value.phrase());
        values.addBatch();
    }
}
