package io.annex.engine.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import com.caoccao.javet.interop.monitoring.V8HeapStatistics;
import io.annex.engine.EngineOptions;
import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.TestHost;
import io.annex.testing.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolateTest {
    /**
     * The watchdog may read one that is locked and runs nothing: it waits in V8
     * then, and nobody must wait for it before the isolate is unlocked.
     */
    @Test
    void isClosedBesideAThreadThatReadsIt(@TempDir Path cache) throws Exception {
        CompletableFuture<@Nullable CompletableFuture<V8HeapStatistics>> after = new CompletableFuture<>();
        try (V8 v8 = V8.start(new EngineOptions(128 << 20, cache, Spare.FIRST))) {
            v8.startThread("test", source -> {
                try {
                    Isolate isolate = new Isolate(source.get(), (name, text, bytes) -> null, (now, first) -> now,
                            () -> null, () -> 0, Messages.settings(TestHost.program(),
                                    TestHost.limits(Duration.ofMinutes(1)), ZoneId.systemDefault()));
                    CountDownLatch reads = new CountDownLatch(1);
                    isolate.lock();
                    Thread reader = new Thread(() -> {
                        reads.countDown();
                        while (isolate.measureFromOutside() != null) {
                            Thread.onSpinWait();
                        }
                    });
                    reader.start();
                    Waiting.open("it is read", reads);
                    isolate.close();
                    reader.join();
                    after.complete(isolate.measureFromOutside());
                } catch (Exception | Error e) {
                    after.completeExceptionally(e);
                }
            }, after::completeExceptionally);
            assertThat(Waiting.get("it is closed", after)).as("what is read of a closed one").isNull();
        }
    }

    /**
     * Otherwise a worker that begins to loop in this moment would never be stopped.
     */
    @Test
    void theWatchdogWaitsForNoWorkerThatHasItsIsolateLocked(@TempDir Path cache) throws Exception {
        CompletableFuture<Boolean> waited = new CompletableFuture<>();
        try (V8 v8 = V8.start(new EngineOptions(128 << 20, cache, Spare.FIRST)); Watchdog watchdog = new Watchdog()) {
            watchdog.start();
            v8.startThread("test", source -> {
                try {
                    Isolate isolate = new Isolate(source.get(), (name, text, bytes) -> null, (now, first) -> now,
                            () -> null, () -> 0, Messages.settings(TestHost.program(),
                                    TestHost.limits(Duration.ofMinutes(1)), ZoneId.systemDefault()));
                    Slice slice = new Slice(isolate);
                    WorkerMemory memory = new WorkerMemory(TestHost.limits(Duration.ofMinutes(1)), new Slices(took -> {
                    }), new Whereabouts());
                    memory.open(isolate);
                    isolate.lock();
                    slice.begin(0);
                    CompletableFuture<Void> looked = CompletableFuture
                            .runAsync(() -> memory.measureRunning(slice, slice.serial(), watchdog));
                    Waiting.get("the watchdog goes on, while the isolate is locked", looked);
                    slice.end();
                    isolate.unlock();
                    Waiting.until("the heap is read", () -> memory.heapBytes() > 0);
                    isolate.close();
                    waited.complete(false);
                } catch (Exception | Error e) {
                    waited.completeExceptionally(e);
                }
            }, waited::completeExceptionally);
            assertThat(Waiting.get("it is closed", waited)).isFalse();
        }
    }
}
