package io.annex.server;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.OpObserver;
import io.annex.core.addon.Origin;
import io.annex.core.addon.Version;
import io.annex.core.addon.VersionObserver;
import io.annex.core.deploy.Deployments;
import io.annex.core.message.Messages;
import io.annex.core.timer.TimerObserver;
import io.annex.engine.Engines;
import io.annex.engine.Isolation;
import io.annex.engine.StopReason;
import io.annex.engine.WorkersStatus;
import io.annex.engine.cell.CellEngine;
import io.annex.engine.cell.CellsStatus;
import io.annex.server.database.Storage;
import io.annex.server.http.Edge;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What an operator sees of the add-ons, for Prometheus. Labels come from
 * add-ons and their endpoint templates alone, never from a request's path, so
 * that their number is bounded.
 */
final class Metrics implements ExchangeObserver {
    private record Dropped(String addon, Origin origin) {
    }

    private record Breach(String addon, StopReason reason) {
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ExchangeMetrics exchanges = new ExchangeMetrics();
    private final Map<Breach, Counter> breaches = new ConcurrentHashMap<>();
    private final Map<Dropped, Counter> dropped = new ConcurrentHashMap<>();
    private final List<Runnable> gauges = new ArrayList<>();

    Metrics() {
        registry.getPrometheusRegistry().register(exchanges);
    }

    @Override
    public VersionObserver serves(Version version) {
        return exchanges.serves(version);
    }

    @Override
    public void breach(String addon, StopReason reason) {
        breaches.computeIfAbsent(new Breach(addon, reason), key -> Counter.builder("annex.breaches")
                .description("Limits passed").tags("addon", addon, "reason", reason.code()).register(registry))
                .increment();
    }

    @Override
    public void dropped(String addon, Origin origin) {
        dropped.computeIfAbsent(new Dropped(addon, origin),
                key -> Counter.builder("annex.messages.dropped").description("Messages that were not delivered")
                        .tags("addon", addon, "origin", origin.code()).register(registry))
                .increment();
    }

    /** Hears of timers. */
    TimerObserver timers() {
        return new TimerMetrics(registry);
    }

    /** Adds what waits for add-ons. */
    void observe(Messages messages, Deployments deployments) {
        gauge(deployments, "annex.messages.waiting", "Messages waiting for the add-on",
                version -> messages.waiting(version.addon()), version -> version);
    }

    @Override
    public OpObserver ops(String addon, List<String> names) {
        return new OpMetrics(registry, addon, names);
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
        gauge(deployments, "annex.evaluated",
                "1 where the add-on has been evaluated, 0 where its endpoints are known from the start before",
                version -> version.workers().isEvaluated() ? 1 : 0, version -> version);
        gauge(deployments, "annex.isolated", "1 where the add-on runs in a cell, 0 in the server's process",
                version -> version.settings().placement().isolation() == Isolation.PROCESS ? 1 : 0, version -> version);
    }

    /** Adds what all cells together take; 0 while there was none. */
    void observe(Engines engines) {
        cells(engines, "annex.cells", "Live cells, those that wait for an add-on among them", CellsStatus::live);
        cells(engines, "annex.cells.max", "Most live cells", status -> status.bounds().most());
        cells(engines, "annex.cells.resident.bytes", "Memory of all cells", CellsStatus::bytes);
        cells(engines, "annex.cells.memory.bytes", "Most memory of all cells", status -> status.bounds().memory());
        cells(engines, "annex.cells.waiting", "Add-ons that wait for a cell", CellsStatus::waiting);
        FunctionCounter.builder("annex.cells.put.away", engines,
                each -> each.started(Isolation.PROCESS) instanceof CellEngine cells ? cells.status().putAway() : 0)
                .description("Idle cells that were ended because another add-on wanted their place").register(registry);
    }

    private void cells(Engines engines, String name, String description, ToDoubleFunction<CellsStatus> value) {
        Gauge.builder(name, engines,
                each -> each.started(Isolation.PROCESS) instanceof CellEngine cells
                        ? value.applyAsDouble(cells.status())
                        : 0)
                .description(description).register(registry);
    }

    /** Adds what clients take. */
    void observe(Edge edge) {
        Gauge.builder("annex.connections", edge, Edge::openConnections).description("Connections of clients")
                .register(registry);
        FunctionCounter.builder("annex.connections.refused", edge, Edge::refusedConnections)
                .description("Connections that were refused because there were too many").register(registry);
        Gauge.builder("annex.buffered.bytes", edge, each -> each.budget().used())
                .description("Bytes that are held for clients").register(registry);
        Gauge.builder("annex.buffered.max.bytes", edge, each -> each.budget().most())
                .description("Bytes that may be held for clients").register(registry);
        FunctionCounter.builder("annex.buffered.cut", edge, each -> each.budget().cut())
                .description("Exchanges that were cut because they held most for longest").register(registry);
        FunctionCounter.builder("annex.buffered.refused", edge, each -> each.budget().refused())
                .description("Bodies and answers that found no room").register(registry);
    }

    /** Adds what is read from the database's parts. */
    void observe(Storage storage) {
        Gauge.builder("annex.database.away", storage, each -> each.trouble() == null ? 0 : 1)
                .description("1 while the database cannot be used").register(registry);
        FunctionCounter.builder("annex.trace.dropped", storage, Storage::droppedTrace)
                .description("Rows of the trace that came faster than they could be written").register(registry);
        FunctionCounter.builder("annex.events.not.shared", storage, Storage::droppedEvents)
                .description("Events that other servers were not told of").register(registry);
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

    /** All metrics in Prometheus' text format. For one thread at a time. */
    String scrape() {
        gauges.forEach(Runnable::run);
        return registry.scrape();
    }
}
