package io.annex.engine.isolate;

import io.annex.engine.Stop;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One uninterrupted stay of a worker's thread in its isolate, as the watchdog
 * sees it.
 *
 * <p>
 * The difficulty is a termination that arrives when the slice has just ended
 * and the next, of somebody else, has begun: it would end the wrong exchange.
 * So a slice is a state that both sides change by compare-and-set. The watchdog
 * announces what it is about to do ({@code RUNNING → STOPPING}), terminates,
 * and says so ({@code STOPPED}); a worker that finds its slice no longer
 * {@code RUNNING} waits for {@code STOPPED} and takes the slice as stopped,
 * whatever it had computed. An uncontended compare-and-set costs less than a
 * lock, and there are two for each exchange.
 */
final class Slice {
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int STOPPING = 2;
    private static final int STOPPED = 3;
    private static final int ENDING = 4;
    private static final int LOSING = 5;
    private static final int LOST = 6;

    /** The watchdog no longer waited for the slice's end. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LostException() {
            super("", null, false, false);
        }
    }

    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final Isolate isolate;

    /**
     * Written by the worker before the slice runs, read by the watchdog; a torn
     * view is corrected by {@link #stop}'s compare-and-set.
     */
    private volatile long startedAt;
    private volatile int serial;
    private volatile @Nullable Stop stop;

    Slice(Isolate isolate) {
        this.isolate = isolate;
    }

    /** Worker: enters the isolate. */
    void begin(long now) {
        startedAt = now;
        serial++;
        state.set(RUNNING);
    }

    /**
     * Worker: has left the isolate. Returns why it was stopped, or {@code null}
     * when it ended by itself.
     *
     * @throws LostException
     *             when it came too late: nothing of the worker's is its own any
     *             more
     */
    @Nullable
    Stop end() {
        if (state.compareAndSet(RUNNING, IDLE)) {
            return null;
        }
        while (!state.compareAndSet(STOPPED, ENDING)) {
            if (state.get() == LOST) {
                throw new LostException();
            }
            Thread.onSpinWait();
        }
        Stop reason = stop;
        stop = null;
        isolate.unterminate();
        state.set(IDLE);
        return reason;
    }

    /**
     * Any thread, also the worker's own from within a call to the host: ends the
     * slice {@code expected}, unless it has ended.
     */
    boolean stop(int expected, Stop reason) {
        if (serial != expected || !state.compareAndSet(RUNNING, STOPPING)) {
            return false;
        }
        stop = reason;
        isolate.terminate();
        state.set(STOPPED);
        return true;
    }

    /**
     * Watchdog: gives up the slice {@code expected}, which was stopped and does not
     * end. Until {@link #lost} the worker, should it come back, waits.
     */
    @Nullable
    Stop lose(int expected) {
        return serial == expected && state.compareAndSet(STOPPED, LOSING) ? stop : null;
    }

    /** Watchdog: has taken what the worker had. */
    void lost() {
        state.set(LOST);
    }

    Isolate isolate() {
        return isolate;
    }

    boolean running() {
        return state.get() == RUNNING;
    }

    boolean stopped() {
        return state.get() == STOPPED;
    }

    int serial() {
        return serial;
    }

    long startedAt() {
        return startedAt;
    }
}
