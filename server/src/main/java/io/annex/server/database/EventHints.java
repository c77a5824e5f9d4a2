package io.annex.server.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for PostgreSQL's notifications, on a connection and a thread of its
 * own. They are hints: where none comes, as behind some connection poolers,
 * whoever is told looks for itself now and then.
 */
final class EventHints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventHints.class);
    /** A connection that has died silently is noticed after that. */
    private static final int WAIT_MILLIS = 10_000;
    private static final long PAUSE_MILLIS = 5_000;

    private final Database database;
    private final Map<String, Runnable> channels;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Connection connection;

    /**
     * @param channels
     *            who is told of what comes there
     */
    EventHints(Database database, Map<String, Runnable> channels) {
        this.database = database;
        this.channels = Map.copyOf(channels);
        this.thread = Thread.ofPlatform().daemon().name("annex-event-hints").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                if (database.isOpen()) {
                    listen();
                } else {
                    Thread.sleep(WAIT_MILLIS / 10);
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException | Error e) {
                log.debug("No notifications for a while: {}", e.toString());
                pause();
            }
        }
    }

    private void listen() throws SQLException {
        try (Connection opened = database.apart()) {
            connection = opened;
            try (Statement statement = opened.createStatement()) {
                for (String channel : channels.keySet()) {
                    statement.execute("LISTEN " + channel);
                }
            }
            PGConnection postgres = opened.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] told = postgres.getNotifications(WAIT_MILLIS);
                if (told != null && told.length > 0) {
                    Set<String> heard = Stream.of(told).map(PGNotification::getName).collect(Collectors.toSet());
                    channels.forEach((channel, hinted) -> {
                        if (heard.contains(channel)) {
                            hinted.run();
                        }
                    });
                } else if (!opened.isValid(WAIT_MILLIS / 1_000)) {
                    return;
                }
            }
        } finally {
            connection = null;
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("The connection of notifications did not close", e);
            }
        }
    }
}
