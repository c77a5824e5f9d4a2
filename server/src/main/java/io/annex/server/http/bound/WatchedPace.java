package io.annex.server.http.bound;

import io.annex.server.http.EdgeLoop;
/**
 * Watches on an event loop how fast a body arrives, or an answer goes:
 * {@link MeasuredPace}.
 */
public final class WatchedPace {
    private final EdgeLoop loop;
    private final Runnable tooSlow;
    private final MeasuredPace pace;

    public WatchedPace(EdgeLoop loop, Runnable tooSlow) {
        this.loop = loop;
        this.tooSlow = tooSlow;
        this.pace = new MeasuredPace(loop.pace(), loop.millis());
        loop.watch(this);
    }

    public void moved(int bytes) {
        pace.moved(bytes);
    }

    /** How much has moved. */
    public long bytes() {
        return pace.bytes();
    }

    public void stop() {
        loop.forget(this);
    }

    public void check() {
        if (!pace.isKept(loop.millis())) {
            stop();
            tooSlow.run();
        }
    }
}
