package io.annex.engine;

import java.time.Duration;

/** For transports: the stops that each of them has to word. */
public final class Stops {
    private static final String LESS = "; do less at a time, or have the operator raise it)";
    private static final String KEEP_LESS = "; keep less, or have the operator raise it)";

    private Stops() {
    }

    /** An exchange took longer than it may. */
    public static Stop wallClock(WorkerLimits limits) {
        return new Stop(StopReason.WALL_CLOCK, "no answer after " + seconds(limits.wall())
                + " (limit: limits.wall; answer sooner, or have the operator raise it)");
    }

    /** An answer in pieces rested for longer than it may. */
    public static Stop streamIdle(WorkerLimits limits) {
        return new Stop(StopReason.WALL_CLOCK, "nothing of its answer was sent or taken for "
                + seconds(limits.streamIdle()) + " (limit: limits.streamIdle)");
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

    /** An exchange used more CPU time than it may. */
    public static Stop cpu(Duration used, WorkerLimits limits) {
        return new Stop(StopReason.CPU,
                "it used " + seconds(used) + " of CPU time (limit: limits.cpu, " + seconds(limits.cpu()) + LESS);
    }

    /** A program used more CPU time to be evaluated than it may. */
    public static Stop load(Duration used, WorkerLimits limits) {
        return new Stop(StopReason.CPU, "it used " + seconds(used) + " of CPU time to load (limit: limits.load, "
                + seconds(limits.load()) + LESS);
    }

    /** A worker's heap is larger than it may be. */
    public static Stop heap(long bytes, WorkerLimits limits) {
        return memory("its heap had " + megabytes(bytes), "limit: limits.heap", limits.heap(), KEEP_LESS);
    }

    /** A worker has more memory outside the heap than it may have. */
    public static Stop external(long bytes, WorkerLimits limits) {
        return memory("it had " + megabytes(bytes) + " outside the heap, in array buffers", "limit: limits.external",
                limits.external(), KEEP_LESS);
    }

    /** A cell has more memory than one of its programs may have. */
    public static Stop resident(long bytes, long limit) {
        return memory("its process had " + megabytes(bytes) + " of memory", "limit: limits.resident", limit, ")");
    }

    /** All cells have more memory than they may, and the largest goes. */
    public static Stop allCells(long bytes, long limit) {
        return memory("all cells together had " + megabytes(bytes) + " of memory, and its own had most",
                "setting: cells.memory", limit, ")");
    }

    private static Stop memory(String what, String name, long limit, String advice) {
        return new Stop(StopReason.MEMORY, what + " (" + name + ", " + megabytes(limit) + advice);
    }

    /** An answer is longer than it may be. */
    public static Stop output(WorkerLimits limits) {
        return new Stop(StopReason.OUTPUT, "the body of its answer was over " + megabytes(limits.output())
                + " (limit: limits.output; send less, or have the operator raise it)");
    }

    /** As many exchanges wait as may. */
    public static Stop tooMany(WorkerLimits limits) {
        return new Stop(StopReason.CONCURRENCY, "as many exchanges as may were in flight, " + limits.inFlight()
                + ", and waited, " + limits.queued() + " (limits: limits.inFlight, limits.queued)");
    }

    /** As many answers in pieces have begun as may. */
    public static Stop tooManyStreams(WorkerLimits limits) {
        return new Stop(StopReason.CONCURRENCY, "as many answers as may were being sent piece by piece, "
                + limits.streams() + " (limit: limits.streams)");
    }

    /** The process that an exchange ran in has ended, and that has its own line. */
    public static Stop processEnded() {
        return new Stop(StopReason.TERMINATED, "the process that it ran in has ended; the server's log says why");
    }

    /**
     * A program whose cells died too often.
     *
     * @param left
     *            how long until it is tried again
     */
    public static Stop suspended(WorkerLimits limits, Duration left) {
        return new Stop(StopReason.SUSPENDED,
                "its processes ended " + limits.deaths() + " times within a minute (limit: limits.deaths), or once"
                        + " more when it was tried again; the next try is in " + seconds(left)
                        + ", or at once when it is resumed or deployed anew",
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

    /** For the program's log: what it does by itself has ended a worker. */
    public static String byItself(Duration pause) {
        return "what it does by itself, for no request, has stopped its worker; the next one is started after "
                + seconds(pause);
    }

    /**
     * The same for an exchange that came before the next worker is started.
     *
     * @param stop
     *            why the last one was stopped
     * @param left
     *            how long until the next one is started
     */
    public static Stop byItself(Stop stop, Duration left) {
        return new Stop(StopReason.TERMINATED, "what it does by itself, for no request, stops each of its workers, and"
                + " the next one is started in " + seconds(left) + ": " + stop.detail(), left);
    }

    private static String megabytes(long bytes) {
        if (bytes < 1L << 20) {
            return (bytes >> 10) + " KB";
        }
        return bytes < 10L << 20 ? String.format("%.1f MB", bytes / 1048576.0) : (bytes >> 20) + " MB";
    }

    /** A time for people. */
    public static String seconds(Duration time) {
        return String.format("%.2f s", time.toNanos() / 1e9);
    }
}
