package io.annex.engine.isolate;

import io.annex.engine.Stop;
import java.util.concurrent.atomic.AtomicLong;
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
 * whatever it had computed. The state has the slice's number in it, so that a
 * watchdog that was held up between looking and stopping finds it changed. An
 * uncontended compare-and-set costs less than a lock, and there are two for
 * each exchange.
 *
 * <p>
 * When the guest turns to what belongs to another exchange, the stay goes on
 * but the slice does not: {@link #turn} makes it another one.
 */
final class Slice {
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int STOPPING = 2;
    private static final int STOPPED = 3;
    private static final int ENDING = 4;
    private static final int LOSING = 5;
    private static final int LOST = 6;

    /** What a slice is a stay in. */
    interface Place {
        /** Ends what runs there. */
        void terminate();

        /** When nothing ran any more that {@link #terminate} could have ended. */
        void unterminate();
    }

    /** The watchdog no longer waited for the slice's end. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LostException() {
            super("", null, false, false);
        }
    }

    private static final int PHASE_BITS = 3;

    /** The serial number, and one of the phases in the lowest bits. */
    private final AtomicLong state = new AtomicLong(IDLE);
    private final Place place;

    /**
     * Written by the worker before the slice runs, read by the watchdog; a torn
     * view is corrected by {@link #stop}'s compare-and-set.
     */
    private volatile long startedAt;
    private volatile @Nullable Stop stop;

    Slice(Place place) {
        this.place = place;
    }

    /** Worker: enters the isolate. */
    void begin(long now) {
        startedAt = now;
        state.set(state(serial() + 1, RUNNING));
    }

    private static long state(int serial, int phase) {
        return ((long) serial << PHASE_BITS) | phase;
    }

    private int phase() {
        return (int) state.get() & ((1 << PHASE_BITS) - 1);
    }

    /**
     * Worker, from within a call to the host: what runs now is another slice.
     * {@code false} when this one was stopped and is about to end.
     */
    boolean turn(long now) {
        int serial = serial();
        long before = startedAt;
        startedAt = now;
        if (state.compareAndSet(state(serial, RUNNING), state(serial + 1, RUNNING))) {
            return true;
        }
        startedAt = before;
        return false;
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
        int serial = serial();
        if (state.compareAndSet(state(serial, RUNNING), state(serial, IDLE))) {
            return null;
        }
        while (!state.compareAndSet(state(serial, STOPPED), state(serial, ENDING))) {
            if (phase() == LOST) {
                throw new LostException();
            }
            Thread.onSpinWait();
        }
        Stop reason = stop;
        stop = null;
        place.unterminate();
        state.set(state(serial, IDLE));
        return reason;
    }

    /**
     * Any thread, also the worker's own from within a call to the host: ends the
     * slice {@code expected}, unless it has ended.
     */
    boolean stop(int expected, Stop reason) {
        if (!state.compareAndSet(state(expected, RUNNING), state(expected, STOPPING))) {
            return false;
        }
        stop = reason;
        place.terminate();
        state.set(state(expected, STOPPED));
        return true;
    }

    /**
     * Watchdog: gives up the slice {@code expected}, which was stopped and does not
     * end. Until {@link #lost} the worker, should it come back, waits.
     */
    @Nullable
    Stop lose(int expected) {
        return state.compareAndSet(state(expected, STOPPED), state(expected, LOSING)) ? stop : null;
    }

    /** Watchdog: has taken what the worker had. */
    void lost() {
        state.set(state(serial(), LOST));
    }

    boolean running() {
        return phase() == RUNNING;
    }

    boolean stopped() {
        return phase() == STOPPED;
    }

    int serial() {
        return (int) (state.get() >> PHASE_BITS);
    }

    long startedAt() {
        return startedAt;
    }
}
