package io.annex.server.database;

import io.annex.core.message.SharedEvents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that servers tell each other through a table. What is emitted here is
 * delivered here at once and written behind, with the names of those who heard;
 * what others have written is looked for every second, and at once where a
 * notification says so. Thread-safe.
 *
 * <h2>Nothing is missed</h2> Numbers are given under the lock of one row, to
 * the commit: who has seen a number has seen all smaller ones. Had they been a
 * sequence's, a transaction that commits late would be passed over by who reads
 * on from the largest.
 *
 * <h2>Nobody hears twice</h2> An add-on of two servers is told by the one that
 * writes its name beside the event, which only one can. It is written before it
 * is told: what a server has claimed and not told when it dies is lost.
 */
final class DatabaseEvents implements SharedEvents {
    private static final Logger log = LoggerFactory.getLogger(DatabaseEvents.class);
    /** The channel of notifications. */
    static final String CHANNEL = "annex_event";
    private static final long LOOK_MILLIS = 1_000;
    private static final long REPORT_MILLIS = 1_000;
    private static final long SWEEP_MILLIS = 60_000;
    private static final Duration KEEP = Duration.ofMinutes(10);
    private static final int MOST_WAITING = 10_000;
    private static final int BATCH = 200;
    /** So that a flood does not fill the table. */
    private static final int MOST_KEPT = 100_000;

    private record Told(String event, String json, Collection<String> heard) {
    }

    private record Row(long number, String server, String event, String json) {
    }

    private final Database database;
    private final String server = UUID.randomUUID().toString();
    private final BlockingQueue<Told> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();
    private volatile @Nullable Receiver receiver;
    /** The largest number that was seen; -1 before the first look. */
    private volatile long seen = -1;
    private volatile boolean again;
    private volatile String droppedWhy = "";
    private @Nullable EventHints hints;
    private Runnable otherHint = () -> {
    };
    private long saidDropped;

    DatabaseEvents(Database database) {
        this.database = database;
    }

    /** Is told, on the same connection, that settings may be others. */
    void onSettings(Runnable hinted) {
        otherHint = hinted;
    }

    @Override
    public void begin(Receiver to) {
        receiver = to;
        hints = new EventHints(database, Map.of(CHANNEL, this::look, DatabaseSettings.CHANNEL, otherHint));
        database.every(LOOK_MILLIS, this::look);
        database.every(SWEEP_MILLIS, this::sweep);
        database.every(REPORT_MILLIS, this::sayDropped);
    }

    /** Whether it knows where to read on. */
    boolean hasLooked() {
        return seen >= 0;
    }

    void close() {
        EventHints begun = hints;
        if (begun != null) {
            begun.close();
        }
    }

    /** Events that no other server was told of. */
    long dropped() {
        return dropped.sum();
    }

    // ---- what is emitted here
    // --------------------------------------------------------------------------------------

    @Override
    public void tell(String event, String json, Collection<String> heard) {
        if (waiting.offer(new Told(event, json, heard))) {
            write();
        } else {
            droppedWhy = MOST_WAITING + " waited to be written";
            dropped.increment();
        }
    }

    /** One batch at a time, so that they stay in their order. */
    private void write() {
        if (waiting.isEmpty() || !writing.compareAndSet(false, true)) {
            return;
        }
        List<Told> batch = new ArrayList<>();
        waiting.drainTo(batch, BATCH);
        database.transact(connection -> insert(connection, batch)).whenComplete((done, failure) -> {
            if (failure != null) {
                dropped.add(batch.size());
                droppedWhy = String.valueOf(failure.getMessage());
            }
            writing.set(false);
            write();
        });
    }

    private boolean insert(Connection connection, List<Told> batch) throws SQLException {
        if (batch.isEmpty()) {
            return true;
        }
        long number = count(connection, batch.size()) - batch.size();
        try (PreparedStatement event = connection.prepareStatement(
                "INSERT INTO event (number, server, name, json, emitted_at) VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP)");
                PreparedStatement heard = connection
                        .prepareStatement("INSERT INTO event_heard (event, addon) VALUES (?, ?)")) {
            for (Told told : batch) {
                number++;
                event.setLong(1, number);
                event.setString(2, server);
                event.setString(3, told.event());
                // PostgreSQL takes no NUL in a text, and JSON has it escaped.
                event.setString(4, told.json().replace("\0", ""));
                event.addBatch();
                for (String addon : told.heard()) {
                    heard.setLong(1, number);
                    heard.setString(2, addon);
                    heard.addBatch();
                }
            }
            event.executeBatch();
            heard.executeBatch();
        }
        try (Statement hint = connection.createStatement()) {
            // At the commit.
            hint.execute("NOTIFY " + CHANNEL);
        }
        return true;
    }

