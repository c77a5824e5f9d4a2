package io.annex.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The largest of some times, as long as it is recent: one is forgotten after 40
 * to 60 s. Thread-safe, without a lock.
 *
 * <p>
 * Each place belongs to one period of 20 s after the other. What is in it is
 * the period's number and the largest time, in one word, so that what belongs
 * to a later period is the larger word, and both change at once.
 */
final class RecentMax {
    private static final int PERIODS = 3;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** For the time in microseconds, up to 19 hours. */
    private static final int TIME_BITS = 36;
    private static final long LONGEST = (1L << TIME_BITS) - 1;

    private final long begun;
    private final AtomicLongArray places = new AtomicLongArray(PERIODS);

    /**
     * @param now
     *            {@link System#nanoTime()}
     */
    RecentMax(long now) {
        begun = now;
    }

    private long period(long now) {
        return 1 + (now - begun) / PERIOD_NANOS;
    }

    /** Takes a time into account. */
    void record(long now, long nanos) {
        long period = period(now);
        long next = period << TIME_BITS | Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST);
        int place = (int) (period % PERIODS);
        for (long known = places.get(place); known < next; known = places.get(place)) {
            if (places.compareAndSet(place, known, next)) {
                return;
            }
        }
    }

    /** In seconds; 0 where there was none. */
    double seconds(long now) {
        long oldest = period(now) - PERIODS + 1;
        long most = 0;
        for (int i = 0; i < PERIODS; i++) {
            long word = places.get(i);
            if (word >>> TIME_BITS >= oldest) {
                most = Math.max(most, word & LONGEST);
            }
        }
        return (double) most / TimeUnit.SECONDS.toMicros(1);
    }
}
