package io.annex.core.session;

import io.annex.core.session.SessionTable.Change;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of sessions on their way to the table. One thread writes all that
 * waits, one row a session however often it has changed; what comes meanwhile
 * is written together by its next round, so that a hundred answers a
 * millisecond wait for a few writes (group commit). Whoever waits for a round
 * waits for a bounded time, and not at all while the table is behind: then
 * changes are kept here, and written when it goes on.
 */
final class SessionWrites implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionWrites.class);
    private static final long RETRY_MILLIS = 1_000;
    private static final long LAZY_MILLIS = 1_000;
    /** Where no answer waits. */
    private static final long TOGETHER_MILLIS = 50;
    private static final long TOGETHER_SHARED_MILLIS = 2;
    private static final long MOST_SECONDS_AT_END = 30;
    private static final int BATCH = 500;
    private static final int BYTES_BESIDE_JSON = 200;

    /** Hears what has become of what was saved. On the writer's thread. */
    interface Listener {
        /** It is in the table. */
        void kept(Change.Save save);

        /** There is no such session any more. */
        void gone(Change.Save save);
    }

    /** All that has changed since the last round began. */
    private final class Round {
        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
        /** Goes on when it is known, and said, that it has not been written in time. */
        private final CompletionStage<Boolean> answers = ended.thenApply(written -> {
            if (!written) {
                late(this);
            }
            return written;
        });
        private final AtomicBoolean timed = new AtomicBoolean();

        void begins() {
            if (timed.compareAndSet(false, true)) {
                ended.completeOnTimeout(false, most.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        void ended() {
            ended.complete(true);
        }
    }

    private final SessionTable table;
    private final Duration most;
    private final long bytesOfAddon;
    private final Listener listener;
    private final Map<SessionKey, Change> waiting = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> waitingBytes = new ConcurrentHashMap<>();
    private final AtomicReference<Round> next = new AtomicReference<>(new Round());
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean planned = new AtomicBoolean();
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile @Nullable String trouble;
    private final ScheduledExecutorService writer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("annex-sessions").factory());

    /**
     * @param most
     *            how long an answer waits for its change to be written; zero for
     *            not at all
     * @param bytesOfAddon
     *            how much of an add-on may wait; twice as much with what ends
     */
    SessionWrites(SessionTable table, Duration most, long bytesOfAddon, Listener listener) {
        this.table = table;
        this.most = most;
        this.bytesOfAddon = bytesOfAddon;
        this.listener = listener;
    }

    /** What is about to be done to a session, or {@code null}. */
    @Nullable
    Change waiting(SessionKey key) {
        return waiting.get(key);
    }

    /** Why changes are not written at the moment, or {@code null}. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Does something again and again where it may wait for the table. */
    void every(long seconds, Runnable task) {
        writer.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
    }

    /**
     * Takes a change over.
     *
     * @return ends when it is written, or when that takes too long
     */
    CompletionStage<Boolean> put(Change change) {
        if (table == SessionTable.NONE) {
            return Sessions.DONE;
        }
        if (change instanceof Change.Save save && save.json().length() > table.mostCharacters()) {
            log.warn("{}: a session of {} characters stays in memory (most in the database: {})", save.addon(),
                    save.json().length(), table.mostCharacters());
            return Sessions.DONE;
        }
        keep(change);
        if (change instanceof Change.Use) {
            plan(LAZY_MILLIS);
            return Sessions.DONE;
        }
        if (most.isZero() || trouble != null) {
            plan(trouble != null ? RETRY_MILLIS : table.isShared() ? TOGETHER_SHARED_MILLIS : TOGETHER_MILLIS);
            return Sessions.DONE;
        }
        // Read after the change is there, so that this round has it or an earlier one.
        Round round = next.get();
        round.begins();
        begin();
        return round.answers;
    }

    private void keep(Change change) {
        AtomicLong bytes = waitingBytes.computeIfAbsent(change.addon(), any -> new AtomicLong());
        // Who cannot keep an end would let the session live again.
        long share = change instanceof Change.Remove ? 2 * bytesOfAddon : bytesOfAddon;
        boolean fits = bytes.get() + weight(change) <= share;
        waiting.compute(new SessionKey(change.addon(), change.id()), (key, before) -> {
            Change merged = before == null ? change : merged(before, change);
            if (!fits && weight(merged) > weight(before)) {
                return before;
            }
            bytes.addAndGet(weight(merged) - weight(before));
            return merged;
        });
        if (!fits && full.compareAndSet(false, true)) {
            log.error("{}: more sessions change than can be written; some of them are in memory alone", change.addon());
        }
    }

    private static Change merged(Change before, Change change) {
        return switch (change) {
            // A use changes no more than the time of what is to be done anyway.
            case Change.Use use -> switch (before) {
                case Change.Save(var addon, var id, var json, var usedAt, var begins) ->
                    new Change.Save(addon, id, json, use.usedAt(), begins);
                case Change.Use older -> use;
                case Change.Remove remove -> remove;
            };
            case Change.Save save -> switch (before) {
                case Change.Save older -> new Change.Save(save.addon(), save.id(), save.json(), save.usedAt(),
                        older.begins() || save.begins());
                case Change.Use older -> save;
                case Change.Remove remove -> save.begins() ? save : remove;
            };
            case Change.Remove remove -> remove;
        };
    }

    private static long weight(@Nullable Change change) {
        return switch (change) {
            case null -> 0;
            case Change.Save save -> bytes(save.json());
            case Change.Use use -> BYTES_BESIDE_JSON;
            case Change.Remove remove -> BYTES_BESIDE_JSON;
        };
    }

    /** What a session takes. */
    static int bytes(String json) {
        return BYTES_BESIDE_JSON + json.length();
    }

    // ---- rounds
    // ----------------------------------------------------------------------------------------------------

    private void begin() {
        if (begun.compareAndSet(false, true)) {
            try {
                writer.execute(this::round);
            } catch (RejectedExecutionException e) {
                next.get().ended();
                log.debug("A session changed after the end", e);
            }
        }
    }

    private void plan(long millis) {
        if (planned.compareAndSet(false, true)) {
            try {
                writer.schedule(this::plannedRound, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("A session changed after the end", e);
            }
        }
    }

    private void plannedRound() {
        planned.set(false);
        round();
    }

    private void round() {
        begun.set(false);
        Round round = next.getAndSet(new Round());
        long from = System.nanoTime();
        try {
            for (List<Change> all = List.copyOf(waiting.values()); !all.isEmpty();) {
                List<Change> batch = all.subList(0, Math.min(all.size(), BATCH));
                write(batch);
                all = all.subList(batch.size(), all.size());
            }
            full.set(false);
            wrote(System.nanoTime() - from);
        } catch (IOException e) {
            behind("they cannot be written: " + e.getMessage());
            plan(RETRY_MILLIS);
        } catch (RuntimeException | Error e) {
            log.error("Sessions could not be written", e);
            behind("they cannot be written");
            plan(RETRY_MILLIS);
        } finally {
            round.ended();
        }
    }

    /** A round has succeeded. One that was too slow is no reason to wait again. */
    private void wrote(long nanos) {
        if (trouble != null) {
            if (most.isZero() || nanos < most.toNanos()) {
                trouble = null;
                log.info("Changed sessions are written again");
            }
            if (!waiting.isEmpty()) {
                begin();
            }
        }
    }

    private void write(List<Change> batch) throws IOException {
        List<Change.Save> gone = table.write(batch);
        for (Change written : batch) {
            waiting.computeIfPresent(new SessionKey(written.addon(), written.id()), (key, change) -> {
                if (change != written) {
                    return change; // it has changed since
                }
                AtomicLong bytes = waitingBytes.get(key.addon());
                if (bytes != null) {
                    bytes.addAndGet(-weight(change));
                }
                return null;
            });
            if (written instanceof Change.Save save && !gone.contains(save)) {
                listener.kept(save);
            }
        }
        gone.forEach(listener::gone);
    }

    private void late(Round round) {
        // Where it has not begun yet, whoever comes now has not waited.
        next.compareAndSet(round, new Round());
        behind("they are not written within " + most.toMillis() + " ms (session.write)");
        // Where it was written at this very moment, that finds out.
        plan(RETRY_MILLIS);
    }

    /** Nobody waits any more until all is written. */
    private void behind(String why) {
        if (trouble == null) {
            trouble = why;
            log.warn("Changed sessions stay in memory for now, and are lost if the server is killed: {}", why);
        }
    }

    /**
     * Writes what is left. A table that cannot be reached says so at once; one that
     * is only slow, such as a new file on a busy machine, is waited for.
     */
    @Override
    public void close() {
        try {
            writer.submit(this::round).get(MOST_SECONDS_AT_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("The last sessions were not written", e);
        }
        writer.shutdownNow();
        if (!waiting.isEmpty()) {
            log.error("{} changed sessions were not written: the database cannot be used", waiting.size());
        }
    }
}
