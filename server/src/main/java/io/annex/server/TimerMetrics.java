package io.annex.server;

import io.annex.core.timer.TimerObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is counted of timers. Meters are made when there is something to count,
 * and go with their add-on. Called on one thread.
 */
final class TimerMetrics implements TimerObserver {
    private static final double NANOS = 1e9;

    private final MeterRegistry registry;
    private final Map<String, List<Meter>> byAddon = new HashMap<>();
    private final Map<Meter.Id, AtomicLong> nanos = new ConcurrentHashMap<>();

    TimerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void begun(String addon, String timer, Duration lateness) {
        gauge("annex.timer.lateness.seconds", "How late the last run of a timer began",
                Tags.of("addon", addon, "timer", timer), addon, lateness);
    }

    private void gauge(String name, String description, Tags tags, String addon, Duration value) {
        Meter.Id id = new Meter.Id(name, tags, null, null, Meter.Type.GAUGE);
        AtomicLong known = nanos.get(id);
        if (known == null) {
            known = new AtomicLong();
            nanos.put(id, known);
            keep(addon, Gauge.builder(name, known, each -> each.doubleValue() / NANOS).description(description)
                    .tags(tags).register(registry));
        }
        known.set(value.toNanos());
    }

    private <M extends Meter> M keep(String addon, M meter) {
        List<Meter> all = byAddon.computeIfAbsent(addon, any -> new ArrayList<>());
        if (!all.contains(meter)) {
            all.add(meter);
        }
        return meter;
    }

    @Override
    public void ended(String addon, String timer, String outcome, Duration took) {
        Tags tags = Tags.of("addon", addon, "timer", timer);
        keep(addon, Counter.builder("annex.timer.runs").description("Runs of timers that have ended")
                .tags(tags.and("outcome", outcome)).register(registry)).increment();
        keep(addon, Timer.builder("annex.timer.duration").description("From when a run was handed over to its end")
                .tags(tags).register(registry)).record(took);
    }

    @Override
    public void skipped(String addon, String timer) {
        keep(addon, Counter.builder("annex.timer.skipped").description("Runs of timers that were passed over")
                .tags("addon", addon, "timer", timer).register(registry)).increment();
    }

    @Override
    public void round(String timer, Duration spread) {
        gauge("annex.timer.spread.seconds", "From when a timer was due to when its last add-on had begun",
                Tags.of("timer", timer), "", spread);
    }

    @Override
    public void gone(String addon) {
        List<Meter> all = byAddon.remove(addon);
        if (all != null) {
            all.forEach(each -> {
                registry.remove(each);
                nanos.remove(each.getId());
            });
        }
    }
}
