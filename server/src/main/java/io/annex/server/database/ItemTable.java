package io.annex.server.database;

import io.annex.core.storage.Findable;
import io.annex.core.storage.ItemRules;
import io.annex.core.storage.Search;
import io.annex.core.storage.StorageFailure;
import io.annex.core.storage.StorageTable;
import io.annex.core.storage.StoreId;
import io.annex.core.storage.StoredItem;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What add-ons store. A call is a transaction: it locks the item's row, so that
 * what is merged into one item at the same time comes one after the other, on
 * whatever server.
 */
final class ItemTable implements StorageTable {
    /** Connections that are left to all else, such as sessions. */
    private static final int LEFT = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SEARCH_SECONDS = 5;
    private static final int ROWS_AT_A_TIME = 200;
    /** Characters of an answer. */
    private static final long MOST_FOUND = 16_000_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 10;

    /** Of all items that one call adds, so that it ends before it is given up. */
    private static final int MOST_WORDS_AT_ONCE = 100_000;

    private final Database database;
    private final Shares places;

    ItemTable(Database database, int connections) {
        this.database = database;
        this.places = new Shares(Math.max(1, connections - LEFT));
    }

    // ---- one at a time

    @Override
    public Optional<StoredItem> get(StoreId store, String name) throws IOException {
        if (!database.exists()) {
            return Optional.empty();
        }
        return in(store.addon(), database::soon, connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT i.json, i.changed" + ItemRow.NAMED)) {
                ItemRow.which(query, store, name);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new StoredItem(name, row.getString(1), row.getLong(2)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public Optional<StoredItem> change(StoreId store, String name, Change change, long most)
            throws IOException, StorageFailure {
        Optional<StoredItem> made = atOnce(store, name, change, most);
        if (made.isPresent()) {
            return made;
        }
        return orFailure(store, connection -> {
            while (true) {
                // Most of what is put is new, and a row that is not there cannot be locked.
                ItemRow.Place place = ItemRow.place(connection, store, name);
                ItemRow row = place.taken() ? ItemRow.locked(connection, store, name) : null;
                String json = change.from(row == null ? null : row.json());
                if (json == null) {
                    return Optional.empty();
                }
                StoredItem item = new StoredItem(name, json, System.currentTimeMillis());
                if (row != null) {
                    row.update(connection, store.collection(), item);
                    StorageUse.add(connection, store.addon(), row.store(), StorageUse.of(item) - row.bytes(), most);
                    return Optional.of(item);
                }
                long id = place.store() == null ? ItemRow.store(connection, store) : place.store();
                if (ItemRow.insert(connection, id, store.collection(), List.of(item)) == 1) {
                    StorageUse.add(connection, store.addon(), id, StorageUse.of(item), most);
                    return Optional.of(item);
                }
                // Somebody else has made it at the same moment.
            }
        });
    }

    /**
     * A new key in one statement, where each more is a way to a server and back.
     * Empty where it is to be done in the usual way.
     */
    private Optional<StoredItem> atOnce(StoreId store, String name, Change change, long most) throws IOException {
        String json;
        try {
            json = database.isShared() && !store.collection() ? change.from(null) : null;
        } catch (StorageFailure e) {
            return Optional.empty();
        }
        if (json == null) {
            return Optional.empty();
        }
        StoredItem item = new StoredItem(name, json, System.currentTimeMillis());
        return in(store.addon(), database::soon, connection -> StorageUse.insert(connection, store, item, most))
                ? Optional.of(item)
                : Optional.empty();
    }

    @Override
    public Optional<StoredItem> remove(StoreId store, String name) throws IOException {
        if (!database.exists()) {
            return Optional.empty();
        }
        return in(store.addon(), database::transactSoon, connection -> {
            ItemRow row = ItemRow.locked(connection, store, name);
            if (row == null) {
                return Optional.empty();
            }
            row.delete(connection, store.collection());
            StorageUse.add(connection, row.store(), -row.bytes());
            return Optional.of(new StoredItem(name, row.json(), row.changed()));
        });
    }

    // ---- many

    @Override
    public List<StoredItem> add(StoreId store, List<String> items, long most) throws IOException, StorageFailure {
        return orFailure(store, connection -> {
            long now = System.currentTimeMillis();
            List<StoredItem> added = new ArrayList<>(items.size());
            long bytes = 0;
            for (String json : items) {
                StoredItem item = new StoredItem(dsid(now), json, now);
                added.add(item);
                bytes += StorageUse.of(item);
            }
            if (!added.isEmpty()) {
                long id = ItemRow.store(connection, store);
                StorageUse.check(connection, store.addon(), bytes, most);
                List<Findable> findables = findable(store, added);
                ItemRow.insert(connection, id, added, findables);
                StorageUse.add(connection, store.addon(), id, bytes, most);
            }
            return added;
        });
    }

    private static List<Findable> findable(StoreId store, List<StoredItem> items) throws StorageFailure {
        List<Findable> all = new ArrayList<>(items.size());
        int words = 0;
        for (StoredItem item : items) {
            Findable findable = Findable.of(item.json());
            words += findable.words().size() + findable.values().size();
            if (words > MOST_WORDS_AT_ONCE) {
                throw ItemRules.invalid(store.name() + ": the items have more than " + MOST_WORDS_AT_ONCE
                        + " words and values (expected: fewer items at a time)");
            }
            all.add(findable);
        }
        return all;
    }

    /** Nobody can guess another one; those of one time lie together. */
    private static String dsid(long now) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().toHexDigits(now, 12) + HexFormat.of().formatHex(random);
    }

    @Override
    public void removeAll(StoreId store) throws IOException {
        if (database.exists()) {
            in(store.addon(), database::transactSoon, connection -> {
                LeftStores.leave(connection, store);
                return true;
            });
        }
    }

    @Override
    public List<StoredItem> find(StoreId store, Search search) throws IOException, StorageFailure {
        if (!database.exists() || search.count() == 0) {
            return List.of();
        }
        // In a transaction PostgreSQL's rows come as they are read.
        return orFailure(store, connection -> {
            Long id = ItemRow.storeIfThere(connection, store);
            if (id == null) {
                return List.of();
            }
            Sql sql = new ItemSearch(connection, id).statement(search);
            try (PreparedStatement query = sql.prepare(connection)) {
                query.setQueryTimeout(SEARCH_SECONDS);
                query.setFetchSize(ROWS_AT_A_TIME);
                return found(query, store);
            } catch (SQLException e) {
                if ("57014".equals(e.getSQLState())) {
                    throw new Refusal(new StorageFailure(StorageFailure.Type.UNKNOWN,
                            store.name() + ": the query took longer than " + SEARCH_SECONDS
                                    + " s (expected: one that fewer items match)"));
                }
                throw e;
            }
        });
    }

    private static List<StoredItem> found(PreparedStatement query, StoreId store) throws SQLException {
        List<StoredItem> found = new ArrayList<>();
        long characters = 0;
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String json = rows.getString(2);
                characters += json.length();
                if (characters > MOST_FOUND) {
                    throw new Refusal(new StorageFailure(StorageFailure.Type.VALIDATION_FAILED,
                            store.name() + ": the items that were found have more than " + MOST_FOUND
                                    + " characters (expected: a smaller count, and the rest with skip)"));
                }
                found.add(new StoredItem(rows.getString(1), json, rows.getLong(3)));
            }
        }
        return found;
    }

