package io.annex.server;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What is counted of the exchanges of one endpoint. Counting allocates nothing
 * and waits for nobody; what a reader sees of several exchanges may be of
 * different moments. Thread-safe.
 */
final class ExchangeCounts {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Upper bounds of the histogram, in seconds; one more has the rest. */
    private static final double[] BOUNDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, Double.POSITIVE_INFINITY};
    private static final long[] BOUNDS_NANOS = Stream.of(1L, 5L, 10L, 50L, 100L, 500L, 1_000L, 5_000L, 30_000L)
            .mapToLong(TimeUnit.MILLISECONDS::toNanos).toArray();
    static final int STATUSES = 5;

    private final Labels labels;
    private final LongAdder[] statuses = adders(STATUSES);
    private final LongAdder[] buckets = adders(BOUNDS.length);
    private final LongAdder duration = new LongAdder();
    private final LongAdder cpu = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final RecentMax longest = new RecentMax(System.nanoTime());
    /** How many versions hold them; guarded by who holds all. */
    int holders;

    ExchangeCounts(Labels labels) {
        this.labels = labels;
    }

    private static LongAdder[] adders(int many) {
        return Stream.generate(LongAdder::new).limit(many).toArray(LongAdder[]::new);
    }

    /** Counts an exchange that has ended at {@code now}. */
    void record(int status, long cpuNanos, long nanos, long bytesReceived, long bytesSent, long now) {
        statuses[Math.clamp(status / 100, 1, STATUSES) - 1].increment();
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        duration.add(nanos);
        longest.record(now, nanos);
        cpu.add(cpuNanos);
        if (bytesReceived > 0) {
            received.add(bytesReceived);
        }
        if (bytesSent > 0) {
            sent.add(bytesSent);
        }
    }

    Labels labels() {
        return labels;
    }

    /**
     * How many were answered with a status.
     *
     * @param hundreds
     *            1 to 5
     */
    long answered(int hundreds) {
        return statuses[hundreds - 1].sum();
    }

    ClassicHistogramBuckets buckets() {
        return ClassicHistogramBuckets.of(BOUNDS, Stream.of(buckets).mapToLong(LongAdder::sum).toArray());
    }

    /** Of all together. */
    double seconds() {
        return (double) duration.sum() / NANOS;
    }

    /** The longest of the last minute. */
    double longestSeconds() {
        return longest.seconds(System.nanoTime());
    }

    double cpuSeconds() {
        return (double) cpu.sum() / NANOS;
    }

    double received() {
        return (double) received.sum();
    }

    double sent() {
        return (double) sent.sum();
    }
}
