package io.annex.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in memory: forgotten when idle for a while, or, the least used
 * first, when those of their add-on fill its share of memory. Each add-on has a
 * share of its own, so that none can push another's sessions out.
 */
final class MemorySessions implements SessionStore {
    private final Map<String, Cache<String, String>> byAddon = new ConcurrentHashMap<>();
    private final Duration idle;
    private final long bytesOfAddon;

    MemorySessions(Duration idle, long bytesOfAddon) {
        this.idle = idle;
        this.bytesOfAddon = bytesOfAddon;
    }

    private Cache<String, String> of(String addon) {
        return byAddon.computeIfAbsent(addon, any -> Caffeine.newBuilder().expireAfterAccess(idle)
                .maximumWeight(bytesOfAddon).weigher((String id, String json) -> 200 + json.length()).build());
    }

    @Override
    public @Nullable String load(String addon, String id) {
        return of(addon).getIfPresent(id);
    }

    @Override
    public void save(String addon, String id, String json) {
        of(addon).put(id, json);
    }

    @Override
    public void remove(String addon, String id) {
        of(addon).invalidate(id);
    }
}
