package io.annex.core.session;

import java.time.Instant;

/** What the idle time of sessions is measured by. Thread-safe. */
public interface SessionClock {
    /** That of the machine. */
    SessionClock SYSTEM = new SessionClock() {
        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    /** What the time is, for other processes. */
    Instant instant();

    /** The same for this process alone, as {@link System#nanoTime} is. */
    long nanoTime();
}
