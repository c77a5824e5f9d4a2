package io.annex.core.jar;

import io.annex.engine.SteadyThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that looks at the workers of all add-ons in Java each
 * {@value #TICK_MILLIS} ms: whose wall time is over? Does something wait while
 * all threads are busy? A timer for each exchange was rejected: arming and
 * disarming it costs more than most exchanges do. While nothing runs, the
 * thread rests; without workers there is none.
 */
final class JarWatch implements AutoCloseable {
    private static final long TICK_MILLIS = 5;

    private final List<JarWorkers> watched = new CopyOnWriteArrayList<>();
    private final SteadyThread thread = SteadyThread.of("annex-java-watch", this::turn);
    private volatile boolean resting;
    // Guarded by this object.
    private boolean begun;

    synchronized void watch(JarWorkers workers) {
        watched.add(workers);
        if (!begun) {
            begun = true;
            thread.start();
        }
    }

    void forget(JarWorkers workers) {
        watched.remove(workers);
    }

    /** Something runs. */
    void wake() {
        if (resting) {
            resting = false;
            thread.wake();
        }
    }

    private void turn() {
        resting = true;
        if (look()) {
            resting = false;
            LockSupport.parkNanos(this, TICK_MILLIS * 1_000_000);
        } else if (resting) {
            LockSupport.park(this);
        }
    }

    private boolean look() {
        boolean busy = false;
        for (JarWorkers workers : watched) {
            try {
                busy |= workers.look(System.nanoTime());
            } catch (RuntimeException | Error e) {
                thread.failed(workers, e);
                busy = true;
            }
        }
        return busy;
    }

    @Override
    public void close() {
        thread.close();
    }
}
