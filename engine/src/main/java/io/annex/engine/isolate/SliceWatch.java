package io.annex.engine.isolate;

import io.annex.engine.Stop;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog sees of the slices of a program's workers, and what it does
 * about them.
 *
 * <h2>Time</h2> CPU time is the difference between two looks at the thread's
 * clock, added to what the exchange had used before; a slice that began between
 * two looks has at most used the wall time since. Over a limit, the slice is
 * stopped, when it has said where it is, see {@link Whereabouts}.
 *
 * <h2>What does not stop</h2> A stopped slice ends at V8's next interrupt
 * check, which is microseconds away unless a built-in runs that makes none. One
 * that goes on for {@value #LOST_AFTER_CPU_NANOS} ns of CPU time, or
 * {@value #LOST_AFTER_NANOS} ns in all, takes its worker with it: that one is
 * lost.
 *
 * <p>
 * For the watchdog's thread alone.
 */
final class SliceWatch {
    private static final long LOST_AFTER_CPU_NANOS = 400_000_000;
    private static final long LOST_AFTER_NANOS = 5_000_000_000L;

    /** What was seen of a worker's slice at the last look. */
    private record Seen(IsolateWorker worker, int serial, long usedBefore, long cpu) {
    }

    /** The same of a slice that was stopped: when, and at which CPU time. */
    private record SeenStopped(IsolateWorker worker, int serial, long at, long cpu) {
    }

    private final WorkerLimits limits;
    private final Watchdog watchdog;
    private final Consumer<IsolateWorker> lost;
    private List<Seen> seen = List.of();
    private final List<SeenStopped> stopped = new ArrayList<>();

    /**
     * @param lost
     *            is told of workers that are
     */
    SliceWatch(WorkerLimits limits, Watchdog watchdog, Consumer<IsolateWorker> lost) {
        this.limits = limits;
        this.watchdog = watchdog;
        this.lost = lost;
    }

    /**
     * Looks at every worker; {@code true} when there is something to look at again
     * soon.
     */
    boolean look(List<IsolateWorker> workers, List<IsolateWorker> retiring, long now) {
        boolean busy = false;
        List<Seen> next = new ArrayList<>();
        for (IsolateWorker worker : workers) {
            busy |= look(worker, now, next);
        }
        for (IsolateWorker worker : retiring) {
            busy |= look(worker, now, next);
        }
        seen = next;
        if (!stopped.isEmpty()) {
            stopped.removeIf(each -> !workers.contains(each.worker()) && !retiring.contains(each.worker()));
        }
        return busy;
    }

    private boolean look(IsolateWorker worker, long now, List<Seen> next) {
        Slice slice = worker.slice();
        if (slice == null) {
            return false;
        }
        int running = slice.serial();
        long startedAt = slice.startedAt();
        if (slice.stopped()) {
            lookAtStopped(worker, running, now);
            return true;
        }
        if (!slice.running()) {
            return !worker.isParked();
        }
        long cpu = worker.threadCpu();
        Seen before = new Seen(worker, running, Math.max(0, now - startedAt), cpu);
        for (Seen last : seen) {
            if (last.worker() == worker && last.serial() == running) {
                before = last;
            }
        }
        next.add(before);
        long used = before.usedBefore() + cpu - before.cpu();
        Stop stop = worker.loading()
                ? overLoad(used, now - startedAt)
                : overTime(worker.current(), used, now - startedAt, now);
        if (stop != null) {
            worker.stop(slice, running, stop, now, cpu, watchdog);
        } else if (now - startedAt > Watchdog.TICK_MILLIS * 2_000_000) {
            worker.memory().measureRunning(slice, running, watchdog);
        }
        return true;
    }

    private void lookAtStopped(IsolateWorker worker, int serial, long now) {
        long cpu = worker.threadCpu();
        for (SeenStopped first : stopped) {
            if (first.worker() == worker && first.serial() == serial) {
                if (cpu - first.cpu() > LOST_AFTER_CPU_NANOS || now - first.at() > LOST_AFTER_NANOS) {
                    if (worker.lose(serial)) {
                        lost.accept(worker);
                    }
                }
                return;
            }
        }
        stopped.removeIf(other -> other.worker() == worker);
        stopped.add(new SeenStopped(worker, serial, now, cpu));
    }

    private @Nullable Stop overLoad(long cpu, long wall) {
        if (cpu > limits.load().toNanos()) {
            return Stops.load(Duration.ofNanos(cpu), limits);
        }
        return wall > limits.wall().toNanos() ? Stops.wallClock(limits) : null;
    }

    private @Nullable Stop overTime(@Nullable Pending on, long cpu, long wall, long now) {
        long before = on == null ? 0 : on.cpuCounted();
        if (before + cpu > limits.cpu().toNanos()) {
            return Stops.cpu(Duration.ofNanos(before + cpu), limits);
        }
        if (on == null ? wall > limits.wall().toNanos() : on.nanosLeft(now) < 0) {
            return on == null ? Stops.wallClock(limits) : on.late(limits);
        }
        return null;
    }
}
