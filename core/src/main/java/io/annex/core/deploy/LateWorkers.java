package io.annex.core.deploy;

import io.annex.engine.BackOff;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadException;
import io.annex.engine.NotStarted;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.engine.WorkersStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Workers of a program of which it is known what it declares, so that it is
 * evaluated when the first exchange comes. Thread-safe.
 *
 * <h2>The gate</h2> An exchange says by a number which endpoint it is for, and
 * it got that number from what the program declared at another time. What the
 * program declares now may have another order, and the number may mean an
 * endpoint that does something else. So exchanges wait here until the program
 * has been evaluated and what it declares is what was known; only then do the
 * workers hear of any. Where it is otherwise, a new version that has these
 * workers takes the mount, and what waits here is sent there, as after a
 * deploy: it has not begun. This is why the gate stands in front of workers of
 * either kind, and not in them.
 *
 * <h2>A first evaluation that fails</h2> It is said in the add-on's log, what
 * waits is refused, and the next exchange after a pause tries again, with new
 * workers: those that have failed are closed, as at a deploy.
 */
final class LateWorkers implements Workers {
    /** Is told how the first evaluation went. */
    interface Listener {
        /**
         * The program declares something else than what was known. Runs where it may
         * take its time.
         *
         * @param declared
         *            what it declares
         * @param workers
         *            those that have evaluated it, for who takes the mount
         * @return why that cannot serve; empty where it does, or where another version
         *         does
         */
        String turnedOut(String declared, Workers workers);

        /** The program could not be evaluated, and that is its own fault. */
        void failed();
    }

    private enum State {
        OPEN, MOVED, CLOSED
    }

    private final Supplier<Workers> opens;
    private final String known;
    private final WorkerLimits limits;
    private final Host host;
    private final Executor later;
    private final BackOff backOff = new BackOff();
    private volatile @Nullable Listener listener;
    /** Where exchanges go when the gate is open. */
    private volatile @Nullable Workers serving;

    // Guarded by this object.
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private State state = State.OPEN;
    private @Nullable Workers opened;
    private boolean evaluating;

    /**
     * @param opens
     *            opens workers that have not begun to load
     * @param known
     *            what the program declared
     * @param limits
     *            as many exchanges as they allow may wait
     * @param later
     *            runs what may take its time
     */
    LateWorkers(Supplier<Workers> opens, String known, WorkerLimits limits, Host host, Executor later) {
        this.opens = opens;
        this.known = known;
        this.limits = limits;
        this.host = host;
        this.later = later;
        this.opened = opens.get();
    }

    /** Who is told; set before there are exchanges. */
    void listener(Listener hears) {
        listener = hears;
    }

    @Override
    public CompletionStage<String> load() {
        return CompletableFuture.completedFuture(known);
    }

    @Override
    public boolean isEvaluated() {
        return serving != null;
    }

    @Override
    public void offer(Exchange exchange) {
        Workers open = serving;
        if (open != null) {
            open.offer(exchange);
            return;
        }
        Stop refusal = null;
        boolean evaluate = false;
        synchronized (this) {
            open = serving;
            if (open == null) {
                long now = System.nanoTime();
                refusal = refusal(now);
                if (refusal == null) {
                    waiting.add(exchange);
                    evaluate = !evaluating && backOff.mayTry(now);
                    evaluating |= evaluate;
                }
            }
        }
        if (open != null) {
            open.offer(exchange);
        } else if (refusal != null) {
            refuse(exchange, refusal);
        } else if (evaluate) {
            evaluate();
        }
    }

    private @Nullable Stop refusal(long now) {
        if (state != State.OPEN) {
            return new Stop(StopReason.NOT_BEGUN,
                    state == State.MOVED ? "it declares other endpoints" : "the version was closed");
        }
        if (waiting.size() >= limits.inFlight() + limits.queued()) {
            return Stops.tooMany(limits);
        }
        return !evaluating && backOff.isLong(now) ? Stops.notEvaluatedLately() : null;
    }

    private void refuse(Exchange exchange, Stop stop) {
        host.breach(stop, exchange);
        exchange.loop().execute(() -> exchange.stopped(stop, 0));
    }

