package io.annex.engine.cell;

import io.annex.engine.Stop;
import io.annex.engine.Stops;
import io.annex.engine.sandbox.MemoryCgroup;
import io.annex.engine.sandbox.ResidentMemory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What bounds the memory of cells: the kernel, where groups can be made, and
 * always a look at what they have.
 */
final class CellMemory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CellMemory.class);
    private static final long UNBOUNDED = 1L << 50;

    /** Guarded by this object. */
    private @Nullable MemoryCgroup groups;

    private CellMemory(@Nullable MemoryCgroup groups) {
        this.groups = groups;
    }

    static CellMemory open() {
        if (MemoryCgroup.find() instanceof MemoryCgroup.Possible place) {
            try {
                return new CellMemory(MemoryCgroup.open(place));
            } catch (IOException e) {
                log.warn("The memory of cells is bounded by a watchdog alone: {}", e.getMessage());
            }
        }
        return new CellMemory(null);
    }

    /** That of one process, which has just been started. */
    Of of(long pid) {
        return new Of(ResidentMemory.of(pid), child(pid));
    }

    private synchronized MemoryCgroup.@Nullable Child child(long pid) {
        if (groups == null) {
            return null;
        }
        try {
            return groups.bound(pid, UNBOUNDED);
        } catch (IOException e) {
            log.warn("The memory of the cell with process id {} is bounded by a watchdog alone: {}", pid,
                    e.getMessage());
            return null;
        }
    }

    /** The groups of the cells must have been closed. */
    @Override
    public synchronized void close() {
        if (groups != null) {
            try {
                groups.close();
            } catch (IOException e) {
                log.warn("A control group is left behind: {}", e.getMessage());
            }
            groups = null;
        }
    }

    /** Of one cell. Safe for several threads. */
    static final class Of implements AutoCloseable {
        private final ResidentMemory resident;
        private final MemoryCgroup.@Nullable Child group;
        private long limit;
        private long killed;

        private Of(ResidentMemory resident, MemoryCgroup.@Nullable Child group) {
            this.resident = resident;
            this.group = group;
        }

        /** The bytes in memory; 0 when the process has ended. */
        synchronized long bytes() {
            return Math.max(0, resident.bytes());
        }

        /** Sets the bound, in bytes; 0 for none. */
        synchronized void limit(long bytes) {
            if (group != null && bytes != limit) {
                try {
                    group.limit(bytes == 0 ? UNBOUNDED : bytes);
                } catch (IOException e) {
                    log.warn("The memory of a cell is bounded by a watchdog alone: {}", e.getMessage());
                }
            }
            limit = bytes;
        }

        /** The reason to end the process now, if there is one. */
        @Nullable
        Stop breach(long bytes) {
            return limit > 0 && bytes > limit ? stop(bytes) : null;
        }

        /** The reason why the process has ended, if it is this. */
        synchronized @Nullable Stop killedByKernel() {
            long times = group == null ? killed : group.killed();
            return times > 0 ? stop(limit) : null;
        }

        private Stop stop(long bytes) {
            return Stops.resident(bytes, limit);
        }

        /** When the process has ended. */
        @Override
        public synchronized void close() {
            resident.close();
            if (group != null) {
                killed = group.killed();
                try {
                    group.close();
                } catch (IOException e) {
                    log.warn("A control group is left behind: {}", e.getMessage());
                }
            }
        }
    }
}
