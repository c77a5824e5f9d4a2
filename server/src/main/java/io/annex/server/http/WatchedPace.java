package io.annex.server.http;

/**
 * Watches on an event loop how fast a body arrives, or an answer goes:
 * {@link Pace}.
 */
final class WatchedPace {
    private final EdgeLoop loop;
    private final Runnable tooSlow;
    private final Pace pace;

    WatchedPace(EdgeLoop loop, Runnable tooSlow) {
        this.loop = loop;
        this.tooSlow = tooSlow;
        this.pace = new Pace(loop.pace(), loop.millis());
        loop.watch(this);
    }

    void moved(int bytes) {
        pace.moved(bytes);
    }

    /** How much has moved. */
    long bytes() {
        return pace.bytes();
    }

    void stop() {
        loop.forget(this);
    }

    void check() {
        if (!pace.isKept(loop.millis())) {
            stop();
            tooSlow.run();
        }
    }
}
