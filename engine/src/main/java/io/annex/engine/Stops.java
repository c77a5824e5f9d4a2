package io.annex.engine;

import java.time.Duration;

/** For transports: the stops that each of them has to word. */
public final class Stops {
    private Stops() {
    }

    /** An exchange took longer than it may. */
    public static Stop wallClock(WorkerLimits limits) {
        return new Stop(StopReason.WALL_CLOCK, "no answer after " + seconds(limits.wall()) + " (limit: limits.wall)");
    }

    /** An exchange waited for a cell in vain. */
    public static Stop notStarted(Duration wait) {
        return new Stop(StopReason.STARTING,
                "no cell was ready for it after " + seconds(wait) + " (setting: cells.wait)");
    }

    /** What an exchange was to do after its end took longer than it may. */
    public static Stop after(WorkerLimits limits) {
        return new Stop(StopReason.WALL_CLOCK,
                "went on for " + seconds(limits.after()) + " after its answer (limit: limits.after)");
    }

    /** As many exchanges wait as may. */
    public static Stop tooMany(WorkerLimits limits) {
        return new Stop(StopReason.CONCURRENCY, limits.inFlight() + " exchanges in flight and " + limits.queued()
                + " queued (limits: inFlight, queued)");
    }

    /**
     * A program whose cells died too often.
     *
     * @param left
     *            how long until it is tried again
     */
    public static Stop suspended(WorkerLimits limits, Duration left) {
        return new Stop(StopReason.SUSPENDED,
                "its cells died " + limits.deaths() + " times within a minute (limit: limits.deaths), or again after"
                        + " that; it is tried again in " + seconds(left) + ", or when it is resumed or deployed anew",
                left);
    }

    /** A program in this process that has cost so many threads. */
    public static Stop lost(int threads) {
        return new Stop(StopReason.SUSPENDED, threads + " of its workers run built-ins of V8 that cannot be interrupted"
                + " (limit: limits.workers); it serves again when one of them ends, or when it is resumed or deployed anew");
    }

    /** For the program's log: it was to be evaluated once more and that failed. */
    public static String notEvaluated(Duration pause, String why) {
        return "it could not be evaluated again, which is tried once more after " + seconds(pause) + ": " + why;
    }

    /** The same for an exchange that waited for it. */
    public static Stop notEvaluated(String why) {
        return new Stop(StopReason.TERMINATED,
                "it could not be evaluated again: " + why.lines().findFirst().orElse(""));
    }

    /** The same for an exchange that came before the next try. */
    public static Stop notEvaluatedLately() {
        return new Stop(StopReason.TERMINATED, "it could not be evaluated again a moment ago, and the log says why");
    }

    /** Something took more memory than it may. */
    public static Stop memory(String what, long bytes, long limit) {
        return new Stop(StopReason.MEMORY, String.format("%s %d MB (limit: %d MB)", what, bytes >> 20, limit >> 20));
    }

    /** A time for people. */
    public static String seconds(Duration time) {
        return String.format("%.2f s", time.toNanos() / 1e9);
    }
}
