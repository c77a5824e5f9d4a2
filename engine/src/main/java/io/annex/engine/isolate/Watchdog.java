package io.annex.engine.isolate;

import io.annex.engine.SteadyThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

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
final class Watchdog implements AutoCloseable {
    static final long TICK_MILLIS = 5;
    private static final long REST_MILLIS = 50;

    private final List<IsolateWorkers> watched = new CopyOnWriteArrayList<>();
    private final SteadyThread thread = SteadyThread.of("annex-watchdog", this::look);

    void start() {
        thread.start();
    }

    void watch(IsolateWorkers workers) {
        watched.add(workers);
    }

    void forget(IsolateWorkers workers) {
        watched.remove(workers);
    }

    private void look() {
        boolean busy = false;
        for (IsolateWorkers workers : watched) {
            try {
                busy |= workers.look(System.nanoTime());
            } catch (RuntimeException | Error e) {
                // The others are looked at as ever.
                thread.failed(workers, e);
                busy = true;
            }
        }
        LockSupport.parkNanos(this, (busy ? TICK_MILLIS : REST_MILLIS) * 1_000_000);
    }

    /** Whether something is not watched as it should. */
    boolean isFailing() {
        return thread.isFailing();
    }

    @Override
    public void close() {
        thread.close();
    }
}
