package io.annex.server.http;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** The streams of events of an event loop. On that loop alone. */
final class LiveStreams {
    private final Set<StreamedAnswer> open = new LinkedHashSet<>();
    private final long heartbeat;

    /**
     * @param heartbeat
     *            after how long without an event one is told
     */
    LiveStreams(Duration heartbeat) {
        this.heartbeat = heartbeat.toMillis();
    }

    void add(StreamedAnswer stream) {
        open.add(stream);
    }

    void remove(StreamedAnswer stream) {
        open.remove(stream);
    }

    /**
     * Tells those that were quiet for long.
     *
     * @param now
     *            ms of the loop's clock
     */
    void check(long now) {
        for (StreamedAnswer each : open.toArray(StreamedAnswer[]::new)) {
            if (now - each.writtenAt() >= heartbeat) {
                each.quiet();
            }
        }
    }

    /** The server ends. */
    void end() {
        for (StreamedAnswer each : open.toArray(StreamedAnswer[]::new)) {
            each.ending();
        }
    }
}
