package io.annex.core.service.mail;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * At most so many in any hour, wherever it begins. Counted since the server
 * began. Thread-safe.
 */
final class HourlyPace {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    // Guarded by this object.
    private final ArrayDeque<Long> times = new ArrayDeque<>();

    /** Whether one more may go now; it counts if so. */
    synchronized boolean take(long most, long now) {
        while (!times.isEmpty() && now - times.getFirst() >= HOUR) {
            times.removeFirst();
        }
        if (times.size() >= most) {
            return false;
        }
        times.addLast(now);
        return true;
    }
}
