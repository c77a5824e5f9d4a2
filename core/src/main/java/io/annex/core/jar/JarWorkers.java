package io.annex.core.jar;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadException;
import io.annex.engine.Program;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.engine.WorkersStatus;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
 */
public final class JarWorkers implements Workers {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long IDLE_SECONDS = 10;

    private final Program program;
    private final Path root;
    private final WorkerLimits limits;
    private final Host host;
    private final ThreadPoolExecutor threads;
    private final Map<Exchange, Run> open = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean draining;
    private volatile @Nullable JarProgram loaded;

    /**
     * Workers for {@code program}; nothing runs before {@link #load}.
     *
     * @param root
     *            the folder that the program's entry, a jar, is in
     */
    public JarWorkers(Program program, Path root, WorkerLimits limits, Host host) {
        this.program = program;
        this.root = root;
        this.limits = limits;
        this.host = host;
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(limits.inFlight(), limits.inFlight(), IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(Math.max(1, limits.queued())), task -> {
                    Thread thread = new Thread(task, "annex-java-" + program.name() + '-' + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<String> load() {
        CompletableFuture<String> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                JarProgram ready = JarProgram.load(program, root, host);
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
        });
        return result.orTimeout(limits.wall().toMillis(), TimeUnit.MILLISECONDS).exceptionallyCompose(
                failure -> CompletableFuture.failedFuture(failure instanceof java.util.concurrent.TimeoutException
                        ? new LoadException(
                                "it was not ready after " + Stops.seconds(limits.wall()) + " (limit: limits.wall)")
                        : failure));
    }

    // ---- exchanges
    // -------------------------------------------------------------------------------------------------

    /** One exchange; exactly one of all that may end it does. */
    private final class Run implements Runnable {
        private final Exchange exchange;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable Thread thread;
        private final CompletableFuture<Void> overdue = new CompletableFuture<>();

        Run(Exchange exchange) {
            this.exchange = exchange;
        }

        void watch() {
            long left = limits.wall().toNanos() - (System.nanoTime() - exchange.arrivedAt());
            overdue.completeOnTimeout(null, Math.max(1, left), TimeUnit.NANOSECONDS).thenRun(() -> {
                if (over.compareAndSet(false, true)) {
                    stop(Stops.wallClock(limits));
                    interrupt();
                }
            });
        }

        /** In the midst of what it does, where it does something. */
        void interrupt() {
            synchronized (this) {
                Thread running = thread;
                if (running != null) {
                    running.interrupt();
                }
            }
        }

        /** The caller has made {@code over} true. */
        void stop(Stop stop) {
            host.breach(stop, exchange);
            exchange.loop().execute(() -> exchange.stopped(stop, 0));
        }

        @Override
        public void run() {
            JarProgram ready = loaded;
            if (over.get() || ready == null) {
                ended();
                return;
            }
            synchronized (this) {
                thread = Thread.currentThread();
            }
            Thread.currentThread().setContextClassLoader(ready.classes());
            long begun = THREADS.getCurrentThreadCpuTime();
            JarAnswer answer = JarAnswer.of(program.name(), ready, exchange, host, limits);
            long cpu = THREADS.getCurrentThreadCpuTime() - begun;
            synchronized (this) {
                thread = null;
                // What interrupted this exchange is nothing to the next.
                Thread.interrupted();
            }
            Thread.currentThread().setContextClassLoader(null);
            if (over.compareAndSet(false, true)) {
                overdue.cancel(false);
                if (answer.size() > limits.output()) {
                    stop(new Stop(StopReason.OUTPUT, "answer body over " + limits.output() + " bytes"));
                } else {
                    exchange.loop().execute(() -> exchange.answered(answer.message(), answer.bytes(), cpu));
                }
            }
            ended();
        }

        private void ended() {
            open.remove(exchange, this);
            if (draining && open.isEmpty()) {
                drained.complete(null);
            }
        }
    }

    @Override
    public void offer(Exchange exchange) {
        Run run = new Run(exchange);
        open.put(exchange, run);
        try {
            threads.execute(run);
            run.watch();
        } catch (RejectedExecutionException e) {
            open.remove(exchange, run);
            run.over.set(true);
            Stop stop = threads.isShutdown()
                    ? new Stop(StopReason.DRAINING, "the version was replaced")
                    : Stops.tooMany(limits);
            run.stop(stop);
        }
    }

    @Override
    public void abandon(Exchange exchange) {
        Run run = open.get(exchange);
        if (run != null && run.over.compareAndSet(false, true)) {
            run.overdue.cancel(false);
            run.interrupt();
        }
    }

    @Override
    public WorkersStatus status() {
        return new WorkersStatus(threads.getPoolSize(), threads.getQueue().size(), threads.getActiveCount(), 0, 0, 0,
                false);
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
        threads.shutdown();
        for (Run run : open.values()) {
            if (run.over.compareAndSet(false, true)) {
                run.overdue.cancel(false);
                run.stop(new Stop(StopReason.DRAINING, "the version was closed while it ran"));
                run.interrupt();
            }
        }
        open.clear();
        end();
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
