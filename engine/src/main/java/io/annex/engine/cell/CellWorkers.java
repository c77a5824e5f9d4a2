package io.annex.engine.cell;

import io.annex.engine.BackOff;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadException;
import io.annex.engine.NotStarted;
import io.annex.engine.Placement;
import io.annex.engine.Program;
import io.annex.engine.Replies;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.engine.WorkersStatus;
import io.annex.engine.cell.Inbox.ProtocolException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a program, in a cell. Exchanges are numbered and handed on;
 * what the cell says of them is told to whom they belong. When the cell dies,
 * they are stopped, and another cell takes over; while there is none, exchanges
 * wait here.
 */
final class CellWorkers implements Workers {
    private static final Logger log = LoggerFactory.getLogger(CellWorkers.class);
    /**
     * What a cell may take longer than the wall time to evaluate a program or to
     * say that it cannot.
     */
    private static final long MOST_TO_OPEN_NANOS = 5_000_000_000L;
    /**
     * What a cell may take longer than the wall time to stop an exchange itself.
     */
    static final long GRACE_NANOS = 250_000_000L;

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

    private enum State {
        OPEN, DRAINING, CLOSED
    }

    private final CellEngine engine;
    private final int number;
    private final Program program;
    private final Placement placement;
    private final WorkerLimits limits;
    private final Host host;
    private final CellExchanges exchanges;
    private final CellListener listener;

    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile State state = State.OPEN;
    private volatile boolean suspended;
    private volatile long drainUntil = Long.MAX_VALUE;
    private volatile WorkersStatus status = new WorkersStatus(0, 0, 0, 0, 0, 0, false);
    /**
     * Where exchanges go; {@code null} while there is no cell that has evaluated
     * the program.
     */
    private volatile @Nullable Cell cell;
    /** When that cell began to take exchanges. */
    private volatile long servingSince = System.nanoTime();
    /** Written without care: one of several that come at once is the last. */
    private long lastUsed = servingSince;
    /** Whether it was never evaluated: somebody waits for that. */
    private volatile boolean isFirst = true;
    /** Whether a cell is to be there before an exchange waits for it. */
    private volatile boolean inAdvance;
    /** Whether exchanges wait for a cell. */
    private volatile boolean waits;

    // Guarded by this object.
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final Suspension suspension;
    private @Nullable CompletableFuture<String> loading;
    private @Nullable Cell starting;
    private long openedAt;
    private final BackOff backOff = new BackOff();

    CellWorkers(CellEngine engine, int number, Program program, Placement placement, WorkerLimits limits, Host host) {
        this.engine = engine;
        this.number = number;
        this.program = program;
        this.placement = placement;
        this.limits = limits;
        this.host = host;
        this.exchanges = new CellExchanges(limits);
        this.listener = new CellListener(limits, host, exchanges);
        this.suspension = new Suspension(limits.deaths());
    }

    int number() {
        return number;
    }

    WorkerLimits limits() {
        return limits;
    }

    // ---- a cell for the program
    // ------------------------------------------------------------------------------------

    @Override
    public CompletionStage<String> load() {
        return start();
    }

