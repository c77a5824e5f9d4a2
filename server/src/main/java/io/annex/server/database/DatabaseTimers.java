package io.annex.server.database;

import io.annex.core.timer.TimerTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The table of timers. Leases are counted by the database's clock, which is one
 * for all servers.
 */
final class DatabaseTimers implements TimerTable {
    /** What a timer that has never run was due at. */
    private static final Instant NEVER = Instant.EPOCH;
    private static final String LEASED = "lease_until = CURRENT_TIMESTAMP + INTERVAL '" + LEASE.toSeconds()
            + "' SECOND";
    /**
     * No time that was claimed lies that far ahead, unless some server's clock did:
     * it does not count.
     */
    private static final String TOO_LATE = "CURRENT_TIMESTAMP + INTERVAL '" + AHEAD.toSeconds() + "' SECOND";
    private static final String TAKE = "UPDATE timer_run SET epoch = epoch + 1, due_at = COALESCE(?, due_at), holder = ?, "
            + LEASED + ", began_at = CURRENT_TIMESTAMP WHERE addon = ? AND timer = ?";

    private final Database database;

    DatabaseTimers(Database database) {
        this.database = database;
    }

    @Override
    public boolean isShared() {
        return database.isShared();
    }

    @Override
    public CompletionStage<Claim> claim(AddonTimer key, @Nullable Instant due, String holder) {
        return database.transact(connection -> {
            Claim claim = tryToClaim(connection, key, due, holder);
            if (claim == null) {
                begin(connection, key);
                claim = tryToClaim(connection, key, due, holder);
            }
            return claim == null ? new Claim.Taken() : claim;
        });
    }

    /** {@code null} where there is no such row. */
    private static @Nullable Claim tryToClaim(Connection connection, AddonTimer key, @Nullable Instant due,
            String holder) throws SQLException {
        try (PreparedStatement take = connection
                .prepareStatement(TAKE + " AND (holder IS NULL OR lease_until < CURRENT_TIMESTAMP)"
                        + (due == null ? "" : " AND (due_at < ? OR due_at > " + TOO_LATE + ")"))) {
            fill(take, key, due, holder);
            if (due != null) {
                take.setObject(5, Timestamps.in(due));
            }
            if (take.executeUpdate() > 0) {
                return new Claim.Granted(epoch(connection, key));
            }
        }
        return refusal(connection, key, due);
    }

    private static void fill(PreparedStatement take, AddonTimer key, @Nullable Instant due, String holder)
            throws SQLException {
        if (due == null) {
            take.setNull(1, java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            take.setObject(1, Timestamps.in(due));
        }
        take.setString(2, holder);
        take.setString(3, key.addon());
        take.setString(4, key.timer());
    }

    /** In the transaction that has changed the row, and so holds its lock. */
    private static long epoch(Connection connection, AddonTimer key) throws SQLException {
        try (PreparedStatement query = connection
                .prepareStatement("SELECT epoch FROM timer_run WHERE addon = ? AND timer = ?")) {
            query.setString(1, key.addon());
            query.setString(2, key.timer());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static @Nullable Claim refusal(Connection connection, AddonTimer key, @Nullable Instant due)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT epoch, due_at, holder, lease_until, CURRENT_TIMESTAMP AS now_at FROM timer_run
                WHERE addon = ? AND timer = ?""")) {
            query.setString(1, key.addon());
            query.setString(2, key.timer());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                Instant last = Timestamps.out(row, "due_at");
                Instant until = Timestamps.out(row, "lease_until");
                Instant now = Timestamps.out(row, "now_at");
                if (until == null || now == null || row.getString("holder") == null
                        || due != null && last != null && !last.isBefore(due) && !last.isAfter(now.plus(AHEAD))) {
                    return new Claim.Taken();
                }
                Duration left = Duration.between(now, until);
                return new Claim.Running(row.getLong("epoch"), left.isNegative() ? Duration.ZERO : left);
            }
        }
    }

    private static void begin(Connection connection, AddonTimer key) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO timer_run (addon, timer, epoch, due_at) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, key.addon());
            insert.setString(2, key.timer());
            insert.setObject(3, Timestamps.in(NEVER));
            insert.executeUpdate();
        }
    }

    @Override
    public CompletionStage<Claim> inherit(AddonTimer key, Instant due, String holder, long epoch) {
        return database.transact(connection -> {
            try (PreparedStatement take = connection.prepareStatement(TAKE
                    + " AND epoch = ? AND holder IS NOT NULL AND lease_until < CURRENT_TIMESTAMP AND (due_at < ? OR due_at > "
                    + TOO_LATE + ")")) {
                fill(take, key, due, holder);
                take.setLong(5, epoch);
                take.setObject(6, Timestamps.in(due));
                return take.executeUpdate() > 0 ? new Claim.Granted(epoch(connection, key)) : new Claim.Taken();
            }
        });
    }

    @Override
    public CompletionStage<Collection<Held>> renew(String holder) {
        return database.transact(connection -> {
            try (PreparedStatement renew = connection
                    .prepareStatement("UPDATE timer_run SET " + LEASED + " WHERE holder = ?")) {
                renew.setString(1, holder);
                renew.executeUpdate();
            }
            Collection<Held> held = new ArrayList<>();
            try (PreparedStatement query = connection
                    .prepareStatement("SELECT addon, timer, epoch FROM timer_run WHERE holder = ?")) {
                query.setString(1, holder);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        held.add(new Held(new AddonTimer(row.getString(1), row.getString(2)), row.getLong(3)));
                    }
                }
            }
            return held;
        });
    }

    @Override
    public CompletionStage<Boolean> ended(AddonTimer key, long epoch, String outcome, Duration took) {
        return database.submit(connection -> {
            try (PreparedStatement end = connection.prepareStatement("""
                    UPDATE timer_run SET holder = NULL, lease_until = NULL, ended_at = CURRENT_TIMESTAMP, millis = ?,
                        outcome = ?
                    WHERE addon = ? AND timer = ? AND epoch = ? AND holder IS NOT NULL""")) {
                end.setLong(1, took.toMillis());
                end.setString(2, outcome);
                end.setString(3, key.addon());
                end.setString(4, key.timer());
                end.setLong(5, epoch);
                return end.executeUpdate() > 0;
            }
        });
    }

    @Override
    public List<Row> list(String addon) throws DatabaseTrouble {
        if (!database.exists()) {
            return List.of();
        }
        return database.call(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT addon, timer, CASE WHEN lease_until >= CURRENT_TIMESTAMP THEN began_at END AS running_since,
                        ended_at, millis, outcome
                    FROM timer_run WHERE ? IN ('', addon) ORDER BY addon, timer""")) {
                query.setString(1, addon);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        String outcome = row.getString("outcome");
                        rows.add(new Row(new AddonTimer(row.getString("addon"), row.getString("timer")),
                                Timestamps.out(row, "running_since"), Timestamps.out(row, "ended_at"),
                                Duration.ofMillis(row.getLong("millis")), outcome == null ? "" : outcome));
                    }
                }
            }
            return rows;
        });
    }
}
