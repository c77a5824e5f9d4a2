package io.annex.engine.isolate;

import io.annex.engine.SliceClock;
import io.annex.engine.Stop;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The slices of a worker, one after the other, and who is charged for each: an
 * exchange, or none. Changed by the worker's thread alone, read by the
 * watchdog.
 */
final class Slices {
    private final LongConsumer took;
    private final SliceClock clock = new SliceClock();
    private volatile @Nullable Slice slice;
    private volatile @Nullable Pending current;
    /** What the guest calls it; also of one that has ended. */
    private int account;
    private boolean ticksDue;
    private long readAt = System.nanoTime();

    /**
     * @param took
     *            is told the CPU time of each, in ns
     */
    Slices(LongConsumer took) {
        this.took = took;
    }

    /** The thread begins; it may have done other things before. */
    void open(Isolate isolate) {
        slice = new Slice(isolate);
    }

    /** None is begun any more. */
    void close() {
        slice = null;
    }

    /** That of the isolate, running or not; {@code null} before and after it. */
    @Nullable
    Slice slice() {
        return slice;
    }

    /** Whose slice runs. */
    @Nullable
    Pending current() {
        return current;
    }

    int account() {
        return account;
    }

    /** The thread has waited, or has just begun. */
    void readClock() {
        clock.read();
    }

    void begin(@Nullable Pending on) {
        current = on;
        account = on == null ? 0 : on.number;
        Slice next = slice;
        if (next != null) {
            next.begin(now());
        }
    }

    private long now() {
        readAt = System.nanoTime();
        return readAt;
    }

    /**
     * {@link System#nanoTime()} when the last one began, ended or became another's:
     * for who comes just after it, the time.
     */
    long readAt() {
        return readAt;
    }

    /** Ends the slice, which is charged to whom it belonged at last. */
    @Nullable
    Stop end() {
        Slice ended = slice;
        if (ended == null) {
            return null;
        }
        Stop stop = ended.end();
        charge(now() - ended.startedAt());
        current = null;
        ticksDue = false;
        return stop;
    }

    private void charge(long wallNanos) {
        long nanos = clock.cpuOf(wallNanos);
        Pending on = current;
        if (on != null) {
            on.addCpu(nanos);
        }
        took.accept(nanos);
    }

    /**
     * The guest: what runs from now on is on this account, which belongs to another
     * exchange or to none. One that is being stopped stays the one.
     */
    void turnTo(int number, @Nullable Pending next) {
        account = number;
        Slice running = slice;
        if (running == null || next == current) {
            return;
        }
        long since = running.startedAt();
        long now = now();
        if (running.turn(now)) {
            charge(now - since);
            current = next;
        }
    }

    /** Stops the one that runs, for a reason found in it or outside. */
    void stop(Stop why) {
        Slice running = slice;
        if (running != null) {
            running.stop(running.serial(), why);
        }
    }

    /** Whether the one that runs is to end, and nobody waits for what it finds. */
    boolean stopped() {
        Slice running = slice;
        return running != null && !running.running();
    }

    /** Microtasks have queued what is to run after them, in the same slice. */
    void ticksAreDue() {
        ticksDue = true;
    }

    /** Whether they have, since the last time. */
    boolean takeTicks() {
        boolean due = ticksDue;
        ticksDue = false;
        return due;
    }
}
