package io.annex.server;

import io.annex.core.addon.OpObserver;
import io.annex.core.addon.OpOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of the ops of one add-on. Labels come from what services
 * declare; all other names that an add-on's code may think of are one. A meter
 * is made when there is something to count, and looked up by two indices from
 * then on.
 */
final class OpMetrics implements OpObserver {
    private final MeterRegistry registry;
    private final String addon;
    private final List<String> names;
    /** By the op's index. */
    private final AtomicReferenceArray<@Nullable Meters> meters;
    // Guarded by this object.
    private final List<Meter> made = new ArrayList<>();
    private boolean closed;

    /**
     * Those of one op.
     *
     * @param counters
     *            of the outcomes that there were; never altered
     */
    private record Meters(Timer duration, Map<OpOutcome, Counter> counters) {
    }

    OpMetrics(MeterRegistry registry, String addon, List<String> names) {
        this.registry = registry;
        this.addon = addon;
        this.names = names;
        this.meters = new AtomicReferenceArray<>(names.size());
    }

    @Override
    public void done(int op, OpOutcome outcome, long nanos) {
        Meters known = meters.get(op);
        Counter counter = known == null ? null : known.counters().get(outcome);
        if (known == null || counter == null) {
            first(op, outcome, nanos);
        } else {
            counter.increment();
            known.duration().record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void first(int op, OpOutcome outcome, long nanos) {
        if (closed) {
            // The add-on is gone, and with it its meters.
            return;
        }
        Tags tags = Tags.of("addon", addon, "op", names.get(op));
        Meters known = meters.get(op);
        Map<OpOutcome, Counter> counters = new EnumMap<>(OpOutcome.class);
        Timer duration;
        if (known == null) {
            duration = Timer.builder("annex.op.duration").description("From a call of a host service to its answer")
                    .tags(tags).register(registry);
            made.add(duration);
        } else {
            duration = known.duration();
            counters.putAll(known.counters());
        }
        Counter counter = counters.get(outcome);
        if (counter == null) {
            counter = Counter.builder("annex.ops").description("Calls of host services")
                    .tags(tags.and("outcome", outcome.code())).register(registry);
            made.add(counter);
            counters.put(outcome, counter);
            meters.set(op, new Meters(duration, counters));
        }
        counter.increment();
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void close() {
        closed = true;
        made.forEach(registry::remove);
        made.clear();
    }
}
