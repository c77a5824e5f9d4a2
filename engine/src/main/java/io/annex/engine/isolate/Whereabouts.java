package io.annex.engine.isolate;

import com.caoccao.javet.interop.monitoring.V8HeapStatistics;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker's code is when it is stopped, for its author.
 *
 * <p>
 * A termination unwinds the stack before anybody could read it. So the isolate
 * is asked first: V8 reads the figures of its heap at the next interrupt check,
 * on the isolate's own thread, and who waits for them runs right there, in the
 * middle of the code, where a function of the guest library can take the stack.
 * That stops the slice then. Where no answer comes soon, as one built-in runs
 * that makes no such checks, the slice is stopped without.
 *
 * <p>
 * Rejected: V8's inspector, which costs each isolate more than all the rest,
 * and reading the position now and then, which slows what is never stopped.
 */
final class Whereabouts {
    /**
     * CPU time until an interrupt check comes: nearly always it is there at once.
     */
    private static final long MOST_TO_CHECK_NANOS = 100_000_000;
    /**
     * CPU time for all of it. The place in an author's TypeScript is found by
     * compiling it once more.
     */
    private static final long MOST_CPU_NANOS = 500_000_000;
    private static final long MOST_NANOS = 2_000_000_000;
    /** Who waits at the other end of a channel waits no longer. */
    private static final long MOST_OF_WALL_NANOS = 100_000_000;
    /**
     * An answer may be there before anybody waits for it; then it was not heard
     * where it was to be.
     */
    private static final int TRIES = 50;

    private volatile @Nullable Isolate isolate;
    private volatile @Nullable Thread thread;
    /** Changed by the isolate's own thread. */
    private volatile boolean answering;

    private final AtomicBoolean asking = new AtomicBoolean();
    // The watchdog's alone.
    private int asked = -1;
    private long askedAt;
    private long cpuAsked;

    /** The isolate, by its own thread. */
    void open(Isolate opened) {
        thread = Thread.currentThread();
        isolate = opened;
    }

    /**
     * The isolate's own thread, from within a call to the host or an interrupt
     * check: where it is. Empty where that cannot be said.
     */
    String here() {
        Isolate opened = isolate;
        if (opened == null || Thread.currentThread() != thread || answering) {
            return "";
        }
        answering = true;
        try {
            return opened.where();
        } finally {
            answering = false;
        }
    }

    /**
     * Whether this runs in an interrupt check of the answer itself: what would be
     * stopped now is that, and not the slice.
     */
    boolean isAnswering() {
        return Thread.currentThread() == thread && answering;
    }

    /**
     * Watchdog: has a slice stopped, as soon as it has said where it is. To be
     * called again while the slice runs.
     *
     * @param cpu
     *            the thread's CPU time in ns
     */
    void stop(Slice slice, int serial, Stop stop, long now, long cpu, Watchdog watchdog) {
        if (asked != serial) {
            asked = serial;
            askedAt = now;
            cpuAsked = cpu;
        }
        Isolate opened = isolate;
        if (opened == null || isOverdue(stop, now, cpu)) {
            slice.stop(serial, stop);
        } else if (asking.compareAndSet(false, true) && !watchdog.ask(() -> ask(opened, slice, serial, stop))) {
            slice.stop(serial, stop);
        }
    }

    private boolean isOverdue(Stop stop, long now, long cpu) {
        long most = stop.reason() == StopReason.WALL_CLOCK ? MOST_OF_WALL_NANOS : MOST_NANOS;
        return cpu - cpuAsked > (answering ? MOST_CPU_NANOS : MOST_TO_CHECK_NANOS) || now - askedAt > most;
    }

    private void ask(Isolate opened, Slice slice, int serial, Stop stop) {
        try {
            askUntilHeard(opened, slice, serial, stop);
        } finally {
            asking.set(false);
        }
    }

    private void askUntilHeard(Isolate opened, Slice slice, int serial, Stop stop) {
        AtomicBoolean heard = new AtomicBoolean();
        for (int i = 0; i < TRIES && !heard.get() && slice.serial() == serial && slice.running(); i++) {
            CompletableFuture<V8HeapStatistics> soon = opened.measureFromOutside();
            if (soon == null) {
                return;
            }
            soon.thenAccept(figures -> {
                if (isInCheck() && slice.serial() == serial && slice.running()) {
                    heard.set(true);
                    slice.stop(serial, stop.at(here()));
                }
            });
            if (!soon.isDone()) {
                return;
            }
        }
    }

    /** Whether this is an interrupt check of what is to be stopped. */
    private boolean isInCheck() {
        return Thread.currentThread() == thread && !answering;
    }

    /**
     * The isolate's own thread, where no code can run at the moment: tells where it
     * is at the next interrupt check.
     *
     * @return whether there will be one
     */
    boolean atNextCheck(Consumer<String> told) {
        Isolate opened = isolate;
        CompletableFuture<V8HeapStatistics> soon = opened == null ? null : opened.measureSoon();
        if (soon == null || soon.isDone()) {
            return false;
        }
        soon.thenAccept(figures -> {
            if (isInCheck()) {
                told.accept(here());
            }
        });
        return true;
    }
}
