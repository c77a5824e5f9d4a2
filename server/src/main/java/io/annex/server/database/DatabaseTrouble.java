package io.annex.server.database;

import java.io.IOException;
import java.sql.SQLException;

/** The database could not do what was asked; the message is one line. */
public final class DatabaseTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    DatabaseTrouble(String message) {
        super(message);
    }

    DatabaseTrouble(Throwable cause) {
        super(reason(cause), cause);
    }

    /** What the driver says, which says most. */
    private static String reason(Throwable failure) {
        Throwable telling = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException && each.getMessage() != null) {
                telling = each;
            }
        }
        return String.valueOf(telling.getMessage()).lines().findFirst().orElse(telling.toString());
    }
}
