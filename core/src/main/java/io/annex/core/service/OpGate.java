package io.annex.core.service;

import io.annex.core.addon.OpObserver;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import io.annex.engine.BlockingTasks;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much one add-on calls, over all its versions: its ops in a second, those
 * that are not answered, and their bytes; and the threads that its ops may wait
 * on. Thread-safe, without a lock.
 */
final class OpGate {
    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private static final int COUNT_BITS = 32;

    private final OpObserver observer;
    private final BlockingTasks.Lane lane;
    /** The second, and the ops in it. */
    private final AtomicLong pace = new AtomicLong();
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    /** Guarded by who has the gates. */
    private int versions;

    OpGate(OpObserver observer, BlockingTasks.Lane lane) {
        this.observer = observer;
        this.lane = lane;
    }

    /** What an add-on may call, as its version's settings say. */
    record Bounds(long aSecond, long inFlight, long bytes) {
        static Bounds of(Limits limits) {
            return new Bounds(limits.get(Limit.OPS), limits.get(Limit.OPS_IN_FLIGHT), limits.get(Limit.OP_BYTES));
        }
    }

    OpObserver observer() {
        return observer;
    }

    BlockingTasks.Lane lane() {
        return lane;
    }

    /** A version came; gives how many there are. */
    int opened() {
        return ++versions;
    }

    /** A version went; gives how many are left. */
    int closed() {
        return --versions;
    }

    /**
     * Lets a call in, which is to {@link #leave}; or says which limit it passes.
     *
     * @param ends
     *            whether it is one by which the add-on has less open than before
     * @param size
     *            bytes of its payload
     */
    @Nullable
    String enter(Bounds most, boolean ends, long now, long size) {
        long aSecond = inSecond(now);
        if (ends && aSecond <= 2 * most.aSecond()) {
            inFlight.incrementAndGet();
            bytes.addAndGet(size);
            return null;
        }
        if (aSecond > most.aSecond()) {
            return "more than " + most.aSecond() + " calls of host services in a second (limits.ops)";
        }
        if (inFlight.incrementAndGet() > most.inFlight()) {
            inFlight.decrementAndGet();
            return most.inFlight()
                    + " calls of host services are not answered yet (limits.opsInFlight); wait for some of them";
        }
        if (bytes.addAndGet(size) > most.bytes()) {
            leave(size);
            return "more than " + most.bytes()
                    + " bytes in calls of host services that are not answered yet (limits.opBytes); wait for some of them";
        }
        return null;
    }

    void leave(long size) {
        inFlight.decrementAndGet();
        bytes.addAndGet(-size);
    }

    private long inSecond(long now) {
        long second = Math.floorDiv(now, NANOS_A_SECOND) << COUNT_BITS;
        long was = pace.get();
        boolean begins = (was >> COUNT_BITS << COUNT_BITS) != second && pace.compareAndSet(was, second + 1);
        return begins ? 1 : pace.incrementAndGet() & ((1L << COUNT_BITS) - 1);
    }
}
