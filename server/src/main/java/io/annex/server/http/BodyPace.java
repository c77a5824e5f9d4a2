package io.annex.server.http;

/**
 * Watches how fast a body arrives: after the first seconds it must have come at
 * some pace on average; the default is the rate that Kestrel asks for. A pause
 * alone is no crime, a body that trickles in for ever is (slow loris).
 */
final class BodyPace {
    private final EdgeLoop loop;
    private final Runnable tooSlow;
    private final int since;
    private long bytes;

    BodyPace(EdgeLoop loop, Runnable tooSlow) {
        this.loop = loop;
        this.tooSlow = tooSlow;
        this.since = loop.now();
        loop.watch(this);
    }

    void arrived(int length) {
        bytes += length;
    }

    /** How much has arrived. */
    long bytes() {
        return bytes;
    }

    void stop() {
        loop.forget(this);
    }

    void check(int now) {
        int passed = now - since;
        if (passed > loop.bodyTicks() && bytes < EdgeLoop.millis(passed) * loop.bodyPace() / 1000) {
            stop();
            tooSlow.run();
        }
    }
}
