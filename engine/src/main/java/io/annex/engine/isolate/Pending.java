package io.annex.engine.isolate;

import io.annex.engine.Exchange;
import io.annex.engine.Stop;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in a worker: its number there, what it has used and how far it
 * is. Changed by the worker's thread alone, but for the time that others have
 * used for it.
 *
 * <p>
 * It is in flight until nothing of it runs any more, which may be later than
 * its answer: what it was asked to wait for goes on, and so does what it has
 * begun when its wall time is over, so that locks are given back. Both within a
 * time of their own.
 */
final class Pending {
    /** Most have nothing beside, and no object for it. */
    private static final AtomicLongFieldUpdater<Pending> BESIDE = AtomicLongFieldUpdater.newUpdater(Pending.class,
            "besideNanos");

    final Exchange exchange;
    final int number;
    /** Read by the watchdog while a slice runs. */
    private volatile long cpuNanos;
    /** What was computed for it on other threads; changed by {@link #BESIDE}. */
    private volatile long besideNanos;
    /** Read by the watchdog: {@link System#nanoTime()}. */
    private volatile long deadline;
    byte @Nullable [] answerBytes;
    /** Promises were handed to {@code waitUntil} and have not all settled. */
    boolean held;
    /**
     * The guest has said its end, which may come later than the host's: only what
     * is held runs any more.
     */
    boolean done;
    private volatile boolean stopped;
    private volatile boolean replied;
    private boolean abandoned;
    /** Of its CPU time that much counts no more. */
    private volatile long cpuForgiven;
    private volatile @Nullable PieceWindow window;

    /**
     * @param deadline
     *            when its wall time is over: {@link System#nanoTime()}
     */
    Pending(Exchange exchange, int number, long deadline) {
        this.exchange = exchange;
        this.number = number;
        this.deadline = deadline;
    }

    void addCpu(long nanos) {
        cpuNanos = cpuNanos + nanos;
    }

    /** Any thread. */
    void addCpuBeside(long nanos) {
        BESIDE.addAndGet(this, nanos);
    }

    long cpuNanos() {
        return cpuNanos + besideNanos;
    }

    /** Nobody waits any more for anything that was begun for it. */
    void stop() {
        stopped = true;
    }

    /** Any thread. */
    boolean isStopped() {
        return stopped;
    }

    long nanosLeft(long now) {
        return deadline - now;
    }

    /** Whether the host knows how the exchange has ended. */
    boolean replied() {
        return replied;
    }

    /** The exchange has its end, and goes on for at most this time. */
    void replied(long now, Duration after) {
        replied = true;
        deadline = now + after.toNanos();
    }

    /** Its answer begins to come in pieces; from now on it may rest for so long. */
    void begin(PieceWindow pieces, long now, Duration idle) {
        window = pieces;
        deadline = now + idle.toNanos();
    }

    /**
     * What it may send; {@code null} where its answer is whole, or has its end.
     */
    @Nullable
    PieceWindow window() {
        return replied ? null : window;
    }

    /** Something of its answer was sent or taken: it may rest anew. */
    void goesOnUntil(long time) {
        deadline = time;
    }

    /** CPU time that counts against its limit. */
    long cpuCounted() {
        return cpuNanos() - cpuForgiven;
    }

    /** What it has used until now counts no more. */
    void forgiveCpu() {
        cpuForgiven = cpuNanos();
    }

    /** Why it ends, when its time is over. */
    Stop late(WorkerLimits limits) {
        if (replied) {
            return Stops.after(limits);
        }
        return window == null ? Stops.wallClock(limits) : Stops.streamIdle(limits);
    }

    /** Whether its client has gone. */
    boolean abandoned() {
        return abandoned;
    }

    void abandon() {
        abandoned = true;
    }
}
