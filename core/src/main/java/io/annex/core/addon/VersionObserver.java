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
        public void completed(@Nullable Endpoint endpoint, int status, long cpuNanos, long arrivedAt, long received,
                long sent) {
        }

        @Override
        public void heard(Listener listener, Origin origin, int status, long cpuNanos, long sentAt) {
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
     * @param arrivedAt
     *            {@link System#nanoTime()} when it arrived; its answer has gone out
     *            just now
     * @param received
     *            bytes of the request's body
     * @param sent
     *            bytes of the answer's body, before the edge compresses it
     */
    void completed(@Nullable Endpoint endpoint, int status, long cpuNanos, long arrivedAt, long received, long sent);

    /**
     * An exchange ended that had begun with no request.
     *
     * @param status
     *            200 where the listener has come to its end, else as an answer to a
     *            request would say
     * @param cpuNanos
     *            CPU time in the worker
     * @param sentAt
     *            {@link System#nanoTime()} when it was sent; it has come to its end
     *            just now
     */
    void heard(Listener listener, Origin origin, int status, long cpuNanos, long sentAt);

    /** The version serves no more; an answer on its way may still come. */
    @Override
    void close();
}
