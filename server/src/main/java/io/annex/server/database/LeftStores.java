package io.annex.server.database;

import io.annex.core.storage.StoreId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores all of whose items were removed: at once, by giving the store another
 * number, however many there were. What has the old number is deleted
 * afterwards, a few at a time, so that nobody waits for it.
 */
final class LeftStores {
    private static final Logger log = LoggerFactory.getLogger(LeftStores.class);
    /** Who has just read the old number may still write under it. */
    static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int AT_A_TIME = 200;
    private static final long EVERY_MILLIS = 10_000;

    private final Database database;
    private final Duration patience;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    LeftStores(Database database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    /** Begins to look for them. */
    void begin() {
        database.every(EVERY_MILLIS, this::sweep);
    }

    /** Removes all items of a store. */
    static void leave(Connection connection, StoreId store) throws SQLException {
        Long id = ItemRow.storeIfThere(connection, store);
        if (id == null) {
            return;
        }
        try (PreparedStatement update = connection
                .prepareStatement("UPDATE storage_store SET id = nextval('storage_store_number') WHERE id = ?")) {
            update.setLong(1, id);
            if (update.executeUpdate() == 1) {
                left(connection, id);
            }
        }
    }

    /** Removes all stores of an add-on; gives how many there were. */
    static int leaveAll(Connection connection, String addon) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement query = connection
                .prepareStatement("SELECT id FROM storage_store WHERE addon = ? ORDER BY id FOR UPDATE")) {
            query.setString(1, addon);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        for (long id : ids) {
            if (delete(connection, "DELETE FROM storage_store WHERE id = ?", id) == 1) {
                left(connection, id);
            }
        }
        return ids.size();
    }

    private static void left(Connection connection, long id) throws SQLException {
        try (PreparedStatement insert = connection
                .prepareStatement("INSERT INTO storage_left (store, left_at) VALUES (?, ?)")) {
            insert.setLong(1, id);
            insert.setLong(2, System.currentTimeMillis());
            insert.executeUpdate();
        }
    }

    /**
     * Deletes what nobody can reach any more. It takes minutes where it is much, so
     * nobody's thread waits for it: least of all the one that looks at other things
     * every second.
     *
     * @return whether all of it is deleted, when it has ended
     */
    CompletionStage<Boolean> sweep() {
        if (!database.isOpen() || !sweeping.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(false);
        }
        return database.submit(this::old).thenCompose(this::next).handle((done, failure) -> {
            sweeping.set(false);
            if (failure != null) {
                log.debug("What was left is deleted later: {}", failure.toString());
            }
            return failure == null;
        });
    }

    /** A few rows at a time; the next ones stand in the queue again. */
    private CompletionStage<Boolean> next(List<Long> stores) {
        if (stores.isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        return database.transact(connection -> some(connection, stores.getFirst()))
                .thenCompose(more -> next(more ? stores : stores.subList(1, stores.size())));
    }

    private List<Long> old(Connection connection) throws SQLException {
        List<Long> old = new ArrayList<>();
        try (PreparedStatement query = connection
                .prepareStatement("SELECT store FROM storage_left WHERE left_at <= ?")) {
            query.setLong(1, System.currentTimeMillis() - patience.toMillis());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    old.add(rows.getLong(1));
                }
            }
        }
        return old;
    }

    /** Whether there may be more. */
    private static boolean some(Connection connection, long store) throws SQLException {
        int rows = delete(connection,
                "DELETE FROM storage_word WHERE doc IN (SELECT doc FROM storage_item WHERE store = ? ORDER BY store, name FETCH FIRST "
                        + AT_A_TIME + " ROWS ONLY)",
                store);
        rows += delete(connection,
                "DELETE FROM storage_value WHERE doc IN (SELECT doc FROM storage_item WHERE store = ? ORDER BY store, name FETCH FIRST "
                        + AT_A_TIME + " ROWS ONLY)",
                store);
        rows += delete(connection,
                "DELETE FROM storage_item WHERE id IN (SELECT id FROM storage_item WHERE store = ? ORDER BY store, name FETCH FIRST "
                        + AT_A_TIME + " ROWS ONLY)",
                store);
        if (rows > 0) {
            return true;
        }
        delete(connection, "DELETE FROM storage_use WHERE store = ?", store);
        delete(connection, "DELETE FROM storage_left WHERE store = ?", store);
        return false;
    }

    private static int delete(Connection connection, String sql, long number) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, number);
            return delete.executeUpdate();
        }
    }
}
