package io.annex.core.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annex.core.session.SessionTable.Change;
import io.annex.core.session.SessionTable.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions in memory, over a table that they outlive the process in. What is
 * saved is in memory at once, and in the table before the answer goes
 * ({@link SessionWrites}). Where the table cannot be reached, sessions go on in
 * memory, and what was not written is written when it is back.
 *
 * <p>
 * <b>What is late changes nothing.</b> A read waits for the database, and an
 * exchange may run for minutes with the session that it has opened; both may
 * end after others have saved or ended the session. So all who have a session
 * open at the same time hold one {@link SessionLife}: a read that finds its
 * revision changed looks again, and what is saved of a life that has ended is
 * dropped. Lives are kept by a map that holds them weakly, so nothing has to be
 * remembered about an ended id for longer than somebody could still save it,
 * and no time has to be guessed for that. Across processes the table decides: a
 * session that is not there any more is not made again by a save.
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
public final class CachedSessions implements Sessions, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CachedSessions.class);
    /** Share of an add-on in memory, and among what waits to be written. */
    static final long BYTES_IN_MEMORY = 64L << 20;
    /** Share of an add-on in the table. */
    static final long BYTES_IN_TABLE = 1L << 30;
    private static final Duration FRESH = Duration.ofMillis(200);
    private static final Duration MOST_BETWEEN_USES = Duration.ofMinutes(1);
    private static final long SWEEP_SECONDS = 60;

    /** A session in memory; its times are of {@link SessionClock#nanoTime}. */
    private static final class Live {
        final String json;
        final long readNanos;
        /** When the table last heard of a use. */
        volatile long usedNanos;
        /** Whether the table has the session, with whatever content. */
        volatile boolean kept;

        Live(String json, long now, boolean kept) {
            this.json = json;
            this.readNanos = now;
            this.usedNanos = now;
            this.kept = kept;
        }
    }

    private final SessionTable table;
    private final SessionClock clock;
    private final Duration idle;
    private final long betweenUsesNanos;
    private final long bytesInMemory;
    private final Map<String, Cache<String, Live>> memory = new ConcurrentHashMap<>();
    private final Cache<SessionKey, SessionLife> lives = Caffeine.newBuilder().weakValues().build();
    private final SessionWrites writes;

    /**
     * Begins with what is in the table.
     *
     * @param times
     *            how long they are kept
     */
    public CachedSessions(SessionTable table, SessionTimes times) {
        this(table, times, BYTES_IN_MEMORY);
    }

    CachedSessions(SessionTable table, SessionTimes times, long bytesInMemory) {
        this.table = table;
        this.clock = times.clock();
        this.idle = times.idle();
        this.bytesInMemory = bytesInMemory;
        this.betweenUsesNanos = Math.min(MOST_BETWEEN_USES.toNanos(), idle.toNanos() / 10);
        this.writes = new SessionWrites(table, times.write(), bytesInMemory, new SessionWrites.Listener() {
            @Override
            public void kept(Change.Save save) {
                CachedSessions.this.kept(save);
            }

            @Override
            public void gone(Change.Save save) {
                CachedSessions.this.gone(new SessionKey(save.addon(), save.id()));
            }
        });
        if (table != SessionTable.NONE) {
            writes.every(SWEEP_SECONDS, this::sweep);
        }
    }

    /** Why changes are in memory alone at the moment, or {@code null}. */
    public @Nullable String trouble() {
        return writes.trouble();
    }

    private Cache<String, Live> of(String addon) {
        return memory.computeIfAbsent(addon,
                any -> Caffeine.newBuilder().expireAfterAccess(idle).ticker(clock::nanoTime)
                        .maximumWeight(bytesInMemory).weigher((String id, Live live) -> SessionWrites.bytes(live.json))
                        .build());
    }

    /** The life of a session that is there or may begin. */
    private SessionLife life(SessionKey key) {
        SessionLife life = lives.get(key, any -> new SessionLife());
        if (isOver(life)) {
            life = lives.asMap().compute(key,
                    (any, known) -> known == null || isOver(known) ? new SessionLife() : known);
        }
        return life;
    }

    private static boolean isOver(SessionLife life) {
        synchronized (life) {
            return life.isOver();
        }
    }

    // ---- use
    // -------------------------------------------------------------------------------------------------------

    @Override
    public @Nullable OpenSession openNow(String addon, String id) {
        if (table == SessionTable.NONE) {
            return open(addon, id);
        }
        SessionKey key = new SessionKey(addon, id);
        SessionLife life = life(key);
        synchronized (life) {
            return inMemory(key, life, of(addon).getIfPresent(id), clock.nanoTime());
        }
    }

    /** What need not be read. With the life's lock. */
    private @Nullable OpenSession inMemory(SessionKey key, SessionLife life, @Nullable Live known, long now) {
        Change change = writes.waiting(key);
        if (life.isOver() || change instanceof Change.Remove) {
            return new OpenSession(key, life, null, false);
        }
        // What still waits to be written is as old as what is written.
        if (change instanceof Change.Save save
                && (known != null || save.usedAt().isAfter(clock.instant().minus(idle)))) {
            return new OpenSession(key, life, save.json(), !save.begins());
        }
        return known == null || table.isShared() && now - known.readNanos > FRESH.toNanos()
                ? null
                : used(key, life, known, now);
    }

    @Override
    public OpenSession open(String addon, String id) {
        SessionKey key = new SessionKey(addon, id);
        SessionLife life = life(key);
        while (true) {
            long now = clock.nanoTime();
            Live known;
            long revision;
            synchronized (life) {
                known = of(addon).getIfPresent(id);
                OpenSession there = inMemory(key, life, known, now);
                if (there != null) {
                    return there;
                }
                revision = life.revision();
            }
            Optional<Live> read = read(key, known, now);
            synchronized (life) {
                if (life.revision() == revision) {
                    if (read.isEmpty()) {
                        of(addon).invalidate(id);
                        return new OpenSession(key, life, null, false);
                    }
                    of(addon).put(id, read.get());
                    return used(key, life, read.get(), now);
                }
                // What was read is older than what somebody has done since.
            }
        }
    }

    private OpenSession used(SessionKey key, SessionLife life, Live live, long now) {
        if (now - live.usedNanos > betweenUsesNanos) {
            live.usedNanos = now;
            writes.put(new Change.Use(key.addon(), key.id(), clock.instant()));
        }
        return new OpenSession(key, life, live.json, live.kept);
    }

    /** What the table has; where it cannot be asked, what is known. */
    private Optional<Live> read(SessionKey key, @Nullable Live known, long now) {
        try {
            Optional<Row> row = table.load(key.addon(), key.id())
                    .filter(each -> each.usedAt().isAfter(clock.instant().minus(idle)));
            return row.map(each -> {
                Live live = new Live(each.json(), now, true);
                live.usedNanos = now - Duration.between(each.usedAt(), clock.instant()).toNanos();
                return live;
            });
        } catch (IOException e) {
            log.debug("A session was not read: {}", e.getMessage());
            return Optional.ofNullable(known);
        }
    }

    @Override
    public CompletionStage<Boolean> begin(String addon, String id, String json) {
        SessionKey key = new SessionKey(addon, id);
        return save(key, life(key), json, false);
    }

    @Override
    public CompletionStage<Boolean> save(OpenSession session, String json) {
        return save(session.key(), session.life(), json, session.isKept());
    }

    private CompletionStage<Boolean> save(SessionKey key, SessionLife life, String json, boolean opened) {
        synchronized (life) {
            if (life.isOver()) {
                log.debug("{}: a change came after the end of its session", key.addon());
                return DONE;
            }
            life.changed();
            Live before = of(key.addon()).getIfPresent(key.id());
            boolean kept = before == null ? opened : before.kept;
            of(key.addon()).put(key.id(), new Live(json, clock.nanoTime(), kept));
            return writes.put(new Change.Save(key.addon(), key.id(), json, clock.instant(), !kept));
        }
    }

    @Override
    public CompletionStage<Boolean> end(String addon, String id) {
        SessionKey key = new SessionKey(addon, id);
        SessionLife life = life(key);
        synchronized (life) {
            life.end();
            of(addon).invalidate(id);
            return writes.put(new Change.Remove(addon, id));
        }
    }

    // ---- the table
    // -------------------------------------------------------------------------------------------------

    private void kept(Change.Save save) {
        Live live = of(save.addon()).getIfPresent(save.id());
        if (live != null) {
            live.kept = true;
        }
    }

    /** Another process has ended the session. */
    private void gone(SessionKey key) {
        SessionLife life = life(key);
        synchronized (life) {
            if (!(writes.waiting(key) instanceof Change.Save next && next.begins())) {
                life.end();
                of(key.addon()).invalidate(key.id());
            }
        }
    }

    private void sweep() {
        try {
            table.sweep(clock.instant().minus(idle), BYTES_IN_TABLE);
        } catch (IOException | RuntimeException | Error e) {
            // What throws is not called again.
            log.debug("Idle sessions were not swept: {}", e.toString());
        }
    }

    /** Writes what is left. */
    @Override
    public void close() {
        writes.close();
    }
}
