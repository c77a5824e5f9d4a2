package io.annex.server.database;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Places that add-ons share: none of them has more than half, so that another
 * one always finds one that comes free soon. Thread-safe.
 */
final class Shares {
    private final int mostOfOne;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition givenBack = lock.newCondition();
    // Guarded by the lock.
    private int free;
    /** Of those alone that have one. */
    private final Map<String, Integer> taken = new HashMap<>();

    Shares(int places) {
        this.free = places;
        this.mostOfOne = Math.max(1, places / 2);
    }

    /** Waits for a place; gives whether there was one in time. */
    boolean take(String addon, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        if (!lock.tryLock(left, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            while (free == 0 || taken.getOrDefault(addon, 0) >= mostOfOne) {
                if (left <= 0) {
                    return false;
                }
                left = givenBack.awaitNanos(left);
            }
            free--;
            taken.merge(addon, 1, Integer::sum);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(String addon) {
        lock.lock();
        try {
            free++;
            taken.computeIfPresent(addon, (name, count) -> count == 1 ? null : count - 1);
            // Whose turn it is may have its share already.
            givenBack.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
