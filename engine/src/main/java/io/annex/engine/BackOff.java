package io.annex.engine;

import java.time.Duration;

/**
 * For transports: how long is waited after tries that failed, before the next
 * one. It doubles from {@value #FIRST_MILLIS} ms to {@value #LAST_MILLIS} ms
 * and begins anew with a success. Thread-safe.
 */
public final class BackOff {
    static final long FIRST_MILLIS = 100;
    static final long LAST_MILLIS = 10_000;
    /** A pause up to this is worth waiting for. */
    private static final long SHORT_NANOS = 1_000_000_000;

    private long pauseMillis;
    private long until;

    /** A try has failed. */
    public synchronized Duration failed(long now) {
        pauseMillis = pauseMillis == 0 ? FIRST_MILLIS : Math.min(LAST_MILLIS, 2 * pauseMillis);
        until = now + pauseMillis * 1_000_000;
        return Duration.ofMillis(pauseMillis);
    }

    /** A try has succeeded. */
    public synchronized void succeeded() {
        pauseMillis = 0;
    }

    /** Whether the pause is over. */
    public synchronized boolean mayTry(long now) {
        return pauseMillis == 0 || now - until >= 0;
    }

    /** Whether the pause is too long for a client to wait for its end. */
    public synchronized boolean isLong(long now) {
        return pauseMillis != 0 && until - now > SHORT_NANOS;
    }
}
