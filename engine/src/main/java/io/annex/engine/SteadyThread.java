package io.annex.engine;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that others depend on. It does one turn after the other until it is
 * closed, whatever a turn throws: an {@link Error} as well, since what stops
 * with this thread is more than the turn that failed. The failure is logged,
 * though not again and again, and {@link #isFailing()} says so until a turn has
 * gone well; who embeds this, or the server, decides whether that is a reason
 * to end the process. (A server that has no memory left ends by itself, see
 * {@code bin/annex}.)
 */
public final class SteadyThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SteadyThread.class);
    /** After a turn that failed, so that the next one does not fail at once. */
    private static final long PAUSE_NANOS = 100_000_000;
    private static final long SILENCE_NANOS = 10_000_000_000L;

    /** What is done again and again. Waits by itself for what it has to do. */
    public interface Turn {
        void run() throws Exception;
    }

    private final String name;
    private final Turn turn;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean failing;
    // The thread's alone.
    private boolean failed;
    private boolean said;
    private long saidAt;
    private long unsaid;

    private SteadyThread(String name, Turn turn) {
        this.name = name;
        this.turn = turn;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** A thread that has not begun. */
    public static SteadyThread of(String name, Turn turn) {
        return new SteadyThread(name, turn);
    }

    /** Begins; once. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            failed = false;
            try {
                turn.run();
            } catch (Throwable e) {
                if (!closed) {
                    failed(name, e);
                    LockSupport.parkNanos(this, PAUSE_NANOS);
                }
            }
            failing = failed;
        }
    }

    /**
     * Part of the turn has failed, the rest goes on. To be called on the thread.
     *
     * @param what
     *            that part
     */
    public void failed(Object what, Throwable why) {
        failed = true;
        failing = true;
        try {
            say(what, why);
        } catch (Throwable e) {
            // There may be no memory to say it with. It shows in the health.
            unsaid++;
        }
    }

    private void say(Object what, Throwable why) {
        long now = System.nanoTime();
        if (said && now - saidAt < SILENCE_NANOS) {
            unsaid++;
            return;
        }
        said = true;
        saidAt = now;
        log.error("{} failed, and goes on{}", what, unsaid == 0 ? "" : " (" + unsaid + " times more since)", why);
        unsaid = 0;
    }

    /** Ends a pause of the turn. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    public String name() {
        return name;
    }

    /**
     * Whether the last turn failed, or the thread has ended although it was to go
     * on.
     */
    public boolean isFailing() {
        return !closed && (failing || thread.getState() == Thread.State.TERMINATED);
    }

    /** Does no further turn. */
    @Override
    public void close() {
        closed = true;
        wake();
    }

    /** Waits until the last turn has ended, if that is soon. */
    public void join(long millis) throws InterruptedException {
        thread.join(millis);
    }
}
