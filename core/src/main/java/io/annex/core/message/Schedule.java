package io.annex.core.message;

import java.time.Duration;
import java.time.Instant;

/** When a timer is due. */
@FunctionalInterface
public interface Schedule {
    /**
     * The first time after {@code now}. Asked anew after each, so that what was
     * missed is not made up for.
     */
    Instant after(Instant now);

    /** Again and again after the same time; the first time after that, too. */
    static Schedule every(Duration period) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period: " + period + " (expected: > 0)");
        }
        return now -> now.plus(period);
    }
}
