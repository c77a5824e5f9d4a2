package io.annex.engine;

import java.time.Duration;

/**
 * How long is waited after tries that failed, before the next one. It doubles
 * from a first pause to a longest, and begins anew with a success. Thread-safe.
 */
public final class BackOff {
    static final long FIRST_MILLIS = 100;
    static final long LAST_MILLIS = 10_000;
    /** A pause up to this is worth waiting for. */
    private static final long SHORT_NANOS = 1_000_000_000;

    private final long firstMillis;
    private final long lastMillis;
    private long pauseMillis;
    private long until;

    /**
     * For the tries of transports: from {@value #FIRST_MILLIS} ms to
     * {@value #LAST_MILLIS} ms.
     */
    public BackOff() {
        this(Duration.ofMillis(FIRST_MILLIS), Duration.ofMillis(LAST_MILLIS));
    }

    /** From one pause to another. */
    public BackOff(Duration first, Duration longest) {
        this.firstMillis = first.toMillis();
        this.lastMillis = longest.toMillis();
    }

    /** A try has failed. */
    public synchronized Duration failed(long now) {
        pauseMillis = pauseMillis == 0 ? firstMillis : Math.min(lastMillis, 2 * pauseMillis);
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

    /** How long the pause still is. */
    public synchronized Duration left(long now) {
        return pauseMillis == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, until - now));
    }

    /** Whether the pause is too long for a client to wait for its end. */
    public synchronized boolean isLong(long now) {
        return pauseMillis != 0 && until - now > SHORT_NANOS;
    }
}
