package io.annex.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annex.core.SessionTable.Change;
import io.annex.core.SessionTable.Row;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions in memory, over a table that they outlive the process in. What is
 * saved is in memory at once and in the table a moment later: all that has
 * changed in the meantime is written together, one row a session however often
 * it has changed. Where the table cannot be reached, sessions go on in memory,
 * and what was not written is written when it is back.
 *
 * <p>
 * Sessions are forgotten when idle for a while, or, the least used first, when
 * those of their add-on fill its share. Each add-on has shares of its own (in
 * memory, among what waits to be written, in the table), so that none can push
 * another's sessions out.
 *
 * <p>
 * Where other processes use the same table, what is in memory counts for
 * {@link #FRESH} only, and is then read again. Of two changes to one session at
 * the same time in two processes the later one stays.
 */
public final class StoredSessions implements SessionStore, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoredSessions.class);
    /** Share of an add-on in memory, and among what waits to be written. */
    static final long BYTES_IN_MEMORY = 64L << 20;
    /** Share of an add-on in the table. */
    static final long BYTES_IN_TABLE = 1L << 30;
    private static final Duration FRESH = Duration.ofMillis(200);
    private static final Duration MOST_BETWEEN_USES = Duration.ofMinutes(1);
    private static final long WRITE_MILLIS = 50;
    private static final long WRITE_SHARED_MILLIS = 2;
    private static final long RETRY_MILLIS = 1_000;
    private static final long SWEEP_SECONDS = 60;
    private static final long MOST_SECONDS_AT_END = 30;
    private static final int BATCH = 500;
    private static final int BYTES_BESIDE_JSON = 200;

    private record Key(String addon, String id) {
    }

    /** A session in memory; its times are of {@link System#nanoTime}. */
    private static final class Live {
        final String json;
        final long readNanos;
        /** When the table last heard of a use. */
        volatile long usedNanos;

        Live(String json, long now) {
            this.json = json;
            this.readNanos = now;
            this.usedNanos = now;
        }
    }

    private final SessionTable table;
    private final Duration idle;
    private final long betweenUsesNanos;
    private final long bytesInMemory;
    private final Map<String, Cache<String, Live>> memory = new ConcurrentHashMap<>();
    private final Map<Key, Change> waiting = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> waitingBytes = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean full = new AtomicBoolean();
    private final ScheduledExecutorService writer;

    /**
     * Begins with what is in the table.
     *
     * @param idle
     *            how long a session is kept without being used
     */
    public StoredSessions(SessionTable table, Duration idle) {
        this(table, idle, BYTES_IN_MEMORY);
    }

    StoredSessions(SessionTable table, Duration idle, long bytesInMemory) {
        this.table = table;
        this.idle = idle;
        this.bytesInMemory = bytesInMemory;
        this.betweenUsesNanos = Math.min(MOST_BETWEEN_USES.toNanos(), idle.toNanos() / 10);
        this.writer = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("annex-sessions").factory());
        if (table != SessionTable.NONE) {
            writer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Cache<String, Live> of(String addon) {
        return memory.computeIfAbsent(addon, any -> Caffeine.newBuilder().expireAfterAccess(idle)
                .maximumWeight(bytesInMemory).weigher((String id, Live live) -> bytes(live.json)).build());
    }

    private static int bytes(String json) {
        return BYTES_BESIDE_JSON + json.length();
    }

    // ---- use
    // -------------------------------------------------------------------------------------------------------

    @Override
    public @Nullable String load(String addon, String id) {
        long now = System.nanoTime();
        Live live = of(addon).getIfPresent(id);
        Change change = waiting.get(new Key(addon, id));
        if (change instanceof Change.Remove) {
            return null;
        }
        if (change instanceof Change.Save save) {
            return save.json();
        }
        if (live == null || table.isShared() && now - live.readNanos > FRESH.toNanos()) {
            live = read(addon, id, live, now);
        }
        if (live == null) {
            return null;
        }
        if (now - live.usedNanos > betweenUsesNanos) {
            live.usedNanos = now;
            put(new Change.Use(addon, id, Instant.now()));
        }
        return live.json;
    }

    private @Nullable Live read(String addon, String id, @Nullable Live known, long now) {
        Optional<Row> row;
        try {
            row = table.load(addon, id).filter(each -> each.usedAt().isAfter(Instant.now().minus(idle)));
        } catch (IOException e) {
            log.debug("A session was not read: {}", e.getMessage());
            return known;
        }
        if (row.isEmpty()) {
            of(addon).invalidate(id);
            return null;
        }
        Live live = new Live(row.get().json(), now);
        live.usedNanos = now - Duration.between(row.get().usedAt(), Instant.now()).toNanos();
        of(addon).put(id, live);
        return live;
    }

    @Override
    public void save(String addon, String id, String json) {
        of(addon).put(id, new Live(json, System.nanoTime()));
        put(new Change.Save(addon, id, json, Instant.now()));
    }

    @Override
    public void remove(String addon, String id) {
        of(addon).invalidate(id);
        put(new Change.Remove(addon, id));
    }

    // ---- the table
    // -------------------------------------------------------------------------------------------------

    private void put(Change change) {
        if (table == SessionTable.NONE) {
            return;
        }
        AtomicLong bytes = waitingBytes.computeIfAbsent(change.addon(), any -> new AtomicLong());
        boolean fits = bytes.get() + weight(change) <= bytesInMemory;
        waiting.compute(new Key(change.addon(), change.id()), (key, before) -> {
            Change next = before == null ? change : merged(before, change);
            if (!fits && weight(next) > weight(before)) {
                return before;
            }
            bytes.addAndGet(weight(next) - weight(before));
            return next;
        });
        if (!fits && full.compareAndSet(false, true)) {
            log.error("{}: more sessions change than can be written; some of them are in memory alone", change.addon());
        }
        schedule(table.isShared() ? WRITE_SHARED_MILLIS : WRITE_MILLIS);
    }

    /** A use changes no more than the time of what is to be done anyway. */
    private static Change merged(Change before, Change change) {
        if (change instanceof Change.Use use) {
            return switch (before) {
                case Change.Save save -> new Change.Save(save.addon(), save.id(), save.json(), use.usedAt());
                case Change.Use older -> use;
                case Change.Remove remove -> remove;
            };
        }
        return change;
    }

    private static long weight(@Nullable Change change) {
        return switch (change) {
            case null -> 0;
            case Change.Save save -> bytes(save.json());
            case Change.Use use -> BYTES_BESIDE_JSON;
            case Change.Remove remove -> BYTES_BESIDE_JSON;
        };
    }

    private void schedule(long millis) {
        if (scheduled.compareAndSet(false, true)) {
            try {
                writer.schedule(this::write, millis, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.RejectedExecutionException e) {
                log.debug("A session changed after the end", e);
            }
        }
    }

    private void write() {
        scheduled.set(false);
        try {
            while (!waiting.isEmpty()) {
                writeBatch();
            }
            full.set(false);
        } catch (IOException e) {
            log.debug("{} sessions wait to be written: {}", waiting.size(), e.getMessage());
            schedule(RETRY_MILLIS);
        } catch (RuntimeException | Error e) {
            log.error("Sessions could not be written", e);
            schedule(RETRY_MILLIS);
        }
    }

    private void writeBatch() throws IOException {
        List<Map.Entry<Key, Change>> batch = new ArrayList<>();
        for (Map.Entry<Key, Change> each : waiting.entrySet()) {
            batch.add(Map.entry(each.getKey(), each.getValue()));
            if (batch.size() == BATCH) {
                break;
            }
        }
        table.write(batch.stream().map(Map.Entry::getValue).toList());
        for (Map.Entry<Key, Change> written : batch) {
            waiting.computeIfPresent(written.getKey(), (key, change) -> {
                if (change != written.getValue()) {
                    return change; // it has changed since
                }
                AtomicLong bytes = waitingBytes.get(key.addon());
                if (bytes != null) {
                    bytes.addAndGet(-weight(change));
                }
                return null;
            });
        }
    }

    private void sweep() {
        try {
            table.sweep(Instant.now().minus(idle), BYTES_IN_TABLE);
        } catch (IOException | RuntimeException | Error e) {
            // What throws is not called again.
            log.debug("Idle sessions were not swept: {}", e.toString());
        }
    }

    /**
     * Writes what is left. A table that cannot be reached says so at once; one that
     * is only slow, such as a new file on a busy machine, is waited for.
     */
    @Override
    public void close() {
        try {
            writer.submit(this::write).get(MOST_SECONDS_AT_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            log.debug("The last sessions were not written", e);
        }
        writer.shutdownNow();
        if (!waiting.isEmpty()) {
            log.error("{} changed sessions were not written: the database cannot be used", waiting.size());
        }
    }
}
