package io.annex.server.http.bound;

/**
 * Watches on an event loop how fast a body arrives, or an answer goes:
 * {@link MeasuredPace}.
 */
public final class WatchedPace {
    private final PaceWatch watch;
    private final Runnable tooSlow;
    private final MeasuredPace pace;

    public WatchedPace(PaceWatch watch, Runnable tooSlow) {
        this.watch = watch;
        this.tooSlow = tooSlow;
        this.pace = new MeasuredPace(watch.pace(), watch.millis());
        watch.watch(this);
    }

    public void moved(int bytes) {
        pace.moved(bytes);
    }

    /** How much has moved. */
    public long bytes() {
        return pace.bytes();
    }

    public void stop() {
        watch.forget(this);
    }

    public void check() {
        if (!pace.isKept(watch.millis())) {
            stop();
            tooSlow.run();
        }
    }
}
