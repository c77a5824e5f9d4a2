package io.annex.engine.isolate;

import com.caoccao.javet.interop.monitoring.V8HeapStatistics;
import io.annex.engine.Stop;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has of memory, inside V8's heap and outside of it, and what
 * happens when that is too much. It is looked at between slices, in slices that
 * run for long, when the guest says that it allocates, and when V8 says that
 * its heap is full.
 */
final class WorkerMemory {
    static final long MEASURE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /**
     * What the heap may have, in bytes, between the stop and the interrupt check
     * that notices it: without room V8 would end the process.
     */
    private static final long PAST_HEAP_LIMIT = 256L << 20;

    private final WorkerLimits limits;
    private final Slices slices;
    private final Whereabouts whereabouts;
    private volatile @Nullable Isolate isolate;
    private volatile long heapBytes;
    private volatile long externalBytes;
    /** Whether a reading from outside is on its way: one at a time is enough. */
    private final AtomicBoolean reading = new AtomicBoolean();
    // The worker's thread alone.
    private long lastMeasured;
    private long allocatedSinceMeasured;
    /** Whether what has filled the heap is stopped at its next check. */
    private boolean isFull;

    WorkerMemory(WorkerLimits limits, Slices slices, Whereabouts whereabouts) {
        this.limits = limits;
        this.slices = slices;
        this.whereabouts = whereabouts;
    }

    /** The isolate that is looked at from now on. */
    void open(Isolate opened) {
        isolate = opened;
    }

    long heapBytes() {
        return heapBytes;
    }

    long externalBytes() {
        return externalBytes;
    }

    boolean isToBeMeasured(long now) {
        return now - lastMeasured > MEASURE_NANOS;
    }

    /**
     * Between slices, with the isolate unlocked.
     *
     * @return what is over its limit, also when the garbage is gone
     */
    @Nullable
    Stop measure(Isolate isolate, long now, boolean retiring) {
        if (now - lastMeasured < MEASURE_NANOS) {
            return null;
        }
        lastMeasured = now;
        V8HeapStatistics figures = isolate.measureSoon().getNow(null);
        if (figures == null) {
            return null;
        }
        measured(figures);
        allocatedSinceMeasured = 0;
        if (retiring || overLimit(figures) == null) {
            return null;
        }
        isolate.collectGarbage();
        V8HeapStatistics after = isolate.measureSoon().getNow(null);
        return after == null ? null : overLimit(after);
    }

    private void measured(V8HeapStatistics figures) {
        heapBytes = figures.getUsedHeapSize();
        externalBytes = figures.getExternalMemory();
    }

    private @Nullable Stop overLimit(V8HeapStatistics figures) {
        if (figures.getExternalMemory() > limits.external()) {
            return Stops.external(figures.getExternalMemory(), limits);
        }
        if (figures.getUsedHeapSize() > limits.heap()) {
            return Stops.heap(figures.getUsedHeapSize(), limits);
        }
        return null;
    }

    /**
     * Watchdog, in a slice that runs for long: has the isolate asked for its
     * figures, which come at its next interrupt check, and stops the slice if they
     * are over the limit. Waits for nothing.
     */
    void measureRunning(Slice running, int serial, Watchdog watchdog) {
        Isolate opened = isolate;
        if (opened != null && reading.compareAndSet(false, true)
                && !watchdog.read(() -> readFromOutside(opened, running, serial))) {
            reading.set(false);
        }
    }

    private void readFromOutside(Isolate opened, Slice running, int serial) {
        try {
            CompletableFuture<V8HeapStatistics> soon = opened.measureFromOutside();
            if (soon != null) {
                stopIfOver(soon, running, serial);
            }
        } finally {
            reading.set(false);
        }
    }

    private void stopIfOver(CompletableFuture<V8HeapStatistics> soon, Slice running, int serial) {
        soon.thenAccept(figures -> {
            measured(figures);
            Stop over = overLimit(figures);
            if (over != null && !whereabouts.isAnswering()) {
                running.stop(serial, over.at(whereabouts.here()));
            }
        });
    }

    /** V8's heap is full; answers how large it may become until the stop. */
    long nearHeapLimit(long currentLimit, long initialLimit) {
        Stop full = Stops.heap(currentLimit, limits);
        // No code can run now, as V8 collects garbage: where it is, it says at the
        // next check.
        if (isFull || !whereabouts.atNextCheck(where -> {
            isFull = false;
            slices.stop(full.at(where));
        })) {
            slices.stop(full);
        }
        isFull = true;
        return currentLimit + PAST_HEAP_LIMIT;
    }

    /**
     * The guest is about to allocate array buffers: counts, collects when it looks
     * like too much, and stops the slice if it is.
     */
    void allocating(long bytes) throws Isolate.OpFailure {
        Slice running = slices.slice();
        Isolate opened = isolate;
        if (running == null || opened == null) {
            return;
        }
        allocatedSinceMeasured += bytes;
        if (bytes > limits.external()) {
            running.stop(running.serial(), Stops.external(bytes, limits).at(whereabouts.here()));
            // The termination is noticed at the next interrupt check, and the built-in that
            // would allocate comes before it.
            throw new Isolate.OpFailure("Array buffer allocation failed");
        } else if (externalBytes + allocatedSinceMeasured > limits.external()) {
            opened.collectGarbage();
            allocatedSinceMeasured = 0;
            stopIfOver(opened.measureSoon(), running, running.serial());
        }
    }
}
