package io.annex.server.http;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Warns of what clients can provoke as often as they like: at once, and then
 * not more often than every ten seconds, with how often it has happened. Any
 * thread.
 */
final class PacedLog {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final Logger log;
    private final AtomicLong times = new AtomicLong();
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    PacedLog(Logger log) {
        this.log = log;
    }

    /** It has happened once more. */
    void warn(String what) {
        long now = System.nanoTime();
        long due = next.get();
        long count = times.incrementAndGet();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
            times.addAndGet(-count);
            log.warn(count == 1 ? "{}" : "{} ({} times since it was last said)", what, count);
        }
    }
}
