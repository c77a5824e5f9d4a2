package io.annex.core.settings;

import io.annex.core.access.Rate;
import io.annex.core.access.Rates;
import io.annex.engine.WorkerLimits;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits in force for an add-on: {@linkplain Limit the defaults}, with what
 * was configured on top. Immutable.
 */
public final class Limits {
    /** All defaults. */
    public static final Limits DEFAULTS = new Limits(List.of());

    /** In the order in which they are shown. */
    private final Map<Limit, Long> values = new LinkedHashMap<>();

    private Limits(List<Limit> ofServices) {
        Limit.CORE.forEach(limit -> values.put(limit, limit.defaultValue()));
        ofServices.forEach(limit -> values.put(limit, limit.defaultValue()));
    }

    /** All defaults, those of services' own limits among them. */
    public static Limits of(List<Limit> ofServices) {
        return new Limits(ofServices);
    }

    /**
     * These limits with some replaced.
     *
     * @param texts
     *            values as people write them, by {@link Limit#key}
     * @throws IllegalArgumentException
     *             for an unknown key or a bad value, saying which and what was
     *             expected
     */
    public Limits with(Map<String, String> texts) {
        Limits changed = new Limits(List.of());
        changed.values.putAll(values);
        texts.forEach((key, text) -> {
            Limit limit = byKey(key);
            changed.values.put(limit, limit.parse(text));
        });
        return changed;
    }

    private Limit byKey(String key) {
        StringBuilder known = new StringBuilder();
        for (Limit limit : values.keySet()) {
            if (limit.key().equals(key)) {
                return limit;
            }
            known.append(known.isEmpty() ? "" : ", ").append(limit.key());
        }
        throw new IllegalArgumentException("limits." + key + ": "
                + Nearest.unknown(key, List.of(known.toString().split(", "))) + " (expected: one of " + known + ")");
    }

    /** Nanoseconds, bytes, a count, or a {@linkplain Rate#packed rate}. */
    public long get(Limit limit) {
        Long value = values.get(limit);
        return value == null ? limit.defaultValue() : value;
    }

    /** Every limit, by its key. */
    public Map<String, Long> all() {
        Map<String, Long> all = new HashMap<>();
        values.forEach((limit, value) -> all.put(limit.key(), value));
        return all;
    }

    /** What holds requests to their rates; {@code null} where there is none. */
    @Nullable
    public Rates rates() {
        Rate all = Rate.of(get(Limit.REQUESTS));
        Rate each = Rate.of(get(Limit.REQUESTS_PER_CLIENT));
        return all.most() == 0 && each.most() == 0 ? null : new Rates(all, each);
    }

    public WorkerLimits forWorkers() {
        return new WorkerLimits(Limit.time(get(Limit.CPU)), Limit.time(get(Limit.WALL)), Limit.time(get(Limit.AFTER)),
                get(Limit.HEAP), get(Limit.EXTERNAL), Math.toIntExact(get(Limit.WORKERS)),
                Math.toIntExact(get(Limit.IN_FLIGHT)), Math.toIntExact(get(Limit.QUEUED)), get(Limit.OUTPUT),
                Math.toIntExact(get(Limit.SESSION)), Math.toIntExact(get(Limit.TIMERS)), Limit.time(get(Limit.LOAD)),
                Limit.time(get(Limit.IDLE)), get(Limit.RESIDENT), Math.toIntExact(get(Limit.DEATHS)),
                get(Limit.LOG_LINES), Limit.time(get(Limit.STREAM_IDLE)), Math.toIntExact(get(Limit.STREAMS)));
    }
}
