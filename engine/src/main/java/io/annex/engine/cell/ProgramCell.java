package io.annex.engine.cell;

import io.annex.engine.BackOff;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadEnded;
import io.annex.engine.LoadException;
import io.annex.engine.NotStarted;
import io.annex.engine.Placement;
import io.annex.engine.Program;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import io.annex.engine.cell.Inbox.ProtocolException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cell of a program, and what waits for it while there is none.
 *
 * <h2>Growth</h2> A cell is taken from the pool when the program is evaluated
 * first, when an exchange waits and there is none, and in advance after a death
 * that others need not pay for. It serves from the moment in which it says that
 * the program is evaluated; what waited goes to it under the lock that sets it,
 * so that nothing is left behind.
 *
 * <h2>Loss</h2> A cell that dies is replaced, unless it dies so often that the
 * program is suspended ({@link Suspension}). A start that fails is tried again
 * at once where the cell died ({@value #MOST_STARTS} times), otherwise after a
 * pause ({@link BackOff}); what waits is refused. A cell that has nothing to do
 * is put away, and the next exchange takes another one.
 *
 * <p>
 * Thread-safe. Its lock is held while an exchange is handed to the cell, never
 * while one is told its end. Once the workers are closed nothing is taken from
 * here but by {@link #close()}, so that what is under way ends once.
 */
final class ProgramCell {
    private static final Logger log = LoggerFactory.getLogger(ProgramCell.class);
    /**
     * What a cell may take longer than the wall time to evaluate a program or to
     * say that it cannot.
     */
    private static final long MOST_TO_OPEN_NANOS = 5_000_000_000L;
    private static final int MOST_STARTS = 3;

    /** The program could not be evaluated, and that need not be its fault. */
    private static final class CellDied extends LoadException {
        private static final long serialVersionUID = 1;

        CellDied(String message) {
            super(message);
        }
    }

    private static final class NoCell extends NotStarted {
        private static final long serialVersionUID = 1;

        NoCell(String message) {
            super(message);
        }
    }

    private static boolean isDeath(Throwable failure) {
        return failure instanceof CellDied || failure instanceof NoCell;
    }

    private final CellWorkers workers;
    private final CellEngine engine;
    private final Program program;
    private final Placement placement;
    private final WorkerLimits limits;
    private final Host host;

    private volatile boolean suspended;
    /**
     * Where exchanges go; {@code null} while there is no cell that has evaluated
     * the program.
     */
    private volatile @Nullable Cell cell;
    /** When that cell began to take exchanges. */
    private volatile long servingSince = System.nanoTime();
    /** Whether it was never evaluated: somebody waits for that. */
    private volatile boolean isFirst = true;
    /** Whether a cell is to be there before an exchange waits for it. */
    private volatile boolean inAdvance;

    // Guarded by this object.
    private final WaitingExchanges waiting = new WaitingExchanges();
    private final Suspension suspension;
    private @Nullable CompletableFuture<String> loading;
    private @Nullable Cell starting;
    private long openedAt;
    private final BackOff backOff = new BackOff();

    ProgramCell(CellWorkers workers, CellEngine engine, Program program, Placement placement, WorkerLimits limits,
            Host host) {
        this.workers = workers;
        this.engine = engine;
        this.program = program;
        this.placement = placement;
        this.limits = limits;
        this.host = host;
        this.suspension = new Suspension(limits.deaths());
    }

    /** The one that has evaluated the program; it may be dead. */
    @Nullable
    Cell serving() {
        return cell;
    }

    long servingSince() {
        return servingSince;
    }

    boolean isSuspended() {
        return suspended;
    }

    // ---- growth
    // ----------------------------------------------------------------------------------------------------

    /** Takes a cell and evaluates the program, unless that is being done. */
    CompletableFuture<String> start() {
        CompletableFuture<String> loaded = new CompletableFuture<>();
        synchronized (this) {
            if (loading != null) {
                return loading;
            }
            loading = loaded;
        }
        loaded.thenRun(engine::keepSpare);
        engine.acquire(placement, this::isWanted).whenComplete((found, failure) -> {
            if (found == null) {
                failed(loaded, rootOf(failure));
                return;
            }
            boolean wanted;
            synchronized (this) {
                wanted = !workers.isClosed();
                starting = wanted ? found : null;
                openedAt = System.nanoTime();
            }
            if (wanted) {
                found.open(workers, program, limits);
            } else {
                engine.release(found, placement);
            }
        });
        return loaded;
    }

    /** Whether it still wants the cell that it waits for. */
    private boolean isWanted() {
        return !workers.isClosed() && (isFirst || inAdvance || !waiting.isEmpty());
    }

    private static Throwable rootOf(@Nullable Throwable failure) {
        Throwable root = failure == null ? new IllegalStateException("unknown") : failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private void startAgain() {
        startAgain(MOST_STARTS);
    }

    /**
     * The cell that is taken may die before it has begun; then another one may not.
     */
    private void startAgain(int starts) {
        start().whenComplete((endpoints, failure) -> {
            if (isDeath(rootOf(failure)) && starts > 1 && workers.isOpen() && !suspended) {
                startAgain(starts - 1);
            } else if (failure == null) {
                backOff.succeeded();
            } else if (!workers.isClosed()) {
                notStartedAgain(rootOf(failure));
            }
        });
    }

    /**
     * What the program failed with is its author's to read, what its cell failed
     * with the operator's.
     */
    private void notStartedAgain(Throwable failure) {
        if (failure instanceof CellPool.NotWanted) {
            return;
        }
        String why = String.valueOf(failure.getMessage());
        if (failure instanceof CellPool.NoRoom) {
            stopWaiting(new Stop(StopReason.STARTING, why));
            return;
        }
        Duration pause = backOff.failed(System.nanoTime());
        if (isDeath(failure)) {
            log.error("{} {} cannot be evaluated again: {}", program.name(), program.version(), why);
        } else {
            host.log("error", Stops.notEvaluated(pause, why), null);
        }
        stopWaiting(Stops.notEvaluated(why));
    }

    private void failed(CompletableFuture<String> loaded, Throwable why) {
        synchronized (this) {
            loading = null;
            starting = null;
        }
        String said = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        loaded.completeExceptionally(
                why instanceof LoadException ? why : new NoCell("no cell could be started: " + said));
    }

    /** What a cell says of its evaluation of the program. */
    void loaded(Cell from, boolean ok, String text) throws ProtocolException {
        CompletableFuture<String> done;
        synchronized (this) {
            if (cell == from) {
                throw new ProtocolException("a program that is loaded once more");
            }
            done = starting == from && !workers.isClosed() ? loading : null;
            if (done != null) {
                loading = null;
                starting = null;
            }
            if (done != null && ok) {
                servingSince = System.nanoTime();
                workers.used(servingSince);
                isFirst = false;
                inAdvance = false;
                cell = from;
                waiting.takeAll(exchange -> workers.send(from, exchange));
            }
        }
        if (done == null) {
            from.close(workers);
        } else if (ok) {
            done.complete(text);
        } else {
            from.close(workers);
            done.completeExceptionally(new LoadException(text));
        }
    }

    private void startInAdvance() {
        boolean start;
        synchronized (this) {
            start = cell == null && mayStart(System.nanoTime());
            inAdvance |= start;
        }
        if (start) {
            startAgain();
        }
    }

    /** After starts that failed there is a pause, in which exchanges wait. */
    private boolean mayStart(long now) {
        return loading == null && backOff.mayTry(now);
    }

    // ---- loss
    // ------------------------------------------------------------------------------------------------------

    /** The cell has ended, whoever ended it. */
    void died(Cell gone, Stop stop) {
        CompletableFuture<String> wasLoading;
        boolean again;
        Duration pause;
        synchronized (this) {
            if (workers.isClosed() || (cell != gone && starting != gone)) {
                return;
            }
            wasLoading = loading;
            loading = null;
            starting = null;
            cell = null;
            suspended = suspension.died(System.nanoTime());
            pause = suspension.pause();
            again = wasLoading == null && !suspended;
        }
        workers.lost(gone, stop);
        if (wasLoading != null) {
            wasLoading.completeExceptionally(
                    new CellDied("evaluating " + program.entry() + " was stopped: " + stop.detail()));
        }
        if (suspended) {
            Stop why = suspendedNow();
            log.error("{} {} is suspended for {}: {}", program.name(), program.version(), Stops.seconds(pause),
                    why.detail());
            stopWaiting(why);
        } else if (again && (!waiting.isEmpty() || engine.isQuiet())) {
            // In advance only where others do not wait for what they need now.
            inAdvance = true;
            startAgain();
        }
    }

    Stop suspendedNow() {
        Duration left;
        synchronized (this) {
            left = suspension.left(System.nanoTime());
        }
        return Stops.suspended(limits, left);
    }

    /** An operator has seen to what was wrong; says whether it was suspended. */
    boolean resume() {
        boolean was;
        synchronized (this) {
            if (!workers.isOpen()) {
                return false;
            }
            was = suspended;
            suspension.forget();
            suspended = false;
            backOff.succeeded();
        }
        if (was) {
            log.info("{} {} is resumed", program.name(), program.version());
            startInAdvance();
        }
        return was;
    }

    /** Ends a suspension when its time has come, by trying once more. */
    private void endSuspension(long now) {
        synchronized (this) {
            if (!suspension.endWhenOver(now) || !workers.isOpen()) {
                return;
            }
            suspended = false;
        }
        log.info("{} {} is tried again", program.name(), program.version());
        if (engine.isQuiet()) {
            startInAdvance();
        }
    }

    /**
     * The workers have left, having had nothing to do. What is offered from now on
     * waits for another cell; what was offered a moment ago keeps this one. One
     * that is about to end for another reason ends for that.
     */
    void putAway(Cell from) {
        synchronized (this) {
            if (cell != from || from.isDead() || !workers.isOpen()) {
                return;
            }
            cell = null;
            if (workers.outstanding() > 0) {
                cell = from;
                return;
            }
        }
        log.debug("{} of {} {} is put away", from, program.name(), program.version());
        from.close(workers);
    }

    // ---- what waits for a cell
    // -------------------------------------------------------------------------------------

    /** There is no cell at the moment: the exchange waits for one. */
    void await(Exchange exchange) {
        @Nullable
        Stop refusal;
        boolean start;
        long now = System.nanoTime();
        synchronized (this) {
            Cell serving = cell;
            if (serving != null && !serving.isDead()) {
                workers.send(serving, exchange);
                return;
            }
            if (workers.isClosed()) {
                refusal = new Stop(StopReason.NOT_BEGUN, "the version was closed");
            } else if (suspended) {
                refusal = Stops.suspended(limits, suspension.left(now));
            } else if (serving == null && loading == null && backOff.isLong(now)) {
                refusal = Stops.notEvaluatedLately();
            } else {
                refusal = null;
                waiting.add(exchange);
            }
            // A cell that has just ended is about to be replaced.
            start = refusal == null && serving == null && mayStart(now);
        }
        if (refusal != null) {
            workers.stop(exchange, refusal);
        } else if (start) {
            startAgain();
        }
    }

    /** Takes one out; {@code false} when it does not wait here. */
    synchronized boolean takeBack(Exchange exchange) {
        return waiting.remove(exchange);
    }

    private void stopWaiting(Stop stop) {
        List<Exchange> left;
        synchronized (this) {
            left = waiting.takeAll();
        }
        left.forEach(exchange -> workers.stop(exchange, stop));
    }

    // ---- time, and the end
    // -----------------------------------------------------------------------------------------

    /** Every tenth of a second: the deadlines of a start. */
    void tick(long now) {
        endWhatDoesNotOpen(now);
        if (suspended) {
            endSuspension(now);
        }
    }

    /** The same: the deadline of what waits for a cell. */
    void tickWaiting(long now) {
        List<Exchange> overdue;
        boolean start;
        synchronized (this) {
            overdue = waiting.takeBefore(now - engine.mostWait().toNanos());
            start = !waiting.isEmpty() && cell == null && !workers.isClosed() && mayStart(now);
        }
        overdue.forEach(exchange -> workers.stop(exchange, Stops.notStarted(engine.mostWait())));
        if (start) {
            startAgain();
        }
    }

    /**
     * Its cell lives and says nothing of the program; it ends evaluations that take
     * too long itself, so nothing in it can be relied on.
     */
    private void endWhatDoesNotOpen(long now) {
        Cell late;
        synchronized (this) {
            late = starting;
            if (late == null || now - openedAt <= limits.wall().toNanos() + MOST_TO_OPEN_NANOS) {
                return;
            }
        }
        late.kill(new Stop(StopReason.TERMINATED,
                "its process did not evaluate it within " + Stops.seconds(Duration.ofNanos(now - openedAt))));
    }

    /** After {@link CellWorkers#isClosed()}: nothing waits any more. */
    void close() {
        Cell serving;
        Cell opening;
        CompletableFuture<String> wasLoading;
        synchronized (this) {
            serving = cell;
            opening = starting;
            wasLoading = loading;
            cell = null;
            starting = null;
            loading = null;
        }
        stopWaiting(new Stop(StopReason.NOT_BEGUN, "the version was closed"));
        if (serving != null) {
            serving.close(workers);
        }
        if (opening != null) {
            opening.close(workers);
        }
        if (wasLoading != null) {
            wasLoading.completeExceptionally(new LoadEnded("the version was closed"));
        }
    }
}
