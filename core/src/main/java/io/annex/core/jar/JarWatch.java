package io.annex.core.jar;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks at the workers of all add-ons in Java each
 * {@value #TICK_MILLIS} ms: whose wall time is over? Does something wait while
 * all threads are busy? A timer for each exchange was rejected: arming and
 * disarming it costs more than most exchanges do. While nothing runs, the
 * thread rests; without workers there is none.
 */
final class JarWatch implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JarWatch.class);
    private static final long TICK_MILLIS = 5;

    private final List<JarWorkers> watched = new CopyOnWriteArrayList<>();
    private volatile boolean resting;
    private volatile boolean closed;
    // Guarded by this object.
    private @Nullable Thread thread;

    synchronized void watch(JarWorkers workers) {
        watched.add(workers);
        if (thread == null && !closed) {
            thread = Thread.ofPlatform().daemon().name("annex-java-watch").start(this);
        }
    }

    void forget(JarWorkers workers) {
        watched.remove(workers);
    }

    /** Something runs. */
    void wake() {
        if (resting) {
            resting = false;
            unpark();
        }
    }

    private synchronized void unpark() {
        Thread started = thread;
        if (started != null) {
            LockSupport.unpark(started);
        }
    }

    @Override
    public void run() {
        while (!closed) {
            resting = true;
            if (look()) {
                resting = false;
                LockSupport.parkNanos(this, TICK_MILLIS * 1_000_000);
            } else if (resting) {
                LockSupport.park(this);
            }
        }
    }

    private boolean look() {
        boolean busy = false;
        for (JarWorkers workers : watched) {
            try {
                busy |= workers.look(System.nanoTime());
            } catch (RuntimeException e) {
                log.error("The watch failed for {}", workers, e);
            }
        }
        return busy;
    }

    @Override
    public void close() {
        closed = true;
        unpark();
    }
}
