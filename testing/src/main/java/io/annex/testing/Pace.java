package io.annex.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets time pass between the steps of a load, or where time itself is what is
 * tested. What waits for something is {@link Waiting}.
 */
public final class Pace {
    private Pace() {
    }

    /** Comes back early when the thread is interrupted, and leaves it so. */
    public static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0
                && !Thread.currentThread().isInterrupted(); left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
