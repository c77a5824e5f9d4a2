package io.annex.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/**
 * The CPU time of what a thread does, piece by piece. A short piece is taken to
 * have run without a pause; asking the operating system costs more than such a
 * piece does. For a longer one the thread's clock is read, from which the short
 * ones since the last reading are taken off. Of one thread alone.
 */
public final class SliceClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private long mark;
    private long shortNanos;

    /** The thread has waited, or has just begun: that is nobody's time. */
    public void read() {
        mark = THREADS.getCurrentThreadCpuTime();
        shortNanos = 0;
    }

    /**
     * Of a piece that has just ended.
     *
     * @param wallNanos
     *            how long it took by the wall's clock
     * @return in ns, at most {@code wallNanos}
     */
    public long cpuOf(long wallNanos) {
        if (wallNanos < LONG_NANOS) {
            shortNanos += wallNanos;
            return wallNanos;
        }
        long cpu = THREADS.getCurrentThreadCpuTime();
        long used = Math.clamp(cpu - mark - shortNanos, 0, wallNanos);
        mark = cpu;
        shortNanos = 0;
        return used;
    }
}
