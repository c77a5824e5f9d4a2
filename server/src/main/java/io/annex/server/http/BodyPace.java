package io.annex.server.http;

/**
 * Watches how fast a body arrives: after the first seconds it must have come at
 * {@value #LEAST_BYTES_A_SECOND} bytes a second on average, the rate that
 * Kestrel asks for. A pause alone is no crime, a body that trickles in for ever
 * is (slow loris).
 */
final class BodyPace {
    static final int LEAST_BYTES_A_SECOND = 240;

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
        if (passed > loop.bodyTicks() && bytes < EdgeLoop.millis(passed) * LEAST_BYTES_A_SECOND / 1000) {
            stop();
            tooSlow.run();
        }
    }
}
