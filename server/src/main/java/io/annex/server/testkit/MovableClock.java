package io.annex.server.testkit;

import io.annex.core.session.SessionClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Goes on as the system's clock does, and can be put forward; or set, which
 * changes what time it is, and not how long anything has lasted. Thread-safe.
 */
final class MovableClock implements InstantSource, SessionClock {
    private final AtomicLong advancedMillis = new AtomicLong();
    private final AtomicLong setMillis = new AtomicLong();

    @Override
    public Instant instant() {
        return Instant.now().plusMillis(advancedMillis.get() + setMillis.get());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(advancedMillis.get());
    }

    /** How far it was put forward, and how far it was set beside that. */
    String json() {
        return "[" + advancedMillis.get() + ',' + setMillis.get() + ']';
    }

    void forward(Duration by) {
        advancedMillis.addAndGet(by.toMillis());
    }

    void set(Duration by) {
        setMillis.addAndGet(by.toMillis());
    }
}
