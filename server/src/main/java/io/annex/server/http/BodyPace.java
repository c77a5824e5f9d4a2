package io.annex.server.http;

/**
 * Watches on an event loop how fast a body arrives, or an answer goes:
 * {@link Pace}.
 */
final class BodyPace {
    private final EdgeLoop loop;
    private final Runnable tooSlow;
    private final Pace pace;

    BodyPace(EdgeLoop loop, Runnable tooSlow) {
        this.loop = loop;
        this.tooSlow = tooSlow;
        this.pace = new Pace(loop.pace(), loop.millis());
        loop.watch(this);
    }

    void arrived(int length) {
        pace.moved(length);
    }

    /** How much has arrived. */
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
