package io.annex.server.http.bound;

import io.annex.engine.budget.LinePace;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * Warns of what clients can provoke as often as they like: at once, and then
 * not more often than every ten seconds, with how often it has happened. Any
 * thread.
 */
public final class PacedLog {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Logger log;
    private final LinePace pace = new LinePace(1, PAUSE);

    public PacedLog(Logger log) {
        this.log = log;
    }

    /** It has happened once more. */
    public void warn(String what) {
        long leftOut = pace.take(System.nanoTime());
        if (leftOut >= 0) {
            log.warn(leftOut == 0 ? "{}" : "{} ({} times since it was last said)", what, leftOut + 1);
        }
    }
}
