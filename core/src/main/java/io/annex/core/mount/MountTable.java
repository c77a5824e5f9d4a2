package io.annex.core.mount;

import io.annex.core.addon.EndpointTable;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.http.EncodedSlash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What serves at which path. Requests read one volatile reference to an
 * immutable map, without a lock, so there is no moment at which one falls
 * between two versions. Thread-safe.
 */
public final class MountTable {
    private volatile Map<String, MountTarget> byPath;
    /** Segments of the longest mount. */
    private volatile int deepest = 1;

    /**
     * @param policies
     *            those of all styles
     */
    public MountTable(List<MountPolicy> policies) {
        Map<String, MountTarget> mounts = new HashMap<>();
        for (MountPolicy policy : policies) {
            switch (policy) {
                case MountPolicy.Shared shared -> mounts.put(shared.path(), new MountTarget.Many(shared, Map.of()));
                case MountPolicy.Joint joint ->
                    joint.paths().forEach(path -> mounts.put(path, new MountTarget.Joint(path)));
                case MountPolicy.Own own -> {
                }
            }
        }
        this.byPath = Map.copyOf(mounts);
        this.deepest = mounts.keySet().stream().mapToInt(MountTable::segments).reduce(1, Math::max);
    }

    private static int segments(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    /**
     * What is mounted at the longest prefix of {@code path} (as received, with its
     * percent signs), or {@code null}.
     */
    public @Nullable MountTarget at(String path) {
        Map<String, MountTarget> mounts = byPath;
        int end = path.length();
        for (int segments = deepest; segments > 0; segments--) {
            end = endOfSegment(path, segments);
            String prefix = end == path.length() ? path : path.substring(0, end);
            MountTarget mounted = EncodedSlash.in(prefix)
                    ? null
                    : mounts.get(prefix.indexOf('%') < 0 ? prefix : EndpointTable.decode(prefix));
            if (mounted != null) {
                return mounted;
            }
        }
        return null;
    }

    private static int endOfSegment(String path, int segments) {
        int at = 0;
        for (int i = 0; i < segments; i++) {
            at = path.indexOf('/', at + 1);
            if (at < 0) {
                return path.length();
            }
        }
        return at;
    }

    /** Puts one version in the place of another; either may be missing. */
    public synchronized void swap(@Nullable Version previous, @Nullable Version next) {
        Map<String, MountTarget> mounts = new HashMap<>(byPath);
        if (previous != null) {
            mounts.computeIfPresent(previous.mount(), (path, target) -> MountTarget.without(target, previous));
        }
        if (next != null && !(next.mountPolicy() instanceof MountPolicy.Joint)) {
            mounts.compute(next.mount(), (path, target) -> MountTarget.with(target, next));
            deepest = Math.max(deepest, segments(next.mount()));
        }
        byPath = Map.copyOf(mounts);
    }
}
