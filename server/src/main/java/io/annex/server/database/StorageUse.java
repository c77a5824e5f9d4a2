package io.annex.server.database;

import io.annex.core.storage.StorageFailure;
import io.annex.core.storage.StoreId;
import io.annex.core.storage.StoredItem;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How much add-ons store, counted in the transactions that store it, so that
 * the count is true whatever happens. A store's count is in several rows: who
 * writes at the same time mostly has different ones, and does not wait. What is
 * not committed nobody else sees; so where little is left, one after the other
 * looks how much.
 */
final class StorageUse {
    private static final int PARTS = 8;
    /**
     * Whoever comes near to the limit of an add-on holds this one, to the commit.
     */
    private static final int GUARD = PARTS;
    /** More than that at a time is always near. */
    private static final long SMALL = 64 << 10;
    /** Beside those that write a little at the same moment, unseen, without it. */
    private static final long NEAR = 256 * SMALL;
    /** Of an item, beside its name and JSON. */
    private static final int ITEM = 100;
    private static final String ADD = "UPDATE storage_use SET bytes = bytes + ? WHERE store = ? AND part = ?";
    private static final String OF_ADDON = "SELECT COALESCE(SUM(u.bytes), 0) FROM storage_use u JOIN storage_store s ON s.id = u.store WHERE s.addon = ?";

    /**
     * A new key and what it counts, or nothing of both: it is there already, it is
     * near to the limit, or the count has no row yet.
     */
    private static final String INSERT = """
            WITH place AS (
                SELECT s.id AS store FROM storage_store s JOIN storage_use u ON u.store = s.id AND u.part = ?
                WHERE s.addon = ? AND s.collection = FALSE AND s.name = ? AND (%s) <= ?
            ), made AS (
                INSERT INTO storage_item (store, name, json, changed) SELECT store, ?, ?, ? FROM place
                ON CONFLICT DO NOTHING RETURNING store
            ) UPDATE storage_use SET bytes = bytes + ? FROM made WHERE storage_use.store = made.store AND storage_use.part = ?"""
            .formatted(OF_ADDON);

    private StorageUse() {
    }

    /**
     * Inserts a new key with its count as one statement, which PostgreSQL alone
     * has.
     *
     * @return whether it is stored; otherwise nothing has happened
     */
    static boolean insert(Connection connection, StoreId store, StoredItem item, long most) throws SQLException {
        long bytes = of(item);
        if (bytes > SMALL) {
            return false;
        }
        int part = part();
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setInt(1, part);
            insert.setString(2, store.addon());
            insert.setString(3, store.name());
            insert.setString(4, store.addon());
            insert.setLong(5, most - NEAR - bytes);
            insert.setString(6, item.name());
            insert.setString(7, item.json());
            insert.setLong(8, item.changed());
            insert.setLong(9, bytes);
            insert.setInt(10, part);
            return insert.executeUpdate() == 1;
        }
    }

    /** What an item counts, in bytes. */
    static long of(StoredItem item) {
        return ITEM + utf8(item.name()) + utf8(item.json());
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Adds to a store what the add-on may not have too much of. */
    static void add(Connection connection, String addon, long store, long bytes, long most)
            throws SQLException, StorageFailure {
        if (bytes <= 0) {
            add(connection, store, bytes);
            return;
        }
        int part = part();
        if (bytes <= SMALL && addWithin(connection, addon, store, part, bytes, most - NEAR)) {
            return;
        }
        guard(connection, addon);
        if (!addWithin(connection, addon, store, part, bytes, most)) {
            make(connection, store, part);
            if (!addWithin(connection, addon, store, part, bytes, most)) {
                throw full(most);
            }
        }
    }

    /** From now to the commit nobody else comes near to the add-on's limit. */
    private static void guard(Connection connection, String addon) throws SQLException {
        for (int tries = 0; tries < 2; tries++) {
            try (PreparedStatement lock = connection.prepareStatement(
                    "UPDATE storage_use SET bytes = bytes WHERE part = ? AND store = (SELECT MIN(id) FROM storage_store WHERE addon = ?)")) {
                lock.setInt(1, GUARD);
                lock.setString(2, addon);
                if (lock.executeUpdate() == 1) {
                    return;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO storage_use (store, part, bytes) SELECT MIN(id), CAST(? AS INTEGER), 0 FROM storage_store WHERE addon = ? HAVING MIN(id) IS NOT NULL ON CONFLICT DO NOTHING")) {
                insert.setInt(1, GUARD);
                insert.setString(2, addon);
                insert.executeUpdate();
            }
        }
    }

    private static boolean addWithin(Connection connection, String addon, long store, int part, long bytes, long most)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ADD + " AND (" + OF_ADDON + ") <= ?")) {
            update.setLong(1, bytes);
            update.setLong(2, store);
            update.setInt(3, part);
            update.setString(4, addon);
            update.setLong(5, most - bytes);
            return update.executeUpdate() == 1;
        }
    }

    /** Before much is done that will not be kept. */
    static void check(Connection connection, String addon, long bytes, long most) throws SQLException, StorageFailure {
        if (of(connection, addon) > most - bytes) {
            throw full(most);
        }
    }

    private static StorageFailure full(long most) {
        return new StorageFailure(StorageFailure.Type.READ_ONLY, "all that the add-on stores together: more than "
                + most + " bytes (limits.storage); remove something first");
    }

    /** Adds what is asked nothing about. */
    static void add(Connection connection, long store, long bytes) throws SQLException {
        if (bytes == 0) {
            return;
        }
        for (int tries = 0; tries < 2; tries++) {
            try (PreparedStatement update = connection.prepareStatement(ADD)) {
                update.setLong(1, bytes);
                update.setLong(2, store);
                update.setInt(3, part());
                if (update.executeUpdate() == 1) {
                    return;
                }
            }
            make(connection, store, part());
        }
    }

    private static void make(Connection connection, long store, int part) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO storage_use (store, part, bytes) VALUES (?, ?, 0) ON CONFLICT DO NOTHING")) {
            insert.setLong(1, store);
            insert.setInt(2, part);
            insert.executeUpdate();
        }
    }

    private static int part() {
        return (int) (Thread.currentThread().threadId() % PARTS);
    }

    /** All that an add-on stores. */
    static long of(Connection connection, String addon) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OF_ADDON)) {
            query.setString(1, addon);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
