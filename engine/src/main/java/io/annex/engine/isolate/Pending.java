package io.annex.engine.isolate;

import io.annex.engine.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in a worker: its number there and what it has used. Changed by
 * the worker's thread alone.
 */
final class Pending {
    final Exchange exchange;
    final int number;
    /** Read by the watchdog while a slice runs. */
    volatile long cpuNanos;
    byte @Nullable [] answerBytes;

    Pending(Exchange exchange, int number) {
        this.exchange = exchange;
        this.number = number;
    }

    void addCpu(long nanos) {
        cpuNanos = cpuNanos + nanos;
    }
}
