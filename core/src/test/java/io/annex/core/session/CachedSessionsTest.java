package io.annex.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.session.SessionTable.Change;
import io.annex.core.session.SessionTable.Row;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedSessionsTest {
    private static final Duration LONG = Duration.ofMinutes(30);

    private final CachedSessions sessions = new CachedSessions(SessionTable.NONE, new SessionTimes(LONG, Duration.ZERO),
            1 << 20);
    private final Table table = new Table();
    private final List<CachedSessions> opened = new ArrayList<>();

    /** A table whose reads and writes take as long as a test wants. */
    private static final class Table implements SessionTable {
        final Map<SessionKey, Row> rows = new ConcurrentHashMap<>();
        final List<Integer> writes = new ArrayList<>();
        volatile CountDownLatch reading = new CountDownLatch(0);
        volatile CountDownLatch read = new CountDownLatch(0);
        volatile CountDownLatch writing = new CountDownLatch(0);
        volatile boolean away;

        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public Optional<Row> load(String addon, String id) throws IOException {
            Optional<Row> row = Optional.ofNullable(rows.get(new SessionKey(addon, id)));
            reading.countDown();
            await(read);
            return row;
        }

        @Override
        public List<Change.Save> write(Collection<Change> changes) throws IOException {
            await(writing);
            if (away) {
                throw new IOException("away");
            }
            synchronized (writes) {
                writes.add(changes.size());
            }
            List<Change.Save> gone = new ArrayList<>();
            for (Change change : changes) {
                SessionKey key = new SessionKey(change.addon(), change.id());
                switch (change) {
                    case Change.Save save when save.begins() || rows.containsKey(key) ->
                        rows.put(key, new Row(save.json(), save.usedAt()));
                    case Change.Save save -> gone.add(save);
                    case Change.Use use -> rows.computeIfPresent(key, (any, row) -> new Row(row.json(), use.usedAt()));
                    case Change.Remove remove -> rows.remove(key);
                }
            }
            return gone;
        }

        @Override
        public void sweep(Instant usedBefore, long bytesOfAddon) {
            // Nothing gets old here.
        }

        private static void await(CountDownLatch latch) throws IOException {
            try {
                Waiting.open("the table", latch);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        String json(String id) {
            Row row = rows.get(new SessionKey("a", id));
            return row == null ? "none" : row.json();
        }
    }

    private CachedSessions over(Duration write) {
        CachedSessions made = new CachedSessions(table, new SessionTimes(LONG, write), 1 << 20);
        opened.add(made);
        return made;
    }

    @AfterEach
    void close() {
        table.read.countDown();
        table.writing.countDown();
        opened.forEach(CachedSessions::close);
    }

    private static void join(CompletionStage<Boolean> stage) throws Exception {
        Waiting.get("it is kept", stage.toCompletableFuture());
    }

    @Test
    void aSessionIsKeptUntilItEnds() {
        sessions.begin("a", "id", "{\"n\":1}");
        assertThat(sessions.load("a", "id")).isEqualTo("{\"n\":1}");
        sessions.end("a", "id");
        assertThat(sessions.load("a", "id")).isNull();
    }

    @Test
    void noAddonReadsAnothersSession() {
        sessions.begin("a", "id", "{}");
        assertThat(sessions.load("b", "id")).isNull();
    }

    @Test
    void anAddonThatSavesWithoutEndDisplacesNobodyElsesSessions() {
        sessions.begin("quiet", "id", "{}");
        String large = "x".repeat(64 << 10);
        for (int i = 0; i < 1000; i++) {
            sessions.begin("greedy", "id" + i, large);
        }
        assertThat(sessions.load("quiet", "id")).isEqualTo("{}");
    }

    // ---- what is late
    // ----------------------------------------------------------------------------------------------

    /** A read of the session that has seen the table and has not come back. */
    private CompletableFuture<String> lateRead(CachedSessions over) throws Exception {
        table.rows.put(new SessionKey("a", "id"), new Row("{\"n\":1}", Instant.now()));
        table.reading = new CountDownLatch(1);
        table.read = new CountDownLatch(1);
        CompletableFuture<String> late = CompletableFuture.supplyAsync(
                () -> String.valueOf(over.open("a", "id").json()), task -> Thread.ofPlatform().start(task));
        Waiting.open("it has read", table.reading);
        return late;
    }

    @Test
    void aReadThatEndsLateDoesNotOverwriteANewerSave() throws Exception {
        CachedSessions over = over(LONG);
        CompletableFuture<String> late = lateRead(over);
        join(over.begin("a", "id", "{\"n\":2}"));
        table.read.countDown();
        assertThat(Waiting.get("the read", late)).isEqualTo("{\"n\":2}");
        assertThat(over.load("a", "id")).isEqualTo("{\"n\":2}");
    }

    @Test
    void aReadThatEndsLateDoesNotBringAnEndedSessionBack() throws Exception {
        CachedSessions over = over(LONG);
        CompletableFuture<String> late = lateRead(over);
        join(over.end("a", "id"));
        table.read.countDown();
        assertThat(Waiting.get("the read", late)).isEqualTo("null");
        assertThat(over.load("a", "id")).isNull();
    }

    @Test
    void whatIsSavedAfterTheEndIsDropped() throws Exception {
        CachedSessions over = over(LONG);
        join(over.begin("a", "id", "{\"n\":1}"));
        OpenSession held = over.open("a", "id");
        join(over.end("a", "id"));
        join(over.save(held, "{\"n\":2}"));
        assertThat(over.load("a", "id")).isNull();
        assertThat(table.json("id")).isEqualTo("none");

        OpenSession inMemory = sessions.open("a", "id");
        sessions.begin("a", "id", "{}");
        sessions.end("a", "id");
        sessions.save(inMemory, "{\"n\":2}");
        assertThat(sessions.load("a", "id")).isNull();
    }

    @Test
    void whatAnotherProcessHasEndedIsNotMadeAgain() throws Exception {
        CachedSessions over = over(LONG);
        join(over.begin("a", "id", "{\"n\":1}"));
        OpenSession held = over.open("a", "id");
        table.rows.clear();
        join(over.save(held, "{\"n\":2}"));
        assertThat(table.json("id")).isEqualTo("none");
        assertThat(over.load("a", "id")).isNull();
        join(over.save(held, "{\"n\":3}"));
        assertThat(over.load("a", "id")).isNull();
    }

    // ---- written through
    // -------------------------------------------------------------------------------------------

    @Test
    void anAnswerWaitsUntilItsChangeIsWrittenAndManyAreWrittenTogether() throws Exception {
        CachedSessions over = over(LONG);
        table.writing = new CountDownLatch(1);
        List<CompletionStage<Boolean>> kept = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            kept.add(over.begin("a", "id" + i, "{}"));
        }
        assertThat(kept).noneMatch(each -> each.toCompletableFuture().isDone());
        table.writing.countDown();
        for (CompletionStage<Boolean> each : kept) {
            join(each);
        }
        assertThat(table.rows).hasSize(100);
        assertThat(table.writes).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void noAnswerWaitsLongerThanIsSetAndNoneWhileTheTableIsBehind() throws Exception {
        CachedSessions over = over(Duration.ofMillis(500));
        table.writing = new CountDownLatch(1);
        CompletionStage<String> saidBefore = over.begin("a", "first", "{}")
                .thenApply(any -> String.valueOf(over.trouble()));
        assertThat(Waiting.get("the answer", saidBefore.toCompletableFuture()))
                .contains("within 500 ms (session.write)");
        assertThat(over.begin("a", "second", "{}").toCompletableFuture()).isDone();
        assertThat(over.load("a", "second")).isEqualTo("{}");
        table.writing.countDown();
        Waiting.until("all is written", () -> over.trouble() == null && table.rows.size() == 2);
        join(over.begin("a", "third", "{}"));
        assertThat(table.json("third")).isEqualTo("{}");
    }

    @Test
    void whatCannotBeWrittenIsWrittenLater() throws Exception {
        CachedSessions over = over(LONG);
        table.away = true;
        join(over.begin("a", "id", "{\"n\":1}"));
        Waiting.until("it is said", () -> over.trouble() != null);
        join(over.save(over.open("a", "id"), "{\"n\":2}"));
        assertThat(over.load("a", "id")).isEqualTo("{\"n\":2}");
        table.away = false;
        Waiting.until("all is written", () -> over.trouble() == null);
        assertThat(table.json("id")).isEqualTo("{\"n\":2}");
    }

    @Test
    void whereNobodyWaitsTheTableHasItALittleLater() {
        CachedSessions over = over(Duration.ZERO);
        table.writing = new CountDownLatch(1);
        assertThat(over.begin("a", "id", "{}").toCompletableFuture()).isDone();
        table.writing.countDown();
        Waiting.until("it is written", () -> table.json("id").equals("{}"));
    }

    @Test
    void whoMayNotWaitGetsWhatIsInMemoryAlone() {
        CachedSessions over = new CachedSessions(table, new SessionTimes(LONG, Duration.ZERO), 1 << 20);
        opened.add(over);
        table.rows.put(new SessionKey("a", "id"), new Row("{\"n\":1}", Instant.now()));
        // Whoever asked the table would stand here for ever.
        table.read = new CountDownLatch(1);
        assertThat(over.openNow("a", "id")).isNull();
        table.read.countDown();
        over.open("a", "id");
        table.read = new CountDownLatch(1);
        assertThat(over.openNow("a", "id")).isNotNull().extracting(OpenSession::json).isEqualTo("{\"n\":1}");
        assertThat(sessions.openNow("a", "id")).isNotNull();
    }
}
