package io.annex.core.jar;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Replies;
import io.annex.engine.SliceClock;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs exchanges, one after the other, as long as some wait.
 * Answers are gathered and sent to each event loop in one task: when nothing
 * waits any more, after {@value #FLUSH_ANSWERS} of them, or by the watch, when
 * the exchange that came after them takes its time.
 */
final class JarThread implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(JarThread.class);
    private static final int FLUSH_ANSWERS = 32;
    private static final long FLUSH_NANOS = 500_000;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final JarWorkers workers;
    private final Host host;
    private final WorkerLimits limits;
    private final Thread thread;
    private final AtomicBoolean parked = new AtomicBoolean();
    /** {@link System#nanoTime} when the exchange began that runs now, or 0. */
    private volatile long busySince;

    // Guarded by this object.
    private final Replies replies = new Replies();
    private long unflushedSince;

    // The thread's alone.
    private final SliceClock clock = new SliceClock();

    JarThread(JarWorkers workers, Host host, WorkerLimits limits, String name) {
        this.workers = workers;
        this.host = host;
        this.limits = limits;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Wakes it if it is parked; {@code false} when it was not. */
    boolean wake() {
        if (parked.get() && parked.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
            return true;
        }
        return false;
    }

    /** Whether it looks for the next exchange soon, by itself. */
    boolean isAvailable(long now) {
        long since = busySince;
        return !parked.get() && (since == 0 || now - since < FLUSH_NANOS);
    }

    boolean isBusy() {
        return busySince != 0;
    }

    @Override
    public void run() {
        clock.read();
        while (true) {
            JarRun next = workers.take();
            if (next != null) {
                runOrFail(next);
            } else {
                flush();
                if (!rest()) {
                    return;
                }
            }
        }
    }

    /** Waits for work; {@code false} when the thread is to end. */
    private boolean rest() {
        long begun = System.nanoTime();
        parked.set(true);
        if (!workers.hasWork() && !workers.isClosed()) {
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
        boolean idle = parked.getAndSet(false) && System.nanoTime() - begun >= IDLE_NANOS;
        clock.read();
        return !((idle || workers.isClosed()) && workers.mayLeave(this));
    }

    /** Whatever goes wrong here, the client is answered and the thread goes on. */
    private void runOrFail(JarRun run) {
        try {
            run(run);
        } catch (RuntimeException | Error e) {
            log.error("An exchange with an add-on in Java failed", e);
            run.ends();
            busySince = 0;
            if (run.end()) {
                run.stopped(host, new Stop(StopReason.TERMINATED, "the host failed: " + e));
            }
            workers.ended(run);
        }
    }

    private void run(JarRun run) {
        JarProgram program = workers.program();
        if (program == null || !run.begins()) {
            workers.ended(run);
            return;
        }
        Exchange exchange = run.exchange();
        long begun = System.nanoTime();
        busySince = begun | 1;
        thread.setContextClassLoader(program.classes());
        JarAnswer answer = JarServices.within(exchange, () -> JarAnswer.of(program, run, host, limits));
        run.ends();
        busySince = 0;
        long took = System.nanoTime() - begun;
        long cpu = clock.cpuOf(took);
        CompletableFuture<Void> kept = run.kept();
        boolean goesOn = kept != null && !kept.isDone() && answer.size() <= limits.output();
        boolean ends = run.end();
        if (ends) {
            if (answer.size() > limits.output()) {
                run.stopped(host, Stops.output(limits));
            } else {
                answered(exchange, answer, cpu, goesOn);
            }
        }
        workers.took(took);
        if (kept != null) {
            keep(run, kept, ends && goesOn);
        } else {
            workers.ended(run);
        }
    }

    /** The exchange is in flight until what it is kept for is done, or too late. */
    private void keep(JarRun run, CompletableFuture<Void> kept, boolean goesOn) {
        Exchange exchange = run.exchange();
        kept.orTimeout(limits.after().toNanos(), TimeUnit.NANOSECONDS).whenComplete((done, failure) -> {
            if (failure instanceof TimeoutException) {
                host.breach(Stops.after(limits), exchange);
            } else if (failure != null) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                host.log("error", "what the request waited for after its answer failed: " + JarLogger.stack(cause),
                        exchange.id());
            }
            if (goesOn) {
                over(exchange);
            }
            workers.ended(run);
        });
    }

    /** After its answer, which may not have been sent yet. */
    private synchronized void over(Exchange exchange) {
        replies.over(exchange);
        replies.flush();
    }

    private synchronized void answered(Exchange exchange, JarAnswer answer, long cpu, boolean goesOn) {
        long now = System.nanoTime();
        if (replies.size() == 0) {
            unflushedSince = now;
        }
        if (goesOn) {
            replies.goesOn(exchange);
        }
        replies.answered(exchange, answer.message(), answer.bytes(), cpu);
        if (replies.size() >= FLUSH_ANSWERS || now - unflushedSince > FLUSH_NANOS) {
            replies.flush();
        }
    }

    private synchronized void flush() {
        replies.flush();
    }

    /** By the watch: answers do not wait for the next exchange. */
    synchronized void flushOverdue(long now) {
        if (replies.size() > 0 && now - unflushedSince > FLUSH_NANOS) {
            replies.flush();
        }
    }
}
