package io.annex.server;

import io.annex.core.addon.Endpoint;
import io.annex.core.addon.Listener;
import io.annex.core.addon.Origin;
import io.annex.core.addon.Version;
import io.annex.core.addon.VersionObserver;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of exchanges, by the endpoints that they were for. It is put
 * into the form of metrics when somebody asks for it, not when it is counted.
 */
final class ExchangeMetrics implements MultiCollector {
    private static final String REQUEST = "http";
    private static final List<Origin> ORIGINS = List.of(Origin.values());
    private static final String DURATION = "From the request's head to the answer";

    /**
     * What is counted for one version. The counts of an endpoint are looked up at
     * its first exchange and kept here, so that an exchange allocates nothing. They
     * belong to the add-on: the next version that has the endpoint goes on counting
     * where this one ends, and they go when no version has it any more.
     */
    private final class Counted implements VersionObserver {
        private final List<Labels> keys = new ArrayList<>();
        private final int none;
        /**
         * By the endpoint's index; then those of no endpoint; then by the listener's
         * index and the origin.
         */
        private final AtomicReferenceArray<@Nullable ExchangeCounts> byEndpoint;
        /** Guarded by {@link #shared}. */
        private boolean closed;

        Counted(Version version) {
            for (Endpoint endpoint : version.endpoints()) {
                keys.add(labels(version, endpoint.template(), endpoint.method(), REQUEST));
            }
            none = keys.size();
            keys.add(labels(version, "none", "", REQUEST));
            for (Listener listener : version.listeners()) {
                for (Origin origin : ORIGINS) {
                    keys.add(labels(version, listener.name(), "", origin.code()));
                }
            }
            this.byEndpoint = new AtomicReferenceArray<>(keys.size());
            synchronized (shared) {
                for (int i = 0; i < keys.size(); i++) {
                    ExchangeCounts counts = shared.get(keys.get(i));
                    if (counts != null) {
                        hold(i, counts);
                    }
                }
            }
        }

        private void hold(int index, ExchangeCounts counts) {
            counts.holders++;
            byEndpoint.set(index, counts);
        }

        @Override
        public void completed(@Nullable Endpoint endpoint, int status, long cpuNanos, long arrivedAt, long received,
                long sent) {
            record(endpoint == null ? none : endpoint.index(), status, cpuNanos, arrivedAt, received, sent);
        }

        @Override
        public void heard(Listener listener, Origin origin, int status, long cpuNanos, long sentAt) {
            record(none + 1 + listener.index() * ORIGINS.size() + ORIGINS.indexOf(origin), status, cpuNanos, sentAt, 0,
                    0);
        }

        private void record(int index, int status, long cpuNanos, long since, long received, long sent) {
            ExchangeCounts known = byEndpoint.get(index);
            if (known == null) {
                known = first(index);
            }
            if (known != null) {
                long now = System.nanoTime();
                known.record(status, cpuNanos, now - since, received, sent, now);
            }
        }

        private @Nullable ExchangeCounts first(int index) {
            Labels labels = keys.get(index);
            synchronized (shared) {
                if (closed) {
                    // An answer that was on its way when the version was retired.
                    return shared.get(labels);
                }
                ExchangeCounts counts = byEndpoint.get(index);
                if (counts == null) {
                    counts = shared.computeIfAbsent(labels, ExchangeCounts::new);
                    hold(index, counts);
                }
                return counts;
            }
        }

        @Override
        public void close() {
            synchronized (shared) {
                closed = true;
                for (int i = 0; i < byEndpoint.length(); i++) {
                    ExchangeCounts counts = byEndpoint.get(i);
                    if (counts != null && --counts.holders == 0) {
                        shared.remove(counts.labels());
                    }
                }
            }
        }
    }

    /** By what is counted apart. */
    private final Map<Labels, ExchangeCounts> shared = new HashMap<>();

    VersionObserver serves(Version version) {
        return new Counted(version);
    }

    /**
     * What is counted apart.
     *
     * @param endpoint
     *            template of an endpoint, or name of a listener
     * @param origin
     *            what the exchanges began with
     */
    private static Labels labels(Version version, String endpoint, String method, String origin) {
        return Labels.of("addon", version.addon(), "endpoint", endpoint, "method", method, "origin", origin);
    }

    @Override
    public MetricSnapshots collect() {
        List<ExchangeCounts> all;
        synchronized (shared) {
            all = List.copyOf(shared.values());
        }
        if (all.isEmpty()) {
            return MetricSnapshots.of();
        }
        return MetricSnapshots.of(requests(all), durations(all), longest(all),
                counter("annex_cpu_seconds", "CPU time in workers", all, ExchangeCounts::cpuSeconds),
                counter("annex_request_body_bytes", "Bytes of requests' bodies", all, ExchangeCounts::received),
                counter("annex_answer_body_bytes", "Bytes of answers' bodies, uncompressed", all,
                        ExchangeCounts::sent));
    }

    private static MetricSnapshot requests(List<ExchangeCounts> all) {
        CounterSnapshot.Builder requests = CounterSnapshot.builder().name("annex_requests")
                .help("Requests answered, and messages heard");
        for (ExchangeCounts each : all) {
            for (int i = 1; i <= ExchangeCounts.STATUSES; i++) {
                requests.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(each.labels().add("status", i + "xx")).value((double) each.answered(i)).build());
            }
        }
        return requests.build();
    }

    private static MetricSnapshot durations(List<ExchangeCounts> all) {
        HistogramSnapshot.Builder durations = HistogramSnapshot.builder().name("annex_request_duration_seconds")
                .help(DURATION);
        for (ExchangeCounts each : all) {
            durations.dataPoint(new HistogramSnapshot.HistogramDataPointSnapshot(each.buckets(), each.seconds(),
                    each.labels(), Exemplars.EMPTY, 0));
        }
        return durations.build();
    }

    private static MetricSnapshot longest(List<ExchangeCounts> all) {
        GaugeSnapshot.Builder longest = GaugeSnapshot.builder().name("annex_request_duration_seconds_max")
                .help(DURATION);
        for (ExchangeCounts each : all) {
            longest.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(each.labels())
                    .value(each.longestSeconds()).build());
        }
        return longest.build();
    }

    private static MetricSnapshot counter(String name, String help, List<ExchangeCounts> all,
            ToDoubleFunction<ExchangeCounts> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        for (ExchangeCounts each : all) {
            counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().labels(each.labels())
                    .value(value.applyAsDouble(each)).build());
        }
        return counter.build();
    }
}
