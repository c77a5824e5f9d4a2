package io.annex.testing;

import java.time.Duration;

/**
 * The end of a time that is written as a quiet machine would need it.
 */
final class Deadline {
    private final long begun = System.nanoTime();
    private final Duration quiet;
    private final Slowness slowness = Slowness.ofThisMachine();
    private double factor = slowness.factor();

    private Deadline(Duration quiet) {
        this.quiet = quiet;
    }

    static Deadline in(Duration quiet) {
        return new Deadline(quiet);
    }

    /**
     * Whether it has passed for this machine, at which it looks once more before it
     * says so.
     */
    boolean hasPassed() {
        if (left() > 0) {
            return false;
        }
        factor = slowness.measureAgain();
        return left() <= 0;
    }

    /** Nanoseconds until then; none or less after it. */
    long left() {
        return (long) (quiet.toNanos() * factor) - (System.nanoTime() - begun);
    }

    /** For messages: how long that was, and why. */
    @Override
    public String toString() {
        return "%.1f s (%d s × %.1f, for how slow this machine is)".formatted((System.nanoTime() - begun) / 1e9,
                quiet.toSeconds(), factor);
    }
}
