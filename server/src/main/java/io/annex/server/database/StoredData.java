package io.annex.server.database;

import io.annex.core.storage.StoreId;
import io.annex.core.storage.StoredItem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What add-ons have stored, for an operator. */
public final class StoredData {
    /** Items of a page, and characters after which it ends. */
    private static final int PAGE_ROWS = 100;
    private static final int PAGE_CHARACTERS = 1_000_000;

    private final Database database;

    StoredData(Database database) {
        this.database = database;
    }

    /** What a store has. */
    public record Holding(StoreId store, long items, long bytes) {
    }

    /** An item, and where it is. */
    public record Placed(StoreId store, StoredItem item) {
    }

    /**
     * Some items.
     *
     * @param next
     *            says where the next ones begin; empty after the last
     */
    public record Page(List<Placed> items, String next) {
    }

    /** All stores, by add-on. */
    public List<Holding> list() throws DatabaseTrouble {
        return !database.exists() ? List.of() : database.call(connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT s.addon, s.collection, s.name,
                        (SELECT COUNT(*) FROM storage_item i WHERE i.store = s.id),
                        (SELECT COALESCE(SUM(u.bytes), 0) FROM storage_use u WHERE u.store = s.id)
                    FROM storage_store s ORDER BY s.addon, s.collection, s.name""");
                    ResultSet rows = query.executeQuery()) {
                List<Holding> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(new Holding(new StoreId(rows.getString(1), rows.getBoolean(2), rows.getString(3)),
                            rows.getLong(4), rows.getLong(5)));
                }
                return all;
            }
        });
    }

    /**
     * The next items of an add-on: each that is there all the time comes once,
     * whatever else is stored meanwhile.
     *
     * @param from
     *            empty for the first ones
     */
    public Page page(String addon, String from) throws DatabaseTrouble {
        int space = from.indexOf(' ');
        long store = space < 0 ? 0 : Long.parseLong(from.substring(0, space));
        return !database.exists()
                ? new Page(List.of(), "")
                : database.call(connection -> page(connection, addon, store, from.substring(space + 1)));
    }

    private static Page page(Connection connection, String addon, long from, String after) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT id, collection, name FROM storage_store WHERE addon = ? AND id >= ? ORDER BY id FETCH FIRST 2 ROWS ONLY")) {
            query.setString(1, addon);
            query.setLong(2, from);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return new Page(List.of(), "");
                }
                long id = row.getLong(1);
                List<Placed> items = items(connection, id, new StoreId(addon, row.getBoolean(2), row.getString(3)),
                        id == from ? after : "");
                String next = isFull(items)
                        ? id + " " + items.getLast().item().name()
                        : row.next() ? row.getLong(1) + " " : "";
                return new Page(items, next);
            }
        }
    }

    private static boolean isFull(List<Placed> items) {
        return items.size() == PAGE_ROWS
                || items.stream().mapToLong(each -> each.item().json().length()).sum() > PAGE_CHARACTERS;
    }

    private static List<Placed> items(Connection connection, long id, StoreId store, String after) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT name, json, changed FROM storage_item WHERE store = ? AND name > ? ORDER BY store, name FETCH FIRST ? ROWS ONLY")) {
            query.setLong(1, id);
            query.setString(2, after);
            query.setInt(3, PAGE_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                List<Placed> items = new ArrayList<>();
                while (!isFull(items) && rows.next()) {
                    items.add(new Placed(store, new StoredItem(rows.getString(1), rows.getString(2), rows.getLong(3))));
                }
                return items;
            }
        }
    }

    /**
     * Stores items as they are, all or none, in the place of those with the same
     * name. What an add-on may store does not bound an operator.
     */
    public void store(List<Placed> items) throws DatabaseTrouble {
        // In one order, so that nobody waits for who waits for it.
        List<Placed> sorted = items.stream().sorted(Comparator.comparing((Placed each) -> each.store().toString())
                .thenComparing(each -> each.item().name())).toList();
        database.callTransaction(connection -> {
            for (Placed each : sorted) {
                store(connection, each.store(), each.item());
            }
            return true;
        });
    }

    private static void store(Connection connection, StoreId store, StoredItem item) throws SQLException {
        while (true) {
            @Nullable
            ItemRow row = ItemRow.locked(connection, store, item.name());
            if (row != null) {
                row.update(connection, store.collection(), item);
                StorageUse.add(connection, row.store(), StorageUse.of(item) - row.bytes());
                return;
            }
            long id = ItemRow.store(connection, store);
            if (ItemRow.insert(connection, id, store.collection(), List.of(item)) == 1) {
                StorageUse.add(connection, id, StorageUse.of(item));
                return;
            }
        }
    }

    /** Removes all that an add-on has stored; gives how many stores that were. */
    public int remove(String addon) throws DatabaseTrouble {
        return database.exists() ? database.callTransaction(connection -> LeftStores.leaveAll(connection, addon)) : 0;
    }
}
