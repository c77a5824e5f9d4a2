package io.annex.core.addon;

import org.jspecify.annotations.Nullable;

/**
 * Hears of the exchanges of one version, so that what belongs to an endpoint is
 * looked up once and not for each exchange. Called on event loops; quick.
 */
public interface VersionObserver extends AutoCloseable {
    /** Hears nothing. */
    VersionObserver NONE = new VersionObserver() {
        @Override
        public void completed(@Nullable Endpoint endpoint, int status, long cpuNanos, long nanos, long received,
                long sent) {
        }

        @Override
        public void close() {
        }
    };

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
