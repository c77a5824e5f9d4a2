package io.annex.core.service.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one version of an add-on, within what that may have and what
 * {@linkplain CacheRoom all together} may. Thread-safe.
 */
final class Entries {
    /** What an entry takes besides its characters. */
    private static final int OVERHEAD_BYTES = 200;

    private record Entry(CacheAnswer value, Duration time) {
    }

    private final CacheRoom room;
    private final long most;
    private final AtomicLong bytes = new AtomicLong();
    private final Cache<CacheKey, Entry> kept;
    private final Policy.Eviction<CacheKey, Entry> eviction;

    /**
     * @param most
     *            bytes of all entries
     * @param clock
     *            drops what has expired, also where nobody asks any more
     */
    Entries(CacheRoom room, long most, ScheduledExecutorService clock) {
        this.room = room;
        this.most = most;
        this.kept = Caffeine.newBuilder().maximumWeight(most).weigher(Entries::bytesOf)
                .expireAfter(Expiry.<CacheKey, Entry>writing((key, entry) -> entry.time()))
                // On the thread that writes: the figures are right when it goes on.
                .executor(Runnable::run).scheduler(Scheduler.forScheduledExecutorService(clock))
                .removalListener((key, entry, cause) -> {
                    if (key != null && entry != null) {
                        count(-bytesOf(key, entry));
                    }
                }).build();
        this.eviction = kept.policy().eviction().orElseThrow();
        room.enter(this);
    }

    /** Two bytes a character: what a text takes at most. */
    private static int bytesOf(CacheKey key, Entry entry) {
        return OVERHEAD_BYTES + 2 * (key.namespace().length() + key.name().length() + entry.value().text().length());
    }

    @Nullable
    CacheAnswer get(CacheKey key) {
        Entry entry = kept.getIfPresent(key);
        return entry == null ? null : entry.value();
    }

    void put(CacheKey key, CacheAnswer value, Duration time) {
        Entry entry = new Entry(value, time);
        count(bytesOf(key, entry));
        kept.put(key, entry);
        room.trim();
    }

    void remove(CacheKey key) {
        kept.invalidate(key);
    }

    private void count(long change) {
        bytes.addAndGet(change);
        room.count(change);
    }

    /**
     * What is kept at the moment, what has expired and was not noticed included.
     */
    long bytes() {
        return bytes.get();
    }

    /** Drops what is used least, until there is so much less. */
    void shrink(long by) {
        eviction.setMaximum(Math.max(0, bytes.get() - by));
        kept.cleanUp();
        eviction.setMaximum(most);
    }

    /** Nothing is kept any more. */
    void close() {
        kept.invalidateAll();
        kept.cleanUp();
        room.leave(this);
    }
}