    /** Holds the row's lock to the end of the transaction. */
    private static long count(Connection connection, int events) throws SQLException {
        try (PreparedStatement count = connection
                .prepareStatement("UPDATE change_count SET changes = changes + ? WHERE subject = 'event'")) {
            count.setInt(1, events);
            count.executeUpdate();
        }
        return last(connection);
    }

    private static long last(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT changes FROM change_count WHERE subject = 'event'")) {
            row.next();
            return row.getLong(1);
        }
    }

    // ---- what others emit
    // ------------------------------------------------------------------------------------------

    @Override
    public void listens() {
        look();
    }

    /** Looks for what is new, off this thread. */
    void look() {
        Receiver to = receiver;
        if (to == null || !database.isOpen() && to.listening("").isEmpty()) {
            return;
        }
        if (!reading.compareAndSet(false, true)) {
            again = true;
            return;
        }
        again = false;
        database.transact(connection -> read(connection, to)).whenComplete((more, failure) -> {
            reading.set(false);
            if (failure != null) {
                log.debug("Events of other servers are read later: {}", failure.toString());
            } else if (more || again) {
                look();
            }
        });
    }

    /** Whether there is more. */
    private boolean read(Connection connection, Receiver to) throws SQLException {
        long last = last(connection);
        if (seen < 0) {
            seen = last;
        }
        if (last == seen) {
            return false;
        }
        List<Row> rows = rows(connection, seen, Math.min(last, seen + BATCH));
        Map<Row, List<String>> claimed = claim(connection, rows, to);
        connection.commit();
        seen = Math.min(last, seen + BATCH);
        claimed.forEach((row, addons) -> to.deliver(row.event(), row.json(), addons));
        return seen < last;
    }

    private List<Row> rows(Connection connection, long after, long to) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT number, server, name, json FROM event
                WHERE number > ? AND number <= ? AND server <> ? ORDER BY number""")) {
            query.setLong(1, after);
            query.setLong(2, to);
            query.setString(3, server);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)));
                }
            }
        }
        return rows;
    }

    /** Those add-ons of each event that nobody else has claimed. */
    private static Map<Row, List<String>> claim(Connection connection, List<Row> rows, Receiver to)
            throws SQLException {
        List<Map.Entry<Row, String>> wanted = new ArrayList<>();
        Map<String, List<String>> listening = new HashMap<>();
        for (Row row : rows) {
            // In one order, so that two servers do not wait for each other.
            listening.computeIfAbsent(row.event(), event -> to.listening(event).stream().sorted().toList())
                    .forEach(addon -> wanted.add(Map.entry(row, addon)));
        }
        Map<Row, List<String>> claimed = new LinkedHashMap<>();
        if (wanted.isEmpty()) {
            return claimed;
        }
        try (PreparedStatement claim = connection
                .prepareStatement("INSERT INTO event_heard (event, addon) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            for (Map.Entry<Row, String> each : wanted) {
                claim.setLong(1, each.getKey().number());
                claim.setString(2, each.getValue());
                claim.addBatch();
            }
            int[] counts = claim.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    Map.Entry<Row, String> each = wanted.get(i);
                    claimed.computeIfAbsent(each.getKey(), row -> new ArrayList<>()).add(each.getValue());
                }
            }
        }
        return claimed;
    }

    // ---- bounds
    // ----------------------------------------------------------------------------------------------------

    void sweep() {
        if (!database.isOpen()) {
            return;
        }
        database.transact(connection -> {
            try (Statement delete = connection.createStatement()) {
                delete.executeUpdate("DELETE FROM event WHERE emitted_at < CURRENT_TIMESTAMP - INTERVAL '"
                        + KEEP.toSeconds() + "' SECOND OR number <= (SELECT changes FROM change_count"
                        + " WHERE subject = 'event') - " + MOST_KEPT);
                return delete.executeUpdate("DELETE FROM event_heard WHERE event < COALESCE((SELECT MIN(number)"
                        + " FROM event), (SELECT changes + 1 FROM change_count WHERE subject = 'event'))");
            }
        }).exceptionally(failure -> {
            log.debug("Old events are removed later: {}", failure.toString());
            return 0;
        });
    }

    private void sayDropped() {
        long now = dropped.sum();
        if (now > saidDropped) {
            log.warn("{} events were not told to other servers, the last because: {}", now - saidDropped, droppedWhy);
            saidDropped = now;
        }
    }
}
