package io.annex.server;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never for the clock alone. */
public final class Waiting {
    private static final long MOST_NANOS = 30_000_000_000L;
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    /** So that those who wait leave the machine to what they wait for. */
    private static final long LONGEST_PAUSE_NANOS = 25_000_000;

    private Waiting() {
    }

    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /**
     * @param what
     *            is asked when it did not come true
     */
    static void until(Supplier<String> what, BooleanSupplier condition) {
        long until = System.nanoTime() + MOST_NANOS;
        long pause = FIRST_PAUSE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                fail("did not come true in time: " + what.get());
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }
}
