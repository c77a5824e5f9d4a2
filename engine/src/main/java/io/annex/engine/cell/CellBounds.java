package io.annex.engine.cell;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What all cells together may take.
 *
 * @param most
 *            how many live at a time, those that wait for a program and those
 *            that start among them
 * @param memory
 *            resident memory of all, in bytes
 * @param mostWait
 *            how long an exchange, or a deploy, waits for a cell
 */
public record CellBounds(int most, long memory, Duration mostWait) {
    /** What a cell with a small program has, in bytes. */
    static final long TYPICAL = 96L << 20;
    private static final int FEWEST = 4;
    private static final Duration WAIT = Duration.ofMinutes(2);

    /**
     * Three fifths of the memory that this process may have, and as many as fit.
     */
    public static CellBounds ofThisMachine() {
        // Knows of control groups.
        long all = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return of(all / 5 * 3);
    }

    /** As many as fit into that much. */
    public static CellBounds of(long memory) {
        return new CellBounds(Math.clamp(memory / TYPICAL, FEWEST, Integer.MAX_VALUE), memory, WAIT);
    }
}
