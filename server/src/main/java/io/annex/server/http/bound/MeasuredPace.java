package io.annex.server.http.bound;

/**
 * Whether something moves fast enough: after the first seconds at some pace on
 * average; the default is the rate that Kestrel asks for. A pause alone is no
 * crime, but what trickles for ever is (slow loris), and so is what came fast
 * and then stands still. Times are milliseconds of any clock.
 */
public final class MeasuredPace {
    private final PaceRule rule;
    private final long since;
    private long bytes;
    private long seen;
    private long movedAt;

    MeasuredPace(PaceRule rule, long now) {
        this.rule = rule;
        this.since = now;
        this.movedAt = now;
    }

    void moved(long more) {
        bytes += more;
    }

    /** How much has moved. */
    long bytes() {
        return bytes;
    }

    /** To be asked now and then: moves between two calls count as one. */
    boolean isKept(long now) {
        if (bytes != seen) {
            seen = bytes;
            movedAt = now;
        }
        long passed = now - since;
        return now - movedAt <= rule.standstill().toMillis()
                && (passed <= rule.grace().toMillis() || bytes >= passed * rule.bytesPerSecond() / 1000);
    }
}
