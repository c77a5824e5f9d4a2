package io.annex.core.service.cache;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all add-ons may cache together. Where that is passed, whoever has most
 * gives way: so an add-on that keeps little loses nothing to one that fills its
 * cache. Thread-safe.
 */
final class CacheRoom {
    private final long most;
    private final AtomicLong bytes = new AtomicLong();
    private final List<Entries> all = new CopyOnWriteArrayList<>();

    CacheRoom(long most) {
        this.most = most;
    }

    void enter(Entries entries) {
        all.add(entries);
    }

    void leave(Entries entries) {
        all.remove(entries);
    }

    void count(long change) {
        bytes.addAndGet(change);
    }

    long bytes() {
        return bytes.get();
    }

    void trim() {
        if (bytes.get() > most) {
            trimNow();
        }
    }

    private synchronized void trimNow() {
        // One that has closed meanwhile has nothing left to give.
        for (int tries = 0; tries < all.size() + 1; tries++) {
            long excess = bytes.get() - most;
            if (excess <= 0) {
                return;
            }
            all.stream().max(Comparator.comparingLong(Entries::bytes)).ifPresent(largest -> largest.shrink(excess));
        }
    }
}
