package io.annex.server.database;

import io.annex.core.trace.TraceRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What an operator asks of the trace. */
public final class TraceTable {
    private final Database database;

    TraceTable(Database database) {
        this.database = database;
    }

    /**
     * The requests of one endpoint for one module.
     *
     * @param module
     *            the module, or an empty text where none was named
     * @param ok
     *            answers that were no errors
     * @param ko
     *            answers that were errors
     * @param averageMicros
     *            mean time until the answer, in microseconds
     */
    public record Totals(String endpoint, String module, long ok, long ko, long averageMicros, long minMicros,
            long maxMicros) {
        /** All requests. */
        public long requests() {
            return ok + ko;
        }
    }

    /** Totals since a time, by endpoint and module. */
    public List<Totals> totals(Instant since) throws DatabaseTrouble {
        return database.call(connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT endpoint, COALESCE(module, '') AS module_name,
                        SUM(CASE WHEN code = ? THEN 1 ELSE 0 END) AS ok_count, COUNT(*) AS all_count,
                        AVG(micros) AS avg_micros, MIN(micros) AS min_micros, MAX(micros) AS max_micros
                    FROM trace WHERE at >= ? GROUP BY endpoint, COALESCE(module, '')
                    ORDER BY endpoint, module_name""")) {
                query.setString(1, TraceRow.OK);
                query.setObject(2, Timestamps.in(since));
                try (ResultSet rows = query.executeQuery()) {
                    List<Totals> totals = new ArrayList<>();
                    while (rows.next()) {
                        long ok = rows.getLong("ok_count");
                        totals.add(new Totals(rows.getString("endpoint"), rows.getString("module_name"), ok,
                                rows.getLong("all_count") - ok, Math.round(rows.getDouble("avg_micros")),
                                rows.getLong("min_micros"), rows.getLong("max_micros")));
                    }
                    return totals;
                }
            }
        });
    }

    /** The latest rows, the newest first. */
    public List<TraceRow> latest(int most) throws DatabaseTrouble {
        return database.call(connection -> {
            try (PreparedStatement query = connection
                    .prepareStatement("SELECT * FROM trace ORDER BY id DESC FETCH FIRST ? ROWS ONLY")) {
                query.setInt(1, most);
                try (ResultSet row = query.executeQuery()) {
                    List<TraceRow> latest = new ArrayList<>();
                    while (row.next()) {
                        latest.add(new TraceRow(row.getString("endpoint"), row.getString("access"),
                                Objects.requireNonNull(Timestamps.out(row, "at")),
                                TimeUnit.MICROSECONDS.toNanos(row.getLong("micros")), row.getString("action"),
                                row.getString("module"), row.getString("resource"), row.getString("username"),
                                row.getLong("key_id"), row.getString("code")));
                    }
                    return latest;
                }
            }
        });
    }
}