    private CompletableFuture<String> start() {
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
                wanted = state != State.CLOSED;
                starting = wanted ? found : null;
                openedAt = System.nanoTime();
            }
            if (wanted) {
                found.open(this, program, limits);
            } else {
                engine.release(found, placement);
            }
        });
        return loaded;
    }

    /** Whether it still wants the cell that it waits for. */
    private boolean isWanted() {
        return state != State.CLOSED && (isFirst || inAdvance || waits);
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
            if (isDeath(rootOf(failure)) && starts > 1 && state == State.OPEN && !suspended) {
                startAgain(starts - 1);
            } else if (failure == null) {
                backOff.succeeded();
            } else if (state != State.CLOSED) {
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

    private void loaded(Cell from, boolean ok, String text) throws ProtocolException {
        CompletableFuture<String> done;
        synchronized (this) {
            if (cell == from) {
                throw new ProtocolException("a program that is loaded once more");
            }
            done = starting == from ? loading : null;
            if (done != null) {
                loading = null;
                starting = null;
            }
            if (done != null && ok && state != State.CLOSED) {
                servingSince = System.nanoTime();
                lastUsed = servingSince;
                isFirst = false;
                inAdvance = false;
                cell = from;
                for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
                    send(from, exchange);
                }
                waits = false;
            }
        }
        if (done == null) {
            from.close(this);
        } else if (ok) {
            done.complete(text);
        } else {
            from.close(this);
            done.completeExceptionally(new LoadException(text));
        }
    }

    /** The cell has ended, whoever ended it. */
    void died(Cell gone, Stop stop) {
        CompletableFuture<String> wasLoading;
        boolean again;
        Duration pause;
        synchronized (this) {
            if (cell != gone && starting != gone) {
                return;
            }
            wasLoading = loading;
            loading = null;
            starting = null;
            cell = null;
            if (state == State.CLOSED) {
                return;
            }
            suspended = suspension.died(System.nanoTime());
            pause = suspension.pause();
            again = wasLoading == null && !suspended;
        }
        String running = exchanges.shown();
        List<Exchange> stopped = exchanges.takeAll();
        if (!running.isEmpty()) {
            log.warn("{} {}: when {} ended, these were running in it: {}", program.name(), program.version(), gone,
                    running);
        }
        stopped.forEach(exchange -> stop(exchange, stop));
        if (stopped.isEmpty()) {
            host.breach(stop, null);
        }
        if (wasLoading != null) {
            wasLoading.completeExceptionally(
                    new CellDied("evaluating " + program.entry() + " was stopped: " + stop.detail()));
        }
        if (suspended) {
            Stop why = suspendedNow();
            log.error("{} {} is suspended for {}: {}", program.name(), program.version(), Stops.seconds(pause),
                    why.detail());
            stopWaiting(why);
        } else if (again && (waits || engine.isQuiet())) {
            // In advance only where others do not wait for what they need now.
            inAdvance = true;
            startAgain();
        }
    }

    private Stop suspendedNow() {
        Duration left;
        synchronized (this) {
            left = suspension.left(System.nanoTime());
        }
        return Stops.suspended(limits, left);
    }

    @Override
    public boolean resume() {
        boolean was;
        synchronized (this) {
            if (state != State.OPEN) {
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
            if (!suspension.endWhenOver(now) || state != State.OPEN) {
                return;
            }
            suspended = false;
        }
        log.info("{} {} is tried again", program.name(), program.version());
        if (engine.isQuiet()) {
            startInAdvance();
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

    // ---- exchanges
    // -------------------------------------------------------------------------------------------------

    @Override
    public void offer(Exchange exchange) {
        if (state == State.CLOSED) {
            refuse(exchange, new Stop(StopReason.NOT_BEGUN, "the version was closed"));
        } else if (suspended) {
            refuse(exchange, suspendedNow());
        } else if (!exchanges.enter()) {
            refuse(exchange, Stops.tooMany(limits));
        } else {
            lastUsed = exchange.arrivedAt();
            Cell serving = cell;
            if (serving != null && !serving.isDead()) {
                send(serving, exchange);
            } else {
                await(exchange);
            }
        }
    }

    /**
     * When its wall time begins: the wait for a cell is not its add-on's doing, and
     * has a bound of its own.
     */
    private long since(Exchange exchange) {
        long arrived = exchange.arrivedAt();
        return servingSince - arrived > 0 ? servingSince : arrived;
    }

    /** Whether it has a cell, which has nothing to do for it. */
    boolean isIdle(Cell in) {
        return cell == in && exchanges.outstanding() == 0;
    }

    /** {@link System#nanoTime} of the last exchange that came. */
    long lastUsed() {
        return lastUsed;
    }

    private void send(Cell serving, Exchange exchange) {
        int id = exchanges.handOver(exchange);
        serving.exchange(number, id, exchange, System.nanoTime() - since(exchange));
        exchange.taken();
        if (serving.isDead() && cell != serving && exchanges.take(id)) {
            stop(exchange, new Stop(StopReason.TERMINATED, "its process ended"));
        } else if (state == State.CLOSED && exchanges.take(id)) {
            stop(exchange, new Stop(StopReason.DRAINING, "the version was closed"));
        }
    }

    /** There is no cell at the moment: the exchange waits for one. */
    private void await(Exchange exchange) {
        @Nullable
        Stop refusal;
        boolean start;
        long now = System.nanoTime();
        synchronized (this) {
            Cell serving = cell;
            if (serving != null && !serving.isDead()) {
                send(serving, exchange);
                return;
            }
            if (state == State.CLOSED) {
                refusal = new Stop(StopReason.NOT_BEGUN, "the version was closed");
            } else if (suspended) {
                refusal = Stops.suspended(limits, suspension.left(now));
            } else if (serving == null && loading == null && backOff.isLong(now)) {
                refusal = Stops.notEvaluatedLately();
            } else {
                refusal = null;
                waiting.add(exchange);
                waits = true;
            }
            // A cell that has just ended is about to be replaced.
            start = refusal == null && serving == null && mayStart(now);
        }
        if (refusal != null) {
            stop(exchange, refusal);
        } else if (start) {
            startAgain();
        }
    }

    /** After starts that failed there is a pause, in which exchanges wait. */
    private boolean mayStart(long now) {
        return loading == null && backOff.mayTry(now);
    }

    private void refuse(Exchange exchange, Stop stop) {
        host.breach(stop, exchange);
        exchange.loop().execute(() -> exchange.stopped(stop, 0));
    }

    private void stop(Exchange exchange, Stop stop) {
        exchanges.leave();
        refuse(exchange, stop);
    }

    private void stopWaiting(Stop stop) {
        List<Exchange> left;
        synchronized (this) {
            left = List.copyOf(waiting);
            waiting.clear();
            waits = false;
        }
        left.forEach(exchange -> stop(exchange, stop));
    }

    @Override
    public void abandon(Exchange exchange) {
        synchronized (this) {
            if (waiting.remove(exchange)) {
                waits = !waiting.isEmpty();
                exchanges.leave();
                exchange.loop().execute(exchange::over);
                return;
            }
        }
        for (int id : exchanges.abandon(exchange)) {
            Cell serving = cell;
            if (serving != null) {
                serving.abandon(number, id);
            }
        }
    }

    // ---- what the cell says, on the channel thread
    // -----------------------------------------------------------------

    void received(Cell from, Frame frame, Replies replies) throws ProtocolException {
        switch (frame.kind) {
            case Frame.LOADED -> loaded(from, frame.b == 1, frame.text(0));
            case Frame.STATUS -> status(from, frame);
            case Frame.LOST -> from.giveUp(new Stop(StopReason.TERMINATED, frame.text(0)));
            default -> listener.received(from, frame, replies);
        }
    }

    private void status(Cell from, Frame frame) {
        long external = Long.parseLong(frame.text(0));
        status = new WorkersStatus(frame.b, 0, 0, frame.c, external, 0, false);
        if (frame.b == 0) {
            putAway(from);
        }
    }

    /**
     * The workers have left, having had nothing to do. What is offered from now on
     * waits for another cell; what was offered a moment ago keeps this one.
     */
    void putAway(Cell from) {
        synchronized (this) {
            if (cell != from || state != State.OPEN) {
                return;
            }
            cell = null;
            if (exchanges.outstanding() > 0) {
                cell = from;
                return;
            }
        }
        log.debug("{} of {} {} is put away", from, program.name(), program.version());
        from.close(this);
    }

    /** Every tenth of a second: what a cell does not end is ended here. */
    void tick(long now) {
        if (state == State.DRAINING && (exchanges.outstanding() == 0 || now > drainUntil)) {
            close();
            return;
        }
        endWhatDoesNotOpen(now);
        if (suspended) {
            endSuspension(now);
        }
        if (exchanges.outstanding() == 0) {
            return;
        }
        long wall = limits.wall().toNanos();
        Stop late = Stops.wallClock(limits);
        exchanges.takeLate(exchange -> now - since(exchange) > wall + GRACE_NANOS).forEach((id, exchange) -> {
            Cell serving = cell;
            if (serving != null) {
                serving.abandon(number, id);
            }
            stop(exchange, late);
        });
        exchanges.endOverdue(now);
        long mostWait = engine.mostWait().toNanos();
        List<Exchange> overdue = new ArrayList<>();
        boolean start;
        synchronized (this) {
            waiting.removeIf(exchange -> now - exchange.arrivedAt() > mostWait && overdue.add(exchange));
            waits = !waiting.isEmpty();
            start = !waiting.isEmpty() && cell == null && state != State.CLOSED && mayStart(now);
        }
        overdue.forEach(exchange -> stop(exchange, Stops.notStarted(engine.mostWait())));
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

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    @Override
    public WorkersStatus status() {
        WorkersStatus last = status;
        Cell serving = cell;
        int all = exchanges.outstanding();
        int handedOver = Math.min(exchanges.handedOver(), limits.inFlight());
        return new WorkersStatus(serving == null ? 0 : last.workers(), Math.max(0, all - handedOver), handedOver,
                serving == null ? 0 : last.heapBytes(), serving == null ? 0 : last.externalBytes(),
                serving == null ? 0 : serving.residentBytes(), suspended);
    }

    @Override
    public CompletionStage<Void> drain(Duration time) {
        drainUntil = System.nanoTime() + time.toNanos();
        if (state == State.OPEN) {
            state = State.DRAINING;
        }
        if (exchanges.outstanding() == 0) {
            close();
        }
        return closed;
    }

    @Override
    public void close() {
        Cell serving;
        Cell opening;
        CompletableFuture<String> wasLoading;
        synchronized (this) {
            state = State.CLOSED;
            serving = cell;
            opening = starting;
            wasLoading = loading;
            cell = null;
            starting = null;
            loading = null;
        }
        engine.forget(this);
        Stop stop = new Stop(StopReason.DRAINING, "the version was closed");
        exchanges.takeAll().forEach(exchange -> stop(exchange, stop));
        stopWaiting(new Stop(StopReason.NOT_BEGUN, "the version was closed"));
        if (serving != null) {
            serving.close(this);
        }
        if (opening != null) {
            opening.close(this);
        }
        if (wasLoading != null) {
            wasLoading.completeExceptionally(new LoadException("the version was closed"));
        }
        closed.complete(null);
    }

    @Override
    public String toString() {
        return program.name() + ' ' + program.version();
    }
}
