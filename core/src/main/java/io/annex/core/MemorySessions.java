package io.annex.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in memory: forgotten when idle for a while, or, the least used
 * first, when they fill their share of memory.
 */
final class MemorySessions implements SessionStore {
    private record Key(String addon, String id) {
    }

    private final Cache<Key, String> sessions;

    MemorySessions(Duration idle, long maximumBytes) {
        sessions = Caffeine.newBuilder().expireAfterAccess(idle).maximumWeight(maximumBytes)
                .weigher((Key key, String json) -> 200 + json.length()).build();
    }

    @Override
    public @Nullable String load(String addon, String id) {
        return sessions.getIfPresent(new Key(addon, id));
    }

    @Override
    public void save(String addon, String id, String json) {
        sessions.put(new Key(addon, id), json);
    }

    @Override
    public void remove(String addon, String id) {
        sessions.invalidate(new Key(addon, id));
    }
}
