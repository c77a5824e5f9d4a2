package io.annex.engine;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what may wait: for a file, a pipe, the database, a lock, a
 * process. Whatever may not be done on an event loop is done here, and nowhere
 * else. Thread-safe.
 *
 * <p>
 * They are platform threads. A virtual thread that reads a file or a pipe, is
 * inside of native code or loads a class keeps its carrier, of which there are
 * as many as processors; the JDK makes up for that with spare carriers, but
 * lets those go after 30 s of rest, and starts none while all carriers are held
 * (JDK 25). Then nothing on any virtual thread runs, in the whole process. So
 * nothing of ours runs on one.
 *
 * <p>
 * Tasks come in lanes: what one add-on asks for is one, for instance. A lane
 * has a share of the threads and a bounded queue, and lanes take turns, so that
 * one that waits for something slow, or is flooded, does not keep others from
 * the threads. A thread is started when none is idle, and ends when it has had
 * nothing to do for a while.
 */
public final class BlockingTasks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BlockingTasks.class);
    private static final long IDLE_SECONDS = 10;

    private final String name;
    private final int most;
    private final ThreadPoolExecutor threads;
    // Guarded by this object.
    /** Lanes that have something to do and threads left, each once. */
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    private int running;

    /**
     * Starts no thread yet.
     *
     * @param name
     *            what the names of the threads begin with
     * @param most
     *            how many threads there may be
     */
    public BlockingTasks(String name, int most) {
        this.name = name;
        this.most = most;
        AtomicLong number = new AtomicLong();
        this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
                new SynchronousQueue<>(), task -> {
                    Thread thread = new TaskThread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Knows them from all other threads. */
    private static final class TaskThread extends Thread {
        TaskThread(Runnable task, String name) {
            super(task, name);
        }
    }

    /**
     * Whether this is one of these threads, which nobody interrupts: what an
     * interrupt would break can be done right here.
     */
    public static boolean isHere() {
        return Thread.currentThread() instanceof TaskThread thread && !thread.isInterrupted();
    }

    /**
     * Opens a lane.
     *
     * @param share
     *            how many of its tasks may run at a time
     * @param waiting
     *            how many more may wait
     */
    public Lane lane(int share, int waiting) {
        return new Lane(share, waiting);
    }

    /** Tasks that stand in one queue. */
    public final class Lane implements Executor {
        private final int share;
        private final int mostWaiting;
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        private int taken;
        private boolean listed;

        private Lane(int share, int mostWaiting) {
            this.share = share;
            this.mostWaiting = mostWaiting;
        }

        /**
         * Runs a task, or keeps it until its turn comes.
         *
         * @throws RejectedExecutionException
         *             when too many wait, after the end, or when no thread can be had
         */
        @Override
        public void execute(Runnable task) {
            synchronized (BlockingTasks.this) {
                if (threads.isShutdown()) {
                    throw new RejectedExecutionException(name + ": closed");
                }
                if (waiting.size() >= mostWaiting) {
                    throw new RejectedExecutionException(
                            name + ": " + waiting.size() + " tasks wait (expected: fewer)");
                }
                waiting.add(task);
                list();
                if (running >= most || ready.isEmpty()) {
                    return;
                }
                running++;
            }
            try {
                threads.execute(BlockingTasks.this::work);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                noThread(task, e);
            }
        }

        /** Those that run already will take it; where none does, it is given back. */
        private void noThread(Runnable task, Throwable why) {
            synchronized (BlockingTasks.this) {
                running--;
                if (running > 0 || !waiting.removeLastOccurrence(task)) {
                    return;
                }
                if (listed && waiting.isEmpty()) {
                    listed = false;
                    ready.remove(this);
                }
            }
            throw new RejectedExecutionException(name + ": no thread can be started", why);
        }

        private void list() {
            if (!listed && !waiting.isEmpty() && taken < share) {
                listed = true;
                ready.add(this);
            }
        }

        private Turn take() {
            listed = false;
            taken++;
            Turn turn = new Turn(this, waiting.remove());
            list();
            return turn;
        }
    }

    /** A task, and the lane whose turn it is. */
    private record Turn(Lane lane, Runnable task) {
    }

    private void work() {
        for (Turn turn = next(null); turn != null; turn = next(turn.lane())) {
            try {
                turn.task().run();
            } catch (Throwable e) {
                log.error("{}: a task failed", name, e);
            }
        }
    }

    /** What a thread does next, or {@code null} where nothing is left for it. */
    private synchronized @Nullable Turn next(@Nullable Lane done) {
        if (done != null) {
            done.taken--;
            done.list();
        }
        Lane lane = ready.poll();
        if (lane == null) {
            running--;
            return null;
        }
        return lane.take();
    }

    /** Takes nothing more; what was taken is done. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
