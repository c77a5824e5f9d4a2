package io.annex.engine.isolate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks at every worker each {@value #TICK_MILLIS} ms: has what
 * runs there used up its CPU time, its wall time, its memory? Does something
 * wait in a queue that nobody serves?
 *
 * <p>
 * A timer for each exchange was rejected: arming and disarming it costs more
 * than most exchanges do, and nearly none fires. Looking costs the same however
 * many exchanges there are. CPU time is the thread's own clock, not the wall's,
 * so that a handler is not blamed for a busy machine. While no worker lives, or
 * all are parked, the thread looks seldom.
 */
final class Watchdog implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    static final long TICK_MILLIS = 5;
    private static final long REST_MILLIS = 50;

    private final List<IsolateWorkers> watched = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this, "annex-watchdog");
    private volatile boolean closed;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void watch(IsolateWorkers workers) {
        watched.add(workers);
    }

    void forget(IsolateWorkers workers) {
        watched.remove(workers);
    }

    @Override
    public void run() {
        while (!closed) {
            boolean busy = false;
            for (IsolateWorkers workers : watched) {
                try {
                    busy |= workers.look(System.nanoTime());
                } catch (RuntimeException e) {
                    log.error("The watchdog failed for {}", workers, e);
                }
            }
            LockSupport.parkNanos(this, (busy ? TICK_MILLIS : REST_MILLIS) * 1_000_000);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
