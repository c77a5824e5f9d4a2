package io.annex.core;

import io.annex.engine.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * Is told of every exchange that reached an add-on, for metrics and the access
 * log. Called on event loops; quick.
 */
public interface ExchangeObserver {
    /**
     * An exchange ended.
     *
     * @param endpoint
     *            which endpoint, or {@code null} where none was found
     * @param cpuNanos
     *            CPU time in the worker
     * @param nanos
     *            from arrival to answer
     */
    void completed(Version version, @Nullable Endpoint endpoint, int status, long cpuNanos, long nanos);

    /** A limit was passed. */
    void breach(String addon, StopReason reason);

    /** Hears nothing. */
    ExchangeObserver NONE = new ExchangeObserver() {
        @Override
        public void completed(Version version, @Nullable Endpoint endpoint, int status, long cpuNanos, long nanos) {
        }

        @Override
        public void breach(String addon, StopReason reason) {
        }
    };
}
