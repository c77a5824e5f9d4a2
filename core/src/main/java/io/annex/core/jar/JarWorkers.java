package io.annex.core.jar;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadException;
import io.annex.engine.NotStarted;
import io.annex.engine.Program;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.engine.WorkersStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs an add-on in Java: workers like those of the engine, with Java code in
 * the place of an isolate.
 *
 * <h2>What is held, and what cannot be</h2> Java code runs in the server's
 * process, and nothing in the JVM can stop a thread, bound its memory, or take
 * {@code System.exit} away (the security manager is gone since JDK 24). So what
 * is kept is kept from the outside: an exchange is answered when its wall time
 * is over, whatever its thread does, and the thread is interrupted; a thread
 * that goes on counts as in flight until it ends, so that not more than
 * {@code inFlight} of them can be stuck. Therefore the operator must allow
 * add-ons in Java.
 *
 * <h2>Platform threads</h2> Not virtual ones: a handler that computes without
 * end would keep one of the few carriers that all virtual threads share, and so
 * the server's own; a platform thread shares the processor fairly.
 *
 * <h2>How many</h2> Handlers may wait, for a database say, and then each wants
 * a thread; or they take microseconds, and then one thread that finds the next
 * exchange without being woken is faster than many. So as many are woken as
 * what waits is worth: half a millisecond each, judging by how long exchanges
 * took lately. A thread whose exchange takes longer than that does not count.
 */
public final class JarWorkers implements Workers {
    private static final long WORTH_A_THREAD_NANOS = 500_000;

    private final JarWatch watch;
    private final Program program;
    private final Path root;
    private final WorkerLimits limits;
    private final Host host;
    private final JarServices services;

    private final ConcurrentLinkedQueue<JarRun> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Map<Exchange, JarRun> open = new ConcurrentHashMap<>();
    private final List<JarThread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger lastThread = new AtomicInteger();
    private final AtomicBoolean wakeScheduled = new AtomicBoolean();
    private final Runnable wake = this::wake;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean draining;
    /** How long exchanges took lately; at first taken to be worth a thread each. */
    private volatile long averageNanos = WORTH_A_THREAD_NANOS;
    private volatile @Nullable JarProgram loaded;

    /**
     * Workers for {@code program}; nothing runs before {@link #load}.
     *
     * @param root
     *            the folder that the program's entry, a jar, is in
     */
    JarWorkers(JarWatch watch, Program program, Path root, WorkerLimits limits, Host host, JarServices services) {
        this.watch = watch;
        this.program = program;
        this.root = root;
        this.limits = limits;
        this.host = host;
        this.services = services;
    }

