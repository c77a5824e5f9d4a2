package io.annex.engine.isolate;

import io.annex.engine.BackOff;
import io.annex.engine.Stop;
import io.annex.engine.Stops;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a program that were stopped for what the program does by
 * itself, in a timer or an answer of the host that belongs to no exchange. Each
 * new worker begins that anew, so one that is stopped within
 * {@value #SOON_MILLIS} ms after it was ready counts as a start that failed:
 * the next one is started after a pause, and until one has lived for longer
 * there is one at a time. Thread-safe.
 */
final class OwnStops {
    static final long SOON_MILLIS = 10_000;
    private static final long SOON_NANOS = SOON_MILLIS * 1_000_000;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final BackOff backOff = new BackOff(FIRST, LONGEST);
    private volatile @Nullable Stop last;
    /** {@link System#nanoTime} until which nobody knows whether it will do so. */
    private volatile long unsureUntil;

    /**
     * A worker was stopped.
     *
     * @param lived
     *            how long it had been ready when what was stopped began, in ns
     * @return how long is waited before the next is started
     */
    Duration stopped(Stop stop, long lived, long now) {
        if (lived > SOON_NANOS) {
            backOff.succeeded();
        }
        Duration pause = backOff.failed(now);
        unsureUntil = now + pause.toNanos() + SOON_NANOS;
        last = stop;
        return pause;
    }

    /** Whether the pause is over. */
    boolean mayStart(long now) {
        return last == null || backOff.mayTry(now);
    }

    /** Whether such a stop is so recent that the next worker may have one too. */
    boolean isUnsure(long now) {
        return last != null && unsureUntil - now > 0;
    }

    /**
     * Why an exchange that waits is not served: the pause is too long for it;
     * {@code null} when it may wait for its end.
     */
    @Nullable
    Stop refusal(long now) {
        Stop why = last;
        return why == null || !backOff.isLong(now) ? null : Stops.byItself(why, backOff.left(now));
    }
}
