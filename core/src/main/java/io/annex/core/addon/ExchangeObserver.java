package io.annex.core.addon;

import io.annex.engine.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * Is told of every exchange that reached an add-on, for metrics. Called on
 * event loops; quick.
 */
public interface ExchangeObserver {
    /**
     * A version is about to serve. What is returned hears of its exchanges, and is
     * closed when the version is retired.
     */
    Serving serves(Version version);

    /** A limit was passed. */
    void breach(String addon, StopReason reason);

    /**
     * Hears of the exchanges of one version, so that what belongs to an endpoint is
     * looked up once and not for each exchange.
     */
    interface Serving extends AutoCloseable {
        /**
         * An exchange ended.
         *
         * @param endpoint
         *            which endpoint of the version, or {@code null} where none was
         *            found
         * @param cpuNanos
         *            CPU time in the worker
         * @param nanos
         *            from arrival to answer
         * @param received
         *            bytes of the request's body
         * @param sent
         *            bytes of the answer's body, before the edge compresses it
         */
        void completed(@Nullable Endpoint endpoint, int status, long cpuNanos, long nanos, long received, long sent);

        /** The version serves no more; an answer on its way may still come. */
        @Override
        void close();
    }

    /** Hears nothing. */
    ExchangeObserver NONE = new ExchangeObserver() {
        private static final Serving NOBODY = new Serving() {
            @Override
            public void completed(@Nullable Endpoint endpoint, int status, long cpuNanos, long nanos, long received,
                    long sent) {
            }

            @Override
            public void close() {
            }
        };

        @Override
        public Serving serves(Version version) {
            return NOBODY;
        }

        @Override
        public void breach(String addon, StopReason reason) {
        }
    };
}
