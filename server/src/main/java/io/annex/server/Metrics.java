package io.annex.server;

import io.annex.core.Deployments;
import io.annex.core.Endpoint;
import io.annex.core.ExchangeObserver;
import io.annex.core.Version;
import io.annex.engine.Isolation;
import io.annex.engine.StopReason;
import io.annex.engine.WorkersStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of the add-ons, for Prometheus. Labels come from
 * add-ons and their endpoint templates alone, never from a request's path, so
 * that their number is bounded.
 */
final class Metrics implements ExchangeObserver {
    private static final Duration[] BUCKETS = {Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
            Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
            Duration.ofSeconds(5), Duration.ofSeconds(30)};

    /**
     * The meters of one endpoint of one add-on; {@code statuses} by status class.
     */
    private record Meters(Counter[] statuses, Timer duration, Counter cpu) {
    }

    private record Key(String addon, String method, String template) {
    }

    private record Breach(String addon, StopReason reason) {
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Key, Meters> byKey = new ConcurrentHashMap<>();
    private final Map<Breach, Counter> breaches = new ConcurrentHashMap<>();
    private final List<Runnable> gauges = new ArrayList<>();

    @Override
    public void completed(Version version, @Nullable Endpoint endpoint, int status, long cpuNanos, long nanos) {
        Meters meters = endpoint == null ? meters(new Key(version.addon(), "", "none")) : meters(version, endpoint);
        int statusClass = Math.clamp(status / 100, 1, 5);
        meters.statuses()[statusClass].increment();
        meters.duration().record(nanos, TimeUnit.NANOSECONDS);
        meters.cpu().increment(cpuNanos / 1e9);
    }

    private Meters meters(Version version, Endpoint endpoint) {
        return meters(new Key(version.addon(), endpoint.method(), endpoint.template()));
    }

    private Meters meters(Key key) {
        Meters known = byKey.get(key);
        return known != null ? known : byKey.computeIfAbsent(key, this::register);
    }

    private Meters register(Key key) {
        Tags tags = Tags.of("addon", key.addon(), "method", key.method(), "endpoint", key.template());
        Counter[] statuses = new Counter[6];
        for (int i = 1; i < statuses.length; i++) {
            statuses[i] = Counter.builder("annex.requests").description("Requests answered")
                    .tags(tags.and("status", i + "xx")).register(registry);
        }
        Timer duration = Timer.builder("annex.request.duration").description("From the request's head to the answer")
                .tags(tags).serviceLevelObjectives(BUCKETS).register(registry);
        Counter cpu = Counter.builder("annex.cpu.seconds").description("CPU time in workers").tags(tags)
                .register(registry);
        return new Meters(statuses, duration, cpu);
    }

    @Override
    public void breach(String addon, StopReason reason) {
        breaches.computeIfAbsent(new Breach(addon, reason), key -> Counter.builder("annex.breaches")
                .description("Limits passed").tags("addon", addon, "reason", reason.code()).register(registry))
                .increment();
    }

    /** Adds the gauges that are read from the add-ons' workers. */
    void observe(Deployments deployments) {
        Gauge.builder("annex.addons", deployments, each -> each.active().size()).description("Add-ons that serve")
                .register(registry);
        gauge(deployments, "annex.workers", "Workers alive", WorkersStatus::workers);
        gauge(deployments, "annex.exchanges.queued", "Exchanges waiting for a worker", WorkersStatus::queued);
        gauge(deployments, "annex.exchanges.in.flight", "Exchanges in workers", WorkersStatus::inFlight);
        gauge(deployments, "annex.heap.bytes", "V8 heap of the workers", WorkersStatus::heapBytes);
        gauge(deployments, "annex.external.bytes", "Array buffers of the workers", WorkersStatus::externalBytes);
        gauge(deployments, "annex.cell.resident.bytes", "Memory of the add-on's cell; 0 in the server's process",
                WorkersStatus::residentBytes);
        gauge(deployments, "annex.suspended", "1 while the add-on is out of service because its cells died",
                status -> status.suspended() ? 1 : 0);
        gauge(deployments, "annex.isolated", "1 where the add-on runs in a cell, 0 in the server's process",
                version -> version.settings().placement().isolation() == Isolation.PROCESS ? 1 : 0, version -> version);
    }

    private void gauge(Deployments deployments, String name, String description,
            ToDoubleFunction<WorkersStatus> value) {
        gauge(deployments, name, description, value, version -> version.workers().status());
    }

    private <T> void gauge(Deployments deployments, String name, String description, ToDoubleFunction<T> value,
            Function<Version, T> of) {
        MultiGauge gauge = MultiGauge.builder(name).description(description).register(registry);
        gauges.add(() -> {
            Collection<Version> versions = deployments.active();
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            for (Version version : versions) {
                rows.add(MultiGauge.Row.of(Tags.of("addon", version.addon()), of.apply(version), value));
            }
            gauge.register(rows, true);
        });
    }

    /** All metrics in Prometheus' text format. */
    synchronized String scrape() {
        gauges.forEach(Runnable::run);
        return registry.scrape();
    }
}
