package io.annex.server.database;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The tables of this version. */
final class Tables {
    private static final String MIGRATIONS = "classpath:io/annex/server/database/migration";

    private Tables() {
    }

    /** H2 compares texts by their characters' numbers anyhow. */
    private static FluentConfiguration migrations(boolean embedded) {
        return Flyway.configure(Tables.class.getClassLoader()).locations(MIGRATIONS)
                .placeholders(Map.of("by_code", embedded ? "" : "COLLATE \"C\""));
    }

    /** Brings a database to them. */
    static void bring(DataSource database, boolean embedded) throws DatabaseTrouble {
        try {
            migrations(embedded).dataSource(database).load().migrate();
        } catch (RuntimeException e) {
            throw new DatabaseTrouble(e);
        }
    }

    /** Whether a file has them. */
    static boolean areThere(DataSource file) throws DatabaseTrouble {
        try {
            return migrations(true).dataSource(file).load().info().pending().length == 0;
        } catch (RuntimeException e) {
            throw new DatabaseTrouble(e);
        }
    }

    /** Brings a file to them, and closes it. */
    static void make(String url, String user) throws DatabaseTrouble {
        FluentConfiguration unfinished = migrations(true).dataSource(url, user, "");
        try {
            unfinished.load().migrate();
            // What was not written when it was closed is missing now.
            unfinished.load().validate();
        } catch (RuntimeException e) {
            throw new DatabaseTrouble(e);
        }
    }
}
