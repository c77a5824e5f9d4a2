package io.annex.server.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when H2's file, which only grows while it is open, is worth being made
 * anew: when what has come since is more than what was there, and most of it is
 * dead. So the work for that is at most as much as the work that was done.
 */
final class FileGrowth {
    private static final Logger log = LoggerFactory.getLogger(FileGrowth.class);
    /** What need not be asked. */
    static final long SMALL = 32L << 20;
    private static final String LIVE = """
            SELECT MIN(CASE setting_name WHEN 'info.FILL_RATE' THEN CAST(setting_value AS INTEGER) END),
                MIN(CASE setting_name WHEN 'info.CHUNKS_FILL_RATE' THEN CAST(setting_value AS INTEGER) END)
            FROM information_schema.settings
            WHERE setting_name IN ('info.FILL_RATE', 'info.CHUNKS_FILL_RATE')""";
    private static final int HALF = 5_000;

    private final Path file;
    /** After it was made anew; 0 when that was never done. */
    private volatile long sizeThen;

    FileGrowth(Path file) {
        this.file = file;
    }

    boolean isLarge() {
        try {
            return Files.size(file) > SMALL + 2 * sizeThen;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether less than half of it is alive; a whole file need not be copied. */
    boolean isMostlyDead(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement(); ResultSet row = query.executeQuery(LIVE)) {
            // Percent of the file that chunks take, percent of the chunks that is alive.
            return row.next() && row.getInt(1) * row.getInt(2) < HALF;
        }
    }

    /**
     * Ends H2's engine, which makes the file anew. Where it was only tried, it is
     * not tried again soon.
     */
    void compact(DataSource pool) {
        boolean ended = false;
        try (Connection connection = pool.getConnection(); Statement end = connection.createStatement()) {
            end.execute("SHUTDOWN COMPACT");
            ended = true;
        } catch (SQLException e) {
            // What has ended cannot be closed any more.
            if (!ended) {
                log.warn("The database's file was not made smaller: {}", e.toString());
            }
        }
        try {
            sizeThen = Files.size(file);
        } catch (IOException e) {
            sizeThen = 0;
        }
    }
}
