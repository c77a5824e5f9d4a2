package io.annex.engine;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the lines of a log by the second. Thread-safe, without a lock. */
public final class LogPace {
    private static final int MOST = (1 << 24) - 2;

    private final long linesPerSecond;
    // The second and the lines in it, in one number: 24 bits for the lines.
    private final AtomicLong state = new AtomicLong();

    /**
     * @param linesPerSecond
     *            how many lines a second may have, at most 16 million
     */
    public LogPace(long linesPerSecond) {
        this.linesPerSecond = Math.min(linesPerSecond, MOST);
    }

    /** Counts a line; whether it may be written. */
    public boolean take() {
        long second = System.nanoTime() / 1_000_000_000L;
        long lines = state.updateAndGet(was -> was >> 24 != second ? second << 24 | 1 : isFull(was) ? was : was + 1)
                & 0xffffff;
        return lines <= linesPerSecond;
    }

    private static boolean isFull(long state) {
        return (state & 0xffffff) == 0xffffff;
    }
}
