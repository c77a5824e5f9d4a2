package io.annex.engine.isolate;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many workers of a program were given up. Their threads may run for ever,
 * so a program that loses as many as it may have gets no more, until an
 * operator resumes it. Thread-safe.
 */
final class LostWorkers {
    private final int most;
    private final AtomicInteger lost = new AtomicInteger();
    /** As many of them do not count: an operator has resumed the program since. */
    private final AtomicInteger forgiven = new AtomicInteger();

    LostWorkers(int most) {
        this.most = most;
    }

    /** One more; says how many there are then. */
    int add() {
        return lost.incrementAndGet();
    }

    /** The thread of one has ended after all. */
    void cameBack() {
        lost.decrementAndGet();
        forgiven.updateAndGet(count -> Math.max(0, count - 1));
    }

    int count() {
        return lost.get();
    }

    /** Whether the program is suspended for it. */
    boolean tooMany() {
        return lost.get() - forgiven.get() >= most;
    }

    /** Counts none of those up to now; says whether they were too many. */
    boolean forgive() {
        boolean was = tooMany();
        if (was) {
            forgiven.set(lost.get());
        }
        return was;
    }
}
