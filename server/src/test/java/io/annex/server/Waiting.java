package io.annex.server;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions, never for the clock alone. */
public final class Waiting {
    private static final long MOST_NANOS = 15_000_000_000L;

    private Waiting() {
    }

    public static void until(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + MOST_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                fail("did not come true in time: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
