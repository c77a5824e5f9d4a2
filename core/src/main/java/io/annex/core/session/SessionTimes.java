package io.annex.core.session;

import java.time.Duration;

/**
 * How long sessions are kept, and waited for.
 *
 * @param idle
 *            how long one is kept without being used
 * @param write
 *            how long an answer waits for its session's change to be written;
 *            zero for not at all
 * @param clock
 *            what the idle time is measured by
 */
public record SessionTimes(Duration idle, Duration write, SessionClock clock) {
    /** By the machine's clock. */
    public SessionTimes(Duration idle, Duration write) {
        this(idle, write, SessionClock.SYSTEM);
    }
}
