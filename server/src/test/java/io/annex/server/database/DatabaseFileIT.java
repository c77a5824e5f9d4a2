package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.session.SessionTable.Change;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2's file: what a kill leaves of it, how large it gets, who writes last. */
class DatabaseFileIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path data;

    private static void save(DatabaseSessions sessions, String id, String json) throws IOException {
        assertThat(sessions.write(List.of(new Change.Save("a", id, json, Instant.now(), true)))).isEmpty();
    }

    private static String json(DatabaseSessions sessions, String id) throws IOException {
        return sessions.load("a", id).orElseThrow().json();
    }

    private static void execute(Database database, String sql) throws DatabaseTrouble {
        database.call(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /**
     * A copy of the file is what a kill leaves. Without a time of retention H2 does
     * at once what it otherwise does when a server has rested for 45 s.
     */
    @Test
    void whateverWasCommittedIsFoundAgainAlsoWhereTheFileHasDeadParts() throws Exception {
        try (Database database = new Database(DatabaseOptions.EMBEDDED, data.resolve("first"), PATIENCE)) {
            DatabaseSessions sessions = new DatabaseSessions(database);
            execute(database, "SET RETENTION_TIME 0");
            for (int i = 0; i < 60; i++) {
                String json = "{\"n\":" + i + ",\"text\":\"" + "x".repeat(i % 7 * 300) + "\"}";
                save(sessions, "id" + i % 3, json);
                Path killed = data.resolve("killed" + i);
                Files.createDirectories(killed.resolve("database"));
                Files.copy(data.resolve("first/database/annex.mv.db"), killed.resolve("database/annex.mv.db"));
                try (Database again = new Database(DatabaseOptions.EMBEDDED, killed, PATIENCE)) {
                    assertThat(json(new DatabaseSessions(again), "id" + i % 3)).isEqualTo(json);
                }
            }
        }
    }

    @Test
    void theFileIsMadeAnewWhenMostOfItIsDead() throws Exception {
        Path file = data.resolve("database/annex.mv.db");
        try (Database database = new Database(DatabaseOptions.EMBEDDED, data, PATIENCE)) {
            DatabaseSessions sessions = new DatabaseSessions(database);
            save(sessions, "kept", "{}");
            String large = "\"" + "x".repeat(900_000) + "\"";
            for (int i = 0; !Files.exists(file) || Files.size(file) <= FileGrowth.SMALL; i++) {
                save(sessions, "id", large + i);
            }
            Waiting.until("it is smaller", () -> size(file) < FileGrowth.SMALL / 4);
            save(sessions, "id", "{\"after\":1}");
            assertThat(json(sessions, "kept")).isEqualTo("{}");
        }
        try (Database database = new Database(DatabaseOptions.EMBEDDED, data, PATIENCE)) {
            assertThat(json(new DatabaseSessions(database), "id")).isEqualTo("{\"after\":1}");
        }
    }

    @Test
    void aLargeFileThatIsAliveKeepsNobodyWaiting() throws Exception {
        Path file = data.resolve("database/annex.mv.db");
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Database database = new Database(DatabaseOptions.EMBEDDED, data, PATIENCE)) {
            DatabaseSessions sessions = new DatabaseSessions(database);
            String large = "\"" + "x".repeat(900_000) + "\"";
            for (int i = 0; !Files.exists(file) || Files.size(file) <= FileGrowth.SMALL; i++) {
                save(sessions, "id" + i, large);
            }
            CompletableFuture<Boolean> slow = database.submit(connection -> {
                try {
                    Waiting.open("it may end", mayEnd);
                    return true;
                } catch (InterruptedException e) {
                    throw new SQLException(e);
                }
            });
            // The file is looked at each second.
            for (long from = System.nanoTime(); System.nanoTime() - from < 3_000_000_000L;) {
                assertThat(json(sessions, "id0")).isEqualTo(large);
            }
            mayEnd.countDown();
            assertThat(Waiting.get("the slow one", slow)).isTrue();
            assertThat(Files.size(file)).isGreaterThan(FileGrowth.SMALL);
        } finally {
            mayEnd.countDown();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Holds the first statement that changes a session. */
    public static final class Slow implements Trigger {
        static final CountDownLatch BEGUN = new CountDownLatch(1);
        static final CountDownLatch GOES_ON = new CountDownLatch(1);

        @Override
        public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after)
                throws SQLException {
            if (BEGUN.getCount() > 0) {
                BEGUN.countDown();
                try {
                    Waiting.open("it goes on", GOES_ON);
                } catch (InterruptedException e) {
                    throw new SQLException(e);
                }
            }
        }
    }

    @Test
    void aWriteThatNobodyWaitsForAnyMoreDoesNotComeAfterALaterOne() throws Exception {
        try (Database first = new Database(DatabaseOptions.EMBEDDED, data, PATIENCE)) {
            save(new DatabaseSessions(first), "id", "{\"n\":0}");
            execute(first, "CREATE TRIGGER slow BEFORE UPDATE ON session CALL '" + Slow.class.getName() + "'");
        }
        try (Database database = new Database(DatabaseOptions.EMBEDDED, data, Duration.ofMillis(500))) {
            DatabaseSessions sessions = new DatabaseSessions(database);
            assertThat(database.begin().get()).isTrue();
            assertThatThrownBy(() -> save(sessions, "id", "{\"n\":1}")).hasMessage("no answer within 500 ms");
            Waiting.open("it is under way", Slow.BEGUN);
            assertThatThrownBy(() -> save(sessions, "id", "{\"n\":2}"))
                    .hasMessage("an earlier write has not ended yet");
            Slow.GOES_ON.countDown();
            Waiting.until("the later one is written", () -> written(sessions, "{\"n\":2}"));
        } finally {
            Slow.GOES_ON.countDown();
        }
        try (Database again = new Database(DatabaseOptions.EMBEDDED, data, PATIENCE)) {
            assertThat(json(new DatabaseSessions(again), "id")).isEqualTo("{\"n\":2}");
        }
    }

    private static boolean written(DatabaseSessions sessions, String json) {
        try {
            save(sessions, "id", json);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
