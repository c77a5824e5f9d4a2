package io.annex.engine.budget;

import java.time.Duration;

/**
 * How often one line of the host's log may be written: some times at once, and
 * then once in a while, so that whoever can provoke it neither fills the disk
 * nor hides it. Each line costs a piece of time ahead of the clock, so one
 * number is all that is kept (the generic cell rate algorithm of ITU-T I.371).
 * Thread-safe.
 */
public final class LinePace {
    private final long each;
    private final long ahead;
    // Guarded by this object.
    private long paidUntil;
    private boolean begun;
    private long leftOut;

    /**
     * @param atOnce
     *            so many lines may come one after the other
     * @param each
     *            and one more after this time
     */
    public LinePace(int atOnce, Duration each) {
        this.each = each.toNanos();
        this.ahead = this.each * (atOnce - 1);
    }

    /**
     * Counts a line.
     *
     * @param now
     *            {@link System#nanoTime()}
     * @return how many were left out before it, if it may be written; else -1
     */
    public synchronized long take(long now) {
        if (!begun || now - paidUntil > 0) {
            begun = true;
            paidUntil = now;
        }
        if (paidUntil - now > ahead) {
            leftOut++;
            return -1;
        }
        paidUntil += each;
        long before = leftOut;
        leftOut = 0;
        return before;
    }

    /**
     * Whether the line that was just left out is the first since one was written.
     */
    public synchronized boolean isFirstLeftOut() {
        return leftOut == 1;
    }
}
