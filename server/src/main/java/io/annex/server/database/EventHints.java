package io.annex.server.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
    private final String channel;
    private final Runnable hinted;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Connection connection;

    EventHints(Database database, String channel, Runnable hinted) {
        this.database = database;
        this.channel = channel;
        this.hinted = hinted;
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
                statement.execute("LISTEN " + channel);
            }
            PGConnection postgres = opened.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] told = postgres.getNotifications(WAIT_MILLIS);
                if (told != null && told.length > 0) {
                    hinted.run();
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
