package io.annex.server.testkit;

import io.annex.core.session.SessionClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Goes on as the system's clock does, and can be put forward. Thread-safe.
 */
final class MovableClock implements InstantSource, SessionClock {
    private final AtomicLong aheadMillis = new AtomicLong();

    @Override
    public Instant instant() {
        return Instant.now().plusMillis(aheadMillis.get());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(aheadMillis.get());
    }

    /** How far it is before the system's. */
    long aheadMillis() {
        return aheadMillis.get();
    }

    void forward(Duration by) {
        aheadMillis.addAndGet(by.toMillis());
    }
}
