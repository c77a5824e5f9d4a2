package io.annex.server.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Work as a transaction. What the database has stopped, as it and others waited
 * for each other, is done once more.
 */
final class Transactions {
    private static final int MOST_TRIES = 3;
    private static final long WAY_NANOS = 20_000_000;
    /** PostgreSQL's and H2's. */
    private static final Set<String> DEADLOCKS = Set.of("40P01", "40001");

    private Transactions() {
    }

    static <T> T run(Connection connection, Database.Work<T> work) throws SQLException {
        for (int tries = 1;; tries++) {
            try {
                return once(connection, work);
            } catch (SQLException e) {
                String state = e.getSQLState();
                if (tries == MOST_TRIES || state == null || !DEADLOCKS.contains(state)) {
                    throw e;
                }
                // At once it would take again what the other waits for.
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(WAY_NANOS) + WAY_NANOS);
            }
        }
    }

    private static <T> T once(Connection connection, Database.Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.in(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }
}
