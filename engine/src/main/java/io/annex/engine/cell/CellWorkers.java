package io.annex.engine.cell;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a program, in a cell. Exchanges are numbered and handed on;
 * what the cell says of them is told to whom they belong. When the cell dies,
 * they are stopped, and another cell takes over; while there is none, exchanges
 * wait. Which cell that is, and what waits for it, is {@link ProgramCell}'s.
 */
final class CellWorkers implements Workers {
    private static final Logger log = LoggerFactory.getLogger(CellWorkers.class);
    /**
     * What a cell may take longer than the wall time to stop an exchange itself.
     */
    static final long GRACE_NANOS = 250_000_000L;

    private enum State {
        OPEN, DRAINING, CLOSED
    }

    private final CellEngine engine;
    private final int number;
    private final Program program;
    private final WorkerLimits limits;
    private final Host host;
    private final CellExchanges exchanges;
    private final CellListener listener;
    private final ProgramCell cell;

    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile State state = State.OPEN;
    private volatile long drainUntil = Long.MAX_VALUE;
    private volatile WorkersStatus status = new WorkersStatus(0, 0, 0, 0, 0, 0, false);
    /** Written without care: one of several that come at once is the last. */
    private long lastUsed = System.nanoTime();

    CellWorkers(CellEngine engine, int number, Program program, Placement placement, WorkerLimits limits, Host host) {
        this.engine = engine;
        this.number = number;
        this.program = program;
        this.limits = limits;
        this.host = host;
        this.exchanges = new CellExchanges(limits);
        this.listener = new CellListener(limits, host, exchanges);
        this.cell = new ProgramCell(this, engine, program, placement, limits, host);
    }

    int number() {
        return number;
    }

    WorkerLimits limits() {
        return limits;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    // ---- its cell
    // --------------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<String> load() {
        return cell.start();
    }

    @Override
    public boolean resume() {
        return cell.resume();
    }

    /** The cell has ended, whoever ended it. */
    void died(Cell gone, Stop stop) {
        cell.died(gone, stop);
    }

    /** What is in a cell that was the program's ends with it. */
    void lost(Cell gone, Stop stop) {
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
    }

    void putAway(Cell from) {
        cell.putAway(from);
    }

    /** Whether it has a cell, which has nothing to do for it. */
    boolean isIdle(Cell in) {
        return cell.serving() == in && exchanges.outstanding() == 0;
    }

    /** How many exchanges have no end yet, waiting ones among them. */
    int outstanding() {
        return exchanges.outstanding();
    }

    /** {@link System#nanoTime} of the last exchange that came. */
    long lastUsed() {
        return lastUsed;
    }

    void used(long time) {
        lastUsed = time;
    }

    // ---- exchanges
    // -------------------------------------------------------------------------------------------------

    @Override
    public void offer(Exchange exchange) {
        if (isClosed()) {
            refuse(exchange, new Stop(StopReason.NOT_BEGUN, "the version was closed"));
        } else if (cell.isSuspended()) {
            refuse(exchange, cell.suspendedNow());
        } else if (!exchanges.enter()) {
            refuse(exchange, Stops.tooMany(limits));
        } else {
            lastUsed = exchange.arrivedAt();
            Cell serving = cell.serving();
            if (serving != null && !serving.isDead()) {
                send(serving, exchange);
            } else {
                cell.await(exchange);
            }
        }
    }

    /**
     * When its wall time begins: the wait for a cell is not its add-on's doing, and
     * has a bound of its own.
     */
    private long since(Exchange exchange) {
        long arrived = exchange.arrivedAt();
        long servingSince = cell.servingSince();
        return servingSince - arrived > 0 ? servingSince : arrived;
    }

    /** Hands it to a cell that serves. */
    void send(Cell serving, Exchange exchange) {
        int id = exchanges.handOver(exchange);
        serving.exchange(number, id, exchange, System.nanoTime() - since(exchange));
        exchange.taken();
        if (serving.isDead() && cell.serving() != serving && exchanges.take(id)) {
            stop(exchange, Stops.processEnded());
        } else if (isClosed() && exchanges.take(id)) {
            stop(exchange, new Stop(StopReason.DRAINING, "the version was closed"));
        }
    }

    private void refuse(Exchange exchange, Stop stop) {
        host.breach(stop, exchange);
        exchange.loop().execute(() -> exchange.stopped(stop, 0));
    }

    /** Ends one that had entered. */
    void stop(Exchange exchange, Stop stop) {
        exchanges.leave();
        refuse(exchange, stop);
    }

    @Override
    public void taken(Exchange exchange, int bytes) {
        int id = exchanges.taken(exchange, bytes);
        Cell serving = id == 0 ? null : cell.serving();
        if (serving != null) {
            serving.taken(number, id, bytes);
        }
    }

    @Override
    public void abandon(Exchange exchange) {
        if (cell.takeBack(exchange)) {
            exchanges.leave();
            exchange.loop().execute(exchange::over);
            return;
        }
        for (int id : exchanges.abandon(exchange)) {
            Cell serving = cell.serving();
            if (serving != null) {
                serving.abandon(number, id);
            }
        }
    }

    // ---- what the cell says, on the channel thread
    // -----------------------------------------------------------------

    void received(Cell from, Frame frame, Replies replies) throws ProtocolException {
        switch (frame.kind) {
            case Frame.LOADED -> cell.loaded(from, frame.b == 1, frame.text(0));
            case Frame.STATUS -> status(from, frame);
            case Frame.LOST -> from.giveUp(new Stop(StopReason.TERMINATED, frame.text(0)));
            default -> listener.received(from, frame, replies);
        }
    }

    private void status(Cell from, Frame frame) {
        long external = Long.parseLong(frame.text(0));
        status = new WorkersStatus(frame.b, 0, 0, frame.c, external, 0, false);
        if (frame.b == 0 && !frame.text(1).equals(Frame.REMEMBERS)) {
            putAway(from);
        }
    }

    // ---- the deadlines
    // ---------------------------------------------------------------------------------------------

    /** Every tenth of a second: what a cell does not end is ended here. */
    void tick(long now) {
        if (state == State.DRAINING && (exchanges.outstanding() == 0 || now > drainUntil)) {
            close();
            return;
        }
        cell.tick(now);
        if (exchanges.outstanding() == 0) {
            return;
        }
        long wall = limits.wall().toNanos();
        exchanges.takeLate(exchange -> now - since(exchange) > wall + GRACE_NANOS, now).forEach((id, late) -> {
            Cell serving = cell.serving();
            if (serving != null) {
                serving.abandon(number, id);
            }
            stop(late.exchange(), late.stop());
        });
        exchanges.endOverdue(now);
        cell.tickWaiting(now);
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    @Override
    public WorkersStatus status() {
        WorkersStatus last = status;
        Cell serving = cell.serving();
        int all = exchanges.outstanding();
        int handedOver = Math.min(exchanges.handedOver(), limits.inFlight() + limits.streams());
        return new WorkersStatus(serving == null ? 0 : last.workers(), Math.max(0, all - handedOver), handedOver,
                serving == null ? 0 : last.heapBytes(), serving == null ? 0 : last.externalBytes(),
                serving == null ? 0 : serving.residentBytes(), cell.isSuspended());
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
        state = State.CLOSED;
        engine.forget(this);
        Stop stop = new Stop(StopReason.DRAINING, "the version was closed");
        exchanges.takeAll().forEach(exchange -> stop(exchange, stop));
        cell.close();
        closed.complete(null);
    }

    @Override
    public String toString() {
        return program.name() + ' ' + program.version();
    }
}
