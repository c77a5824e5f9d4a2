package io.annex.server.database;

import io.annex.core.session.SessionTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The table of sessions, by the digests of their ids. */
final class DatabaseSessions implements SessionTable {
    /** H2's columns take no more. */
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final String UPDATE = "UPDATE session SET json = ?, used_at = ? WHERE addon = ? AND digest = ?";
    private static final String INSERT = "INSERT INTO session (json, used_at, addon, digest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
    /**
     * So that two servers take the locks of rows in the same order, and none waits
     * for the other.
     */
    private static final Comparator<Change> ORDER = Comparator.comparing(Change::addon).thenComparing(Change::id);

    private final Database database;
    /** Ends when what was begun last has really ended. */
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    DatabaseSessions(Database database) {
        this.database = database;
    }

    @Override
    public boolean isShared() {
        return database.isShared();
    }

    @Override
    public int mostCharacters() {
        return MOST_CHARACTERS;
    }

    @Override
    public Optional<Row> load(String addon, String id) throws IOException {
        if (!database.exists()) {
            return Optional.empty();
        }
        String digest = Digests.of(id);
        return database.call(connection -> {
            try (PreparedStatement query = connection
                    .prepareStatement("SELECT json, used_at FROM session WHERE addon = ? AND digest = ?")) {
                query.setString(1, addon);
                query.setString(2, digest);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Row(row.getString("json"),
                                    Objects.requireNonNull(Timestamps.out(row, "used_at"))))
                            : Optional.empty();
                }
            }
        });
    }

    /**
     * Nothing that was written before is done after this: what nobody waits for any
     * more may still be under way, and would undo what is written here.
     */
    @Override
    public synchronized List<Change.Save> write(Collection<Change> changes) throws IOException {
        List<Change.Save> saves = new ArrayList<>();
        List<Change.Use> uses = new ArrayList<>();
        List<Change.Remove> removes = new ArrayList<>();
        for (Change change : changes.stream().sorted(ORDER).toList()) {
            switch (change) {
                case Change.Save save -> saves.add(save);
                case Change.Use use -> uses.add(use);
                case Change.Remove remove -> removes.add(remove);
            }
        }
        List<Change.Save> gone = saves.isEmpty() ? List.of() : inOrder(connection -> save(connection, saves));
        if (!uses.isEmpty()) {
            inOrder(connection -> use(connection, uses));
        }
        if (!removes.isEmpty()) {
            inOrder(connection -> remove(connection, removes));
        }
        return gone;
    }

    private <T> T inOrder(Database.Work<T> work) throws DatabaseTrouble {
        try {
            database.await(last.handle((value, failure) -> true));
        } catch (DatabaseTrouble e) {
            throw new DatabaseTrouble("an earlier write has not ended yet");
        }
        CompletableFuture<T> begun = database.transact(work);
        last = begun;
        return database.await(begun);
    }

    private static List<Change.Save> save(Connection connection, List<Change.Save> saves) throws SQLException {
        List<Change.Save> missing = without(connection, UPDATE, saves);
        List<Change.Save> begin = missing.stream().filter(Change.Save::begins).toList();
        // One that is there by now was inserted by a connection that was given up.
        without(connection, UPDATE, without(connection, INSERT, begin));
        return missing.stream().filter(each -> !each.begins()).toList();
    }

    /** Those that have changed no row. */
    private static List<Change.Save> without(Connection connection, String sql, List<Change.Save> saves)
            throws SQLException {
        List<Change.Save> without = new ArrayList<>();
        if (saves.isEmpty()) {
            return without;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Change.Save save : saves) {
                fill(statement, save);
            }
            int[] changed = statement.executeBatch();
            for (int i = 0; i < changed.length; i++) {
                if (changed[i] == 0) {
                    without.add(saves.get(i));
                }
            }
        }
        return without;
    }

    private static void fill(PreparedStatement statement, Change.Save save) throws SQLException {
        statement.setString(1, save.json());
        statement.setObject(2, Timestamps.in(save.usedAt()));
        statement.setString(3, save.addon());
        statement.setString(4, Digests.of(save.id()));
        statement.addBatch();
    }

    private static int use(Connection connection, List<Change.Use> uses) throws SQLException {
        try (PreparedStatement update = connection
                .prepareStatement("UPDATE session SET used_at = ? WHERE addon = ? AND digest = ?")) {
            for (Change.Use use : uses) {
                update.setObject(1, Timestamps.in(use.usedAt()));
                update.setString(2, use.addon());
                update.setString(3, Digests.of(use.id()));
                update.addBatch();
            }
            return update.executeBatch().length;
        }
    }

    private static int remove(Connection connection, List<Change.Remove> removes) throws SQLException {
        try (PreparedStatement delete = connection
                .prepareStatement("DELETE FROM session WHERE addon = ? AND digest = ?")) {
            for (Change.Remove remove : removes) {
                delete.setString(1, remove.addon());
                delete.setString(2, Digests.of(remove.id()));
                delete.addBatch();
            }
            return delete.executeBatch().length;
        }
    }

    @Override
    public void sweep(Instant usedBefore, long bytesOfAddon) throws IOException {
        if (!database.isOpen()) {
            return;
        }
        database.call(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM session WHERE used_at < ?")) {
                delete.setObject(1, Timestamps.in(usedBefore));
                return delete.executeUpdate();
            }
        });
        database.call(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("""
                    DELETE FROM session WHERE digest IN (
                        SELECT digest FROM (
                            SELECT digest, SUM(CHAR_LENGTH(json) + 200) OVER (
                                PARTITION BY addon ORDER BY used_at DESC, digest) AS bytes
                            FROM session) AS each_with_later
                        WHERE bytes > ?)""")) {
                delete.setLong(1, bytesOfAddon);
                return delete.executeUpdate();
            }
        });
    }
}
