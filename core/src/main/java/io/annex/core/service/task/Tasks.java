package io.annex.core.service.task;

import io.annex.core.service.OpRefused;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The long-running tasks of one add-on, and what became of them, until somebody
 * fetches it. They are here and not in the guest, because the request that
 * fetches a result may reach another worker than the one that runs the task, or
 * another version. Thread-safe.
 */
final class Tasks {
    /** Running ones, and those whose result was not fetched. */
    static final int MOST = 1000;
    /** Characters of all results together. */
    static final long MOST_CHARACTERS = 16L << 20;
    /** How long after its beginning a task is forgotten. */
    static final Duration KEPT = Duration.ofHours(1);
    /**
     * A task that its worker has not spoken of for this long has ended with it. A
     * worker speaks every five seconds, but not while a handler keeps it busy.
     */
    static final Duration SILENT = Duration.ofMinutes(1);

    private static final int LONGEST_RETRY_AFTER = 100;

    private record Task(String retryAfter, @Nullable String outcome, long begun, long alive) {
    }

    /** In the order in which they were begun. */
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final LongSupplier nanos;
    private long characters;

    /**
     * @param nanos
     *            a clock, as {@link System#nanoTime}
     */
    Tasks(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Begins a task.
     *
     * @param retryAfter
     *            what a client is told while it runs: seconds, or empty
     * @return its id, which nobody can guess
     */
    synchronized String begin(String retryAfter) throws OpRefused {
        if (retryAfter.length() > LONGEST_RETRY_AFTER) {
            throw new OpRefused("retryAfter: " + retryAfter.length() + " characters (expected: at most "
                    + LONGEST_RETRY_AFTER + ")");
        }
        forget();
        if (tasks.size() >= MOST) {
            throw new OpRefused(
                    "There are " + MOST + " tasks that run or whose result was not fetched (expected: fewer)");
        }
        String id = UUID.randomUUID().toString();
        long now = nanos.getAsLong();
        tasks.put(id, new Task(retryAfter, null, now, now));
        return id;
    }

    /**
     * Tasks run still; what is said of more than there may be is not heard.
     *
     * @param ids
     *            with NUL between them
     * @return nothing
     */
    synchronized String alive(String ids) {
        long now = nanos.getAsLong();
        int begin = 0;
        for (int i = 0; i < MOST && begin <= ids.length(); i++) {
            int nul = ids.indexOf('\0', begin);
            int end = nul < 0 ? ids.length() : nul;
            tasks.computeIfPresent(ids.substring(begin, end),
                    (any, task) -> new Task(task.retryAfter(), task.outcome(), task.begun(), now));
            begin = end + 1;
        }
        return "";
    }

    /**
     * A task has ended; one that was forgotten stays so.
     *
     * @param ended
     *            the id, NUL and the outcome
     * @return nothing
     */
    synchronized String end(String ended) throws OpRefused {
        int nul = ended.indexOf('\0');
        String id = ended.substring(0, Math.max(0, nul));
        String outcome = ended.substring(nul + 1);
        Task task = tasks.get(id);
        if (task == null || task.outcome() != null) {
            return "";
        }
        if (characters + outcome.length() > MOST_CHARACTERS) {
            throw new OpRefused("The results of all tasks together are over " + (MOST_CHARACTERS >> 20)
                    + " MB (expected: that clients fetch them)");
        }
        characters += outcome.length();
        tasks.put(id, new Task(task.retryAfter(), outcome, task.begun(), task.alive()));
        return "";
    }

    /**
     * What became of a task: {@code none}; {@code running}, NUL and what a client
     * is told; {@code done}, NUL and the outcome, which is then forgotten; or
     * {@code stopped}, which is said once too.
     */
    synchronized String take(String id) {
        forget();
        Task task = tasks.get(id);
        if (task == null) {
            return "none";
        }
        String outcome = task.outcome();
        if (outcome == null && nanos.getAsLong() - task.alive() < SILENT.toNanos()) {
            return "running\0" + task.retryAfter();
        }
        if (outcome == null) {
            tasks.remove(id);
            return "stopped";
        }
        characters -= outcome.length();
        tasks.remove(id);
        return "done\0" + outcome;
    }

    private void forget() {
        long now = nanos.getAsLong();
        for (Iterator<Task> each = tasks.values().iterator(); each.hasNext();) {
            Task task = each.next();
            if (now - task.begun() < KEPT.toNanos()) {
                return;
            }
            characters -= task.outcome() == null ? 0 : task.outcome().length();
            each.remove();
        }
    }
}
