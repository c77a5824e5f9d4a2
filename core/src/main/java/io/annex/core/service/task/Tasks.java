package io.annex.core.service.task;

import io.annex.core.service.OpRefused;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The long-running tasks of one add-on, and what became of them, until somebody
 * fetches it. They are here and not in the guest, because the request that
 * fetches a result may reach another worker than the one that runs the task, or
 * another version. Thread-safe.
 */
final class Tasks {
    /** Running ones, and those whose result was not fetched, of all schedulers. */
    static final int MOST = 10_000;
    /** Characters of all results together. */
    static final long MOST_CHARACTERS = 16L << 20;
    /**
     * A task that its worker has not spoken of for this long has ended with it. A
     * worker speaks every five seconds, but not while a handler keeps it busy.
     */
    static final Duration SILENT = Duration.ofMinutes(1);

    /** What a guest says of a task beside its result. */
    private static final int LONGEST_WORD = 200;
    /** How often those are looked for that nobody fetches. */
    private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();
    /** And how often where there is no room for more. */
    private static final long FULL_SWEEP_NANOS = Duration.ofMillis(20).toNanos();

    /**
     * One of them.
     *
     * @param pool
     *            the scheduler that it belongs to
     * @param left
     *            the milliseconds that it will take still, or empty; for the guest
     *            alone to read
     * @param ends
     *            when it is forgotten whatever it does, in nanoseconds after
     *            {@code begun}; 0 for never
     * @param spoken
     *            when the guest has last spoken of it; of one that is done, its end
     */
    private record Task(String pool, String left, @Nullable String outcome, long begun, long ends, long spoken) {
        Task spokenOf(long now) {
            return new Task(pool, left, outcome, begun, ends, now);
        }

        Task with(String changed) {
            return new Task(pool, changed, outcome, begun, ends, spoken);
        }

        Task done(String result, long now) {
            return new Task(pool, left, result, begun, ends, now);
        }
    }

    private final Map<String, Task> tasks = new HashMap<>();
    /** How many of them each scheduler has. */
    private final Map<String, Integer> counts = new HashMap<>();
    private final LongSupplier nanos;
    private Duration kept;
    private long characters;
    private long swept;

    /**
     * @param nanos
     *            a clock, as {@link System#nanoTime}
     * @param kept
     *            how long the result of a task is kept that nobody fetches
     */
    Tasks(LongSupplier nanos, Duration kept) {
        this.nanos = nanos;
        this.kept = kept;
        this.swept = nanos.getAsLong();
    }

    /** Another version may have another limit; the newest counts. */
    synchronized void keep(Duration changed) {
        kept = changed;
    }

    /**
     * Begins a task.
     *
     * @param text
     *            with NUL between them: the id, which nobody should be able to
     *            guess; the scheduler; how many tasks it may have; milliseconds
     *            after which the task is forgotten, 0 for never; the milliseconds
     *            that it will take, or empty
     * @return empty, or {@code full}
     */
    synchronized String begin(String text) throws OpRefused {
        String[] words = text.split("\0", -1);
        if (words.length != 5 || text.length() > 5 * LONGEST_WORD) {
            throw new OpRefused("task.begin: " + words.length + " words, " + text.length()
                    + " characters (expected: id, scheduler, capacity, life, time left)");
        }
        long now = nanos.getAsLong();
        String pool = words[1];
        long since = now - swept;
        if (since >= SWEEP_NANOS || since >= FULL_SWEEP_NANOS && full(pool, words[2])) {
            sweep(now);
        }
        if (full(pool, words[2]) || tasks.containsKey(words[0])) {
            return "full";
        }
        long ends = Duration.ofMillis(number(words[3])).toNanos();
        tasks.put(words[0], new Task(pool, words[4], null, now, ends, now));
        counts.merge(pool, 1, Integer::sum);
        return "";
    }

    private boolean full(String pool, String capacity) throws OpRefused {
        return tasks.size() >= MOST || counts.getOrDefault(pool, 0) >= number(capacity);
    }

    private static long number(String text) throws OpRefused {
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= Integer.MAX_VALUE) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new OpRefused("task.begin: " + text.substring(0, Math.min(20, text.length()))
                + " (expected: a whole number below 2^31)");
    }

    /**
     * The time that a task will take still has changed.
     *
     * @param text
     *            the id, NUL and milliseconds, or nothing
     * @return nothing
     */
    synchronized String progress(String text) throws OpRefused {
        int nul = text.indexOf('\0');
        String left = text.substring(nul + 1);
        if (left.length() > LONGEST_WORD) {
            throw new OpRefused(
                    "task.progress: " + left.length() + " characters (expected: at most " + LONGEST_WORD + ")");
        }
        tasks.computeIfPresent(text.substring(0, Math.max(0, nul)), (any, task) -> task.with(left));
        return "";
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
                    (any, task) -> task.outcome() == null ? task.spokenOf(now) : task);
            begin = end + 1;
        }
        return "";
    }

    /**
     * A task has ended; one that was forgotten stays so. One whose result there is
     * no room for has failed.
     *
     * @param ended
     *            the id, NUL, what to keep where there is no room, NUL and the
     *            outcome
     * @return nothing
     */
    synchronized String end(String ended) throws OpRefused {
        int nul = ended.indexOf('\0');
        int second = ended.indexOf('\0', nul + 1);
        if (nul < 0 || second < 0 || second - nul > LONGEST_WORD) {
            throw new OpRefused("task.end: " + nul + ", " + second + " (expected: id, failure and outcome)");
        }
        String id = ended.substring(0, nul);
        Task task = tasks.get(id);
        if (task == null || task.outcome() != null) {
            return "";
        }
        long now = nanos.getAsLong();
        String outcome = ended.substring(second + 1);
        if (characters + outcome.length() > MOST_CHARACTERS) {
            sweep(now);
        }
        boolean fits = characters + outcome.length() <= MOST_CHARACTERS;
        String keeps = fits ? outcome : ended.substring(nul + 1, second);
        if (tasks.replace(id, task.done(keeps, now)) != null) {
            characters += keeps.length();
        }
        if (!fits) {
            throw new OpRefused("The results of all tasks together are over " + (MOST_CHARACTERS >> 20)
                    + " MB (expected: that clients fetch them)");
        }
        return "";
    }

    /**
     * What became of a task: {@code none}; {@code running}, NUL and the time left;
     * {@code done}, NUL and the outcome, which is then forgotten; or
     * {@code stopped}, which is said once too.
     */
    synchronized String take(String id) {
        long now = nanos.getAsLong();
        Task task = tasks.get(id);
        if (task == null) {
            return "none";
        }
        String outcome = task.outcome();
        if (over(task, now)) {
            forget(id, task);
            return "none";
        }
        if (outcome == null && now - task.spoken() < SILENT.toNanos()) {
            return "running\0" + task.left();
        }
        forget(id, task);
        return outcome == null ? "stopped" : "done\0" + outcome;
    }

    private boolean over(Task task, long now) {
        return now - task.spoken() >= kept.toNanos() || task.ends() > 0 && now - task.begun() >= task.ends();
    }

    private void forget(String id, Task task) {
        tasks.remove(id);
        counts.computeIfPresent(task.pool(), (any, count) -> count == 1 ? null : count - 1);
        characters -= task.outcome() == null ? 0 : task.outcome().length();
    }

    private void sweep(long now) {
        swept = now;
        for (Map.Entry<String, Task> each : Map.copyOf(tasks).entrySet()) {
            if (over(each.getValue(), now)) {
                forget(each.getKey(), each.getValue());
            }
        }
    }
}