    private void refuseAll(Stop stop) {
        List<Exchange> left;
        synchronized (this) {
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(exchange -> refuse(exchange, stop));
    }

    // ---- the first evaluation
    // --------------------------------------------------------------------------------------

    private void evaluate() {
        Workers workers;
        synchronized (this) {
            workers = opened;
        }
        if (workers == null) {
            later(this::openAndEvaluate);
        } else {
            evaluate(workers);
        }
    }

    private void later(Runnable task) {
        try {
            later.execute(task);
        } catch (RejectedExecutionException e) {
            failed(e);
        }
    }

    private void openAndEvaluate() {
        Workers workers;
        try {
            workers = opens.get();
        } catch (RuntimeException e) {
            evaluated(null, null, e);
            return;
        }
        boolean wanted;
        synchronized (this) {
            wanted = state == State.OPEN;
            opened = wanted ? workers : null;
        }
        if (wanted) {
            evaluate(workers);
        } else {
            workers.close();
        }
    }

    private void evaluate(Workers workers) {
        workers.load().whenComplete((declared, failure) -> evaluated(workers, declared, failure));
    }

    private void evaluated(@Nullable Workers workers, @Nullable String declared, @Nullable Throwable failure) {
        if (workers == null || declared == null) {
            failed(failure == null ? new IllegalStateException("it declares nothing") : failure);
        } else if (declared.equals(known)) {
            open(workers);
        } else {
            later(() -> turnedOut(declared, workers));
        }
    }

    private void open(Workers workers) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            // In the order in which they came, before any that comes now.
            for (Exchange each = waiting.poll(); each != null; each = waiting.poll()) {
                workers.offer(each);
            }
            serving = workers;
        }
    }

    private void turnedOut(String declared, Workers workers) {
        Listener hears = listener;
        String refused;
        try {
            refused = hears == null ? "nobody can serve it" : hears.turnedOut(declared, workers);
        } catch (RuntimeException | Error e) {
            failed(e);
            return;
        }
        if (!refused.isEmpty()) {
            failed(new LoadException(refused));
        }
    }

    /** The workers are another version's now, which serves. */
    void moved() {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.MOVED;
            opened = null;
        }
        refuseAll(new Stop(StopReason.NOT_BEGUN, "it declares other endpoints"));
    }

    private void failed(Throwable failure) {
        Throwable why = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        Workers gone;
        Duration pause;
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            gone = opened;
            opened = null;
            evaluating = false;
            pause = backOff.failed(System.nanoTime());
        }
        if (gone != null) {
            gone.close();
        }
        String said = String.valueOf(why.getMessage());
        host.log("error", Stops.notEvaluated(pause, said), null);
        if (why instanceof NotStarted) {
            refuseAll(new Stop(StopReason.STARTING, said));
        } else {
            Listener hears = listener;
            if (hears != null) {
                hears.failed();
            }
            refuseAll(Stops.notEvaluated(said));
        }
        // For what comes before the pause is over.
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS).execute(this::again);
    }

    private void again() {
        synchronized (this) {
            if (state != State.OPEN || evaluating || waiting.isEmpty()) {
                return;
            }
            evaluating = true;
        }
        evaluate();
    }

    // ---- as any other workers
    // --------------------------------------------------------------------------------------

    @Override
    public void taken(Exchange exchange, int bytes) {
        Workers open = serving;
        if (open != null) {
            open.taken(exchange, bytes);
        }
    }

    @Override
    public void abandon(Exchange exchange) {
        synchronized (this) {
            if (waiting.remove(exchange)) {
                exchange.loop().execute(exchange::over);
                return;
            }
        }
        Workers open = serving;
        if (open != null) {
            open.abandon(exchange);
        }
    }

    @Override
    public WorkersStatus status() {
        Workers workers;
        int held;
        synchronized (this) {
            workers = opened;
            held = waiting.size();
        }
        if (workers == null) {
            return new WorkersStatus(0, held, 0, 0, 0, 0, false);
        }
        WorkersStatus of = workers.status();
        return held == 0
                ? of
                : new WorkersStatus(of.workers(), of.queued() + held, of.inFlight(), of.heapBytes(), of.externalBytes(),
                        of.residentBytes(), of.suspended());
    }

    @Override
    public boolean resume() {
        Workers open = serving;
        if (open != null) {
            return open.resume();
        }
        backOff.succeeded();
        return false;
    }

    /** What waits has not begun, so another version may have it. */
    @Override
    public CompletionStage<Void> drain(Duration time) {
        Workers workers = end();
        return workers == null ? CompletableFuture.completedFuture(null) : workers.drain(time);
    }

    @Override
    public void close() {
        Workers workers = end();
        if (workers != null) {
            workers.close();
        }
    }

    private @Nullable Workers end() {
        Workers workers;
        synchronized (this) {
            workers = state == State.MOVED ? null : opened;
            if (state == State.OPEN) {
                state = State.CLOSED;
            }
        }
        refuseAll(new Stop(StopReason.NOT_BEGUN, "the version was closed"));
        return workers;
    }
}