    // ---- how it is asked

    /** Carries what is for the author out of a transaction, which it ends. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient StorageFailure failure;

        Refusal(StorageFailure failure) {
            super(failure.getMessage(), null, false, false);
            this.failure = failure;
        }
    }

    private interface Failing<T> {
        T in(Connection connection) throws SQLException, StorageFailure;
    }

    private interface Way {
        <T> CompletableFuture<T> begin(Database.Work<T> work);
    }

    private <T> T orFailure(StoreId store, Failing<T> work) throws IOException, StorageFailure {
        try {
            return in(store.addon(), database::transactSoon, connection -> {
                try {
                    return work.in(connection);
                } catch (StorageFailure e) {
                    throw new Refusal(e);
                }
            });
        } catch (DatabaseTrouble e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal.failure;
            }
            throw e;
        }
    }

    /**
     * Add-ons have not all connections: a slow query of one would keep others'
     * sessions waiting; and none has all that they have, but half, so that others'
     * work finds its place beside one's that is slow. A place is taken until the
     * work has really ended.
     */
    private <T> T in(String addon, Way way, Database.Work<T> work) throws DatabaseTrouble {
        try {
            if (!places.take(addon, PATIENCE)) {
                throw new DatabaseTrouble("too much waits for the database");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseTrouble("interrupted");
        }
        CompletableFuture<T> begun = way.begin(work);
        begun.whenComplete((done, failure) -> places.giveBack(addon));
        return database.await(begun);
    }
}
