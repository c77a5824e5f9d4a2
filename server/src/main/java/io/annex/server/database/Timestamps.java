package io.annex.server.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times as both databases take and give them. */
final class Timestamps {
    private Timestamps() {
    }

    static OffsetDateTime in(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    static @Nullable Instant out(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
