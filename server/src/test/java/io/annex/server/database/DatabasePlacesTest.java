package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.BlockingTasks;
import io.annex.testing.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On which threads the database's work is done. */
class DatabasePlacesTest {
    private static final int CONNECTIONS = 2;

    @TempDir
    private Path folder;
    private Database database;
    private final BlockingTasks tasks = new BlockingTasks("test-ops", 10);
    private final BlockingTasks.Lane lane = tasks.lane(10, 10);

    @BeforeEach
    void open() {
        database = new Database(new DatabaseOptions("", "", "", CONNECTIONS), folder);
    }

    @AfterEach
    void close() {
        tasks.close();
        database.close();
    }

    private String worked(boolean interrupted) throws Exception {
        return Waiting.get("the name of a thread", CompletableFuture.supplyAsync(() -> {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            CompletableFuture<String> name = database.soon(connection -> Thread.currentThread().getName());
            assertThat(Thread.interrupted()).isEqualTo(interrupted);
            return name.join();
        }, lane));
    }

    @Test
    void workIsDoneRightWhereAThreadMayWait() throws Exception {
        assertThat(worked(false)).startsWith("test-ops-");
    }

    @Test
    void anInterruptDoesNotReachTheDatabase() throws Exception {
        assertThat(worked(true)).startsWith("annex-database-");
        Thread.currentThread().interrupt();
        CompletableFuture<String> elsewhere = database.soon(connection -> Thread.currentThread().getName());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Waiting.get("the name of a thread", elsewhere)).startsWith("annex-database-");
    }

    /**
     * A connection is waited for at most some seconds, after which the database
     * counts as away.
     */
    @Test
    void whoHasNoPlaceWaitsForOneAndNotForAConnection() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger working = new AtomicInteger();
        Database.Work<Boolean> work = connection -> {
            working.incrementAndGet();
            Waiting.until("it may go on", () -> go.getCount() == 0);
            return true;
        };
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(CompletableFuture.supplyAsync(() -> database.soon(work), lane).thenCompose(begun -> begun));
        }
        Waiting.until("all places are taken", () -> working.get() == CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(database.submit(work));
        }
        Waiting.until("the others wait for a place",
                () -> Thread.getAllStackTraces().values().stream()
                        .filter(stack -> Stream.of(stack)
                                .anyMatch(frame -> frame.getMethodName().equals("acquireUninterruptibly")))
                        .count() == CONNECTIONS);
        go.countDown();
        for (CompletableFuture<Boolean> each : all) {
            assertThat(Waiting.get("its end", each)).isTrue();
        }
        assertThat(database.trouble()).isNull();
    }
}
