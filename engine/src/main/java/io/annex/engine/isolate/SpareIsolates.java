package io.annex.engine.isolate;

import io.annex.engine.EngineOptions.Spare;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The isolate that is made in advance. Not before no worker has been started
 * for a while: it must not take the machine from those that are wanted now.
 *
 * <p>
 * Safe for use by several threads.
 */
final class SpareIsolates implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SpareIsolates.class);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final V8 v8;
    private final Spare keep;
    private final Executor later;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile @Nullable SpareIsolate spare;
    private volatile boolean wanted = true;
    private volatile long lastStart = System.nanoTime();

    /**
     * @param ancestor
     *            starts threads that may enter isolates
     */
    SpareIsolates(V8 v8, Spare keep, Executor ancestor) {
        this.v8 = v8;
        this.keep = keep;
        this.later = CompletableFuture.delayedExecutor(QUIET_NANOS, TimeUnit.NANOSECONDS, ancestor);
        schedule();
    }

    /**
     * Runs a worker in the isolate that waits; {@code false} when there is none.
     */
    boolean begin(String name, WorkerBody worker) {
        lastStart = System.nanoTime();
        SpareIsolate ready = spare;
        boolean begun = ready != null && ready.begin(name, worker);
        if (keep == Spare.ALWAYS) {
            schedule();
        } else if (!begun) {
            close();
        }
        return begun;
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            later.execute(this::makeWhenQuiet);
        }
    }

    private void makeWhenQuiet() {
        scheduled.set(false);
        SpareIsolate last = spare;
        if (!wanted || last != null && !last.isOver()) {
            return;
        }
        if (System.nanoTime() - lastStart < QUIET_NANOS) {
            schedule();
            return;
        }
        SpareIsolate made = new SpareIsolate(v8);
        spare = made;
        try {
            V8.start("annex-worker-spare", made);
        } catch (RuntimeException | Error e) {
            // Nobody may wait for a thread that does not come. The next start looks again.
            log.warn("No isolate can be made in advance: {}", e.toString());
            made.end();
        }
        if (!wanted) {
            made.end();
        }
    }

    @Override
    public void close() {
        wanted = false;
        SpareIsolate last = spare;
        if (last != null) {
            last.end();
        }
    }
}
