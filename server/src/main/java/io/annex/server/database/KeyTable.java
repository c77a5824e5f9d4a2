package io.annex.server.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The table of API keys. */
public final class KeyTable {
    private static final String COLUMNS = "id, owner, note, endpoints, daily_limit, expires_at, enabled, hits, hit_day, hits_today, used_at";

    private final Database database;

    KeyTable(Database database) {
        this.database = database;
    }

    /**
     * A key that was made.
     *
     * @param key
     *            the key itself, which nobody can find out later
     */
    public record Made(ApiKey terms, String key) {
    }

    /**
     * Hits of one key that are to be added.
     *
     * @param day
     *            the day (UTC) that they are of
     */
    record Hits(long id, LocalDate day, long count) {
    }

    // ---- for the operator
    // ------------------------------------------------------------------------------------------

    /** Makes a key; the id, hits and key of {@code terms} do not count. */
    public Made add(ApiKey terms) throws DatabaseTrouble {
        String key = ApiKey.draw();
        return database.callTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO api_key (digest, owner, note, endpoints, daily_limit, expires_at, enabled)
                    VALUES (?, ?, ?, ?, ?, ?, ?)""", new String[]{"id"})) {
                insert.setString(1, Digests.of(key));
                insert.setString(2, terms.owner());
                insert.setString(3, terms.comment());
                insert.setString(4, String.join(" ", terms.endpoints()));
                insert.setInt(5, terms.dailyLimit());
                Instant expires = terms.expires();
                insert.setObject(6, expires == null ? null : Timestamps.in(expires));
                insert.setBoolean(7, terms.enabled());
                insert.executeUpdate();
                return new Made(Objects.requireNonNull(byId(connection, generated(insert), today(), false)), key);
            }
        });
    }

    private static long generated(Statement insert) throws SQLException {
        try (ResultSet keys = insert.getGeneratedKeys()) {
            keys.next();
            return keys.getLong(1);
        }
    }

    /** All keys, by number. */
    public List<ApiKey> list() throws DatabaseTrouble {
        return database.call(connection -> {
            try (PreparedStatement query = connection
                    .prepareStatement("SELECT " + COLUMNS + " FROM api_key ORDER BY id");
                    ResultSet rows = query.executeQuery()) {
                List<ApiKey> keys = new ArrayList<>();
                while (rows.next()) {
                    keys.add(key(rows, today()));
                }
                return keys;
            }
        });
    }

    /** Switches a key on or off; {@code false} where there is none. */
    public boolean enable(long id, boolean enabled) throws DatabaseTrouble {
        return change("UPDATE api_key SET enabled = ? WHERE id = ?", statement -> {
            statement.setBoolean(1, enabled);
            statement.setLong(2, id);
        });
    }

    /** Removes a key; {@code false} where there is none. */
    public boolean remove(long id) throws DatabaseTrouble {
        return change("DELETE FROM api_key WHERE id = ?", statement -> statement.setLong(1, id));
    }

    private interface Filling {
        void fill(PreparedStatement statement) throws SQLException;
    }

    /** A change that servers hear of. */
    private boolean change(String sql, Filling filling) throws DatabaseTrouble {
        return database.callTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    Statement count = connection.createStatement()) {
                filling.fill(statement);
                if (statement.executeUpdate() == 0) {
                    return false;
                }
                count.executeUpdate("UPDATE change_count SET changes = changes + 1 WHERE subject = 'api_key'");
                return true;
            }
        });
    }

    // ---- for servers
    // -----------------------------------------------------------------------------------------------

    /** How often keys were changed by operators. */
    CompletableFuture<Long> changes() {
        return database.submit(connection -> {
            try (Statement query = connection.createStatement();
                    ResultSet row = query.executeQuery("SELECT changes FROM change_count WHERE subject = 'api_key'")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    CompletableFuture<Optional<ApiKey>> byDigest(String digest) {
        return database.submit(connection -> {
            try (PreparedStatement query = connection
                    .prepareStatement("SELECT " + COLUMNS + " FROM api_key WHERE digest = ?")) {
                query.setString(1, digest);
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next() ? Optional.of(key(rows, today())) : Optional.empty();
                }
            }
        });
    }

    /**
     * Counts hits of a key with a limit: as many of {@code wanted} as the limit
     * leaves on that day, and if it leaves many, some ahead. The row is locked
     * meanwhile, so nobody else counts at the same time. Gives how many were
     * counted, and nothing where the key is gone.
     *
     * @param ahead
     *            most hits to count ahead
     */
    CompletableFuture<OptionalLong> lease(long id, LocalDate day, int wanted, int ahead) {
        return database.transact(connection -> {
            ApiKey before = byId(connection, id, day, true);
            if (before == null) {
                return OptionalLong.empty();
            }
            long used = before.hitsToday();
            long left = Math.max(0, before.dailyLimit() - used);
            long granted = Math.min(left, wanted + Math.min(ahead, left / 10));
            if (granted == 0) {
                return OptionalLong.of(0);
            }
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE api_key SET hits = hits + ?, hits_today = ?, hit_day = GREATEST(hit_day, ?), used_at = ? WHERE id = ?")) {
                update.setLong(1, granted);
                update.setLong(2, used + granted);
                update.setObject(3, day);
                update.setObject(4, Timestamps.in(Instant.now()));
                update.setLong(5, id);
                update.executeUpdate();
            }
            return OptionalLong.of(granted);
        });
    }

    /**
     * Adds hits to their keys; negative ones give back what was counted ahead.
     */
    CompletableFuture<Boolean> count(Collection<Hits> hits, Instant used) {
        return database.transact(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    """
                            UPDATE api_key SET hits = hits + ?,
                                hits_today = CASE WHEN hit_day = ? THEN hits_today + ? WHEN hit_day > ? THEN hits_today ELSE ? END,
                                hit_day = GREATEST(hit_day, ?), used_at = ?
                            WHERE id = ?""")) {
                for (Hits each : hits) {
                    update.setLong(1, each.count());
                    update.setObject(2, each.day());
                    update.setLong(3, each.count());
                    update.setObject(4, each.day());
                    update.setLong(5, Math.max(0, each.count()));
                    update.setObject(6, each.day());
                    update.setObject(7, Timestamps.in(used));
                    update.setLong(8, each.id());
                    update.addBatch();
                }
                update.executeBatch();
            }
            return true;
        });
    }

    private static @Nullable ApiKey byId(Connection connection, long id, LocalDate day, boolean lock)
            throws SQLException {
        try (PreparedStatement query = connection
                .prepareStatement("SELECT " + COLUMNS + " FROM api_key WHERE id = ?" + (lock ? " FOR UPDATE" : ""))) {
            query.setLong(1, id);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? key(rows, day) : null;
            }
        }
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    /**
     * The key with its hits on that day; those of a later day where another
     * server's clock is ahead.
     */
    private static ApiKey key(ResultSet row, LocalDate day) throws SQLException {
        String endpoints = row.getString("endpoints");
        boolean today = !row.getObject("hit_day", LocalDate.class).isBefore(day);
        return new ApiKey(row.getLong("id"), row.getString("owner"), row.getString("note"),
                endpoints.isEmpty() ? List.of() : List.of(endpoints.split(" ")), row.getInt("daily_limit"),
                Timestamps.out(row, "expires_at"), row.getBoolean("enabled"), row.getLong("hits"),
                today ? row.getLong("hits_today") : 0, Timestamps.out(row, "used_at"));
    }
}
