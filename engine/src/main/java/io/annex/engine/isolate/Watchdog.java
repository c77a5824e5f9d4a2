package io.annex.engine.isolate;

import io.annex.engine.SteadyThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>
 * It never waits for an isolate. Reading the figures of a heap can wait for the
 * worker that has locked it; if that worker began an endless loop in this
 * moment, nobody would be left to stop it. So heaps are read on a thread of
 * their own, which waits until this one has stopped the loop.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    static final long TICK_MILLIS = 5;
    private static final long REST_MILLIS = 50;

    private final List<IsolateWorkers> watched = new CopyOnWriteArrayList<>();
    private final SteadyThread thread = SteadyThread.of("annex-watchdog", this::look);

    private final ThreadPoolExecutor reader = reader("annex-heap-reader");
    /** Does not stand behind what the other may wait for. */
    private final ThreadPoolExecutor asker = reader("annex-whereabouts");

    private static ThreadPoolExecutor reader(String name) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        reader.prestartCoreThread();
        thread.start();
    }

    /**
     * Reads an isolate from outside, as soon as it can be.
     *
     * @return {@code false} after the end
     */
    boolean read(Runnable reading) {
        return read(reader, reading);
    }

    /** The same for what is to be stopped, and is asked where it is. */
    boolean ask(Runnable asking) {
        return read(asker, asking);
    }

    private static boolean read(ThreadPoolExecutor reader, Runnable reading) {
        try {
            reader.execute(() -> {
                try {
                    reading.run();
                } catch (RuntimeException | Error e) {
                    log.error("A heap could not be read", e);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
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
        reader.shutdown();
        asker.shutdown();
    }
}
