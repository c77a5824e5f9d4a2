package io.annex.server.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Tells a database that cannot be used from work that it refused. */
final class Outage {
    /**
     * H2's codes for a file that it could not read or write, or has closed (a full
     * disk); all others are about the work.
     */
    private static final Set<Integer> H2 = Set.of(90014, 90020, 90024, 90028, 90030, 90031, 90067, 90097, 90098, 90121,
            50000);

    private Outage() {
    }

    static boolean isAway(SQLException failure) {
        if (failure instanceof SQLTransientConnectionException || failure instanceof SQLNonTransientConnectionException
                || H2.contains(failure.getErrorCode())) {
            return true;
        }
        String state = failure.getSQLState();
        // 08: connection exception; 57P: the server shuts down; 53: no resources, such
        // as disk space; 28: not let in; 25006: a standby that only reads.
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")
                || state.startsWith("28") || state.equals("25006"));
    }
}