    @Override
    public CompletionStage<String> load() {
        CompletableFuture<String> result = new CompletableFuture<>();
        Runnable load = () -> {
            try {
                JarProgram ready = JarProgram.load(program, root, host, services);
                loaded = ready;
                if (closed.get()) {
                    end();
                }
                result.complete(ready.declaration());
            } catch (LoadException e) {
                result.completeExceptionally(e);
            } catch (Throwable e) {
                result.completeExceptionally(new LoadException(JarLogger.stack(e), e));
            }
        };
        try {
            Thread.ofPlatform().daemon().name("annex-java-" + program.name() + "-load").start(load);
        } catch (OutOfMemoryError e) {
            result.completeExceptionally(new NotStarted("no thread could be started: " + e.getMessage(), e));
        }
        return result.orTimeout(limits.wall().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failure instanceof TimeoutException
                        ? new LoadException(
                                "it was not ready after " + Stops.seconds(limits.wall()) + " (limit: limits.wall)")
                        : failure));
    }

    // ---- exchanges
    // -------------------------------------------------------------------------------------------------

    @Override
    public void offer(Exchange exchange) {
        JarRun run = new JarRun(exchange);
        if (closed.get()) {
            run.stopped(host, new Stop(StopReason.NOT_BEGUN, "the version was closed"));
            return;
        }
        if (outstanding.incrementAndGet() > limits.inFlight() + limits.queued()) {
            outstanding.decrementAndGet();
            run.stopped(host, Stops.tooMany(limits));
            return;
        }
        open.put(exchange, run);
        queued.incrementAndGet();
        queue.add(run);
        watch.wake();
        if (closed.get()) {
            stopOpen();
        } else if (!wakeScheduled.get() && wakeScheduled.compareAndSet(false, true)) {
            exchange.loop().execute(wake);
        }
    }

    /** Sees to it that as many threads look for work as what waits is worth. */
    private void wake() {
        wakeScheduled.set(false);
        int waiting = queued.get();
        if (waiting == 0) {
            return;
        }
        long now = System.nanoTime();
        long wanted = Math.min(waiting, 1 + waiting * averageNanos / WORTH_A_THREAD_NANOS);
        for (JarThread thread : threads) {
            if (thread.isAvailable(now)) {
                wanted--;
            }
        }
        for (JarThread thread : threads) {
            if (wanted > 0 && thread.wake()) {
                wanted--;
            }
        }
        for (; wanted > 0 && startThread(); wanted--) {
            // One more.
        }
    }

    private synchronized boolean startThread() {
        if (closed.get() || threads.size() >= limits.inFlight()) {
            return false;
        }
        JarThread thread = new JarThread(this, host, limits,
                "annex-java-" + program.name() + '-' + lastThread.incrementAndGet());
        threads.add(thread);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // The system has no thread left to give; those that run go on, and the watch
            // tries again.
            threads.remove(thread);
            return false;
        }
        return true;
    }

    @Override
    public void taken(Exchange exchange, int bytes) {
        // Its answers are whole.
    }

    @Override
    public void abandon(Exchange exchange) {
        JarRun run = open.get(exchange);
        if (run != null && queue.remove(run) && run.end()) {
            queued.decrementAndGet();
            ended(run);
            exchange.loop().execute(exchange::over);
        } else if (run != null) {
            run.gone();
        }
    }

    @Override
    public WorkersStatus status() {
        int running = 0;
        for (JarThread thread : threads) {
            running += thread.isBusy() ? 1 : 0;
        }
        return new WorkersStatus(threads.size(), queued.get(), running, 0, 0, 0, false);
    }

    // ---- called by threads
    // -----------------------------------------------------------------------------------------

    @Nullable
    JarRun take() {
        JarRun run = queue.poll();
        if (run != null) {
            queued.decrementAndGet();
        }
        return run;
    }

    boolean hasWork() {
        return !queue.isEmpty();
    }

    boolean isClosed() {
        return closed.get();
    }

    @Nullable
    JarProgram program() {
        return loaded;
    }

    void took(long nanos) {
        long average = averageNanos;
        averageNanos = average + (nanos - average) / 16;
    }

    void ended(JarRun run) {
        open.remove(run.exchange(), run);
        outstanding.decrementAndGet();
        if (draining && open.isEmpty()) {
            drained.complete(null);
        }
    }

    /** A thread that had nothing to do asks whether it may end. */
    synchronized boolean mayLeave(JarThread thread) {
        threads.remove(thread);
        if (!queue.isEmpty() && !closed.get()) {
            threads.add(thread);
            return false;
        }
        return true;
    }

    // ---- called by the watch
    // ---------------------------------------------------------------------------------------

    /** Whether there is something to look at again soon. */
    boolean look(long now) {
        if (open.isEmpty()) {
            return false;
        }
        long wall = limits.wall().toNanos();
        for (JarRun run : open.values()) {
            if (now - run.exchange().arrivedAt() > wall && run.end()) {
                run.stopped(host, Stops.wallClock(limits).at(run.where()));
                run.interrupt();
            }
        }
        threads.forEach(thread -> thread.flushOverdue(now));
        JarRun first = queue.peek();
        if (first != null && now - first.offeredAt() > WORTH_A_THREAD_NANOS) {
            wake();
        }
        return true;
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<Void> drain(Duration time) {
        draining = true;
        if (open.isEmpty()) {
            drained.complete(null);
        }
        return drained.completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS).thenRun(this::close);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        watch.forget(this);
        stopOpen();
        threads.forEach(JarThread::wake);
        end();
    }

    private void stopOpen() {
        for (JarRun run : open.values()) {
            if (run.end()) {
                run.stopped(host,
                        run.hasBegun()
                                ? new Stop(StopReason.DRAINING, "the version was closed while it ran")
                                : new Stop(StopReason.NOT_BEGUN, "the version was closed"));
                run.interrupt();
            }
        }
        open.clear();
        queue.clear();
    }

    /** The add-on's own end runs on a thread that nobody waits for. */
    private void end() {
        JarProgram ready = loaded;
        loaded = null;
        if (ready != null) {
            Thread.ofPlatform().daemon().name("annex-java-" + program.name() + "-stop").start(() -> {
                try {
                    ready.stop();
                } catch (Throwable e) {
                    host.log("warn", "stop failed: " + JarLogger.stack(e), null);
                }
            });
        }
    }
}
