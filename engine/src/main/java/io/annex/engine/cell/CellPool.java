package io.annex.engine.cell;

import io.annex.engine.LoadException;
import io.annex.engine.NotStarted;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which cells there are: those of programs, and a few that wait for one.
 *
 * <h2>The queue</h2> A cell knows no program until it is given one, so whose
 * start was whose does not matter: programs that want a cell wait in one queue,
 * each once, and whatever gets ready goes to the first. One that dies again and
 * again comes last each time. No more start at a time than there are
 * processors: many programs that are asked at once are ready one after the
 * other, not late together.
 *
 * <h2>The bounds</h2> All together are held to a number and to an amount of
 * memory ({@link CellBounds}). When a program wants a cell and there is no
 * room, the one that was used least recently of those with nothing to do makes
 * room; where all have something to do, the program waits. Rejected: to end
 * what works; only memory beyond the bound does that, as the machine would do
 * worse.
 *
 * <h2>In advance</h2> One cell is kept warm where there is room, and more after
 * several were wanted at once, as they will be again; with each quiet minute
 * one less.
 *
 * <p>
 * Thread-safe. Nothing is called from under its lock but what is asked of cells
 * and programs, which call nothing here from under theirs.
 */
final class CellPool {
    private static final Logger log = LoggerFactory.getLogger(CellPool.class);
    private static final long QUIET_NANOS = 60_000_000_000L;
    private static final int PROCESSORS = Math.max(2, Runtime.getRuntime().availableProcessors());
    /** Of the places, one in so many may be taken in advance. */
    private static final int SPARE_PART = 4;

    /**
     * A cell that is being started.
     *
     * @param ready
     *            completes when it takes programs, or will not
     * @param gone
     *            completes when there is no process, any more or at all
     */
    record Start(CompletableFuture<Cell> ready, CompletableFuture<Void> gone) {
    }

    private record Waiter(BooleanSupplier wanted, long since, CompletableFuture<Cell> cell) {
    }

    private record Idle(Cell cell, long nanos) {
    }

    /** There was no room for a cell, for as long as one may be waited for. */
    static final class NoRoom extends NotStarted {
        private static final long serialVersionUID = 1;

        NoRoom(String message) {
            super(message);
        }
    }

    /** Who wanted the cell has stopped to. */
    static final class NotWanted extends LoadException {
        private static final long serialVersionUID = 1;

        NotWanted() {
            super("nobody waits for it any more");
        }
    }

    private final CellBounds bounds;
    private final Supplier<Start> starter;
    private final Collection<Cell> cells;
    private final Executor later;
    private final int mostSpare;

    // Guarded by this object.
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final ArrayDeque<Cell> spare = new ArrayDeque<>();
    private int starting;
    private int alive;
    private int wantedSpare = 1;
    private long lastRush = System.nanoTime();
    private long putAway;
    private boolean closed;

    /**
     * @param starter
     *            starts a process
     * @param cells
     *            those that have a process, as it is at any time
     * @param later
     *            runs what must not run on threads that wait for processes
     */
    CellPool(CellBounds bounds, Supplier<Start> starter, Collection<Cell> cells, Executor later) {
        this.bounds = bounds;
        this.starter = starter;
        this.cells = cells;
        this.later = later;
        this.mostSpare = Math.clamp(bounds.most() / SPARE_PART, 1, PROCESSORS);
    }

    /**
     * A cell for a program, when it is its turn.
     *
     * @param wanted
     *            whether it still wants one
     */
    CompletableFuture<Cell> take(BooleanSupplier wanted) {
        Waiter waiter = new Waiter(wanted, System.nanoTime(), new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                waiter.cell().completeExceptionally(CellEngine.closed());
                return waiter.cell();
            }
            waiters.add(waiter);
            if (waiters.size() - spare.size() - starting > 1) {
                lastRush = waiter.since();
                wantedSpare = Math.min(mostSpare, wantedSpare + 1);
            }
        }
        serve(false);
        return waiter.cell();
    }

    /** A cell that was taken and not used. */
    void giveBack(Cell cell) {
        synchronized (this) {
            spare.add(cell);
        }
        serve(false);
    }

    /** Whether no program waits for a cell. */
    synchronized boolean isQuiet() {
        return waiters.isEmpty();
    }

    /** Sees to it that there are cells in advance, where there is room. */
    void keepSpare() {
        Cell surplus = null;
        synchronized (this) {
            long now = System.nanoTime();
            if (wantedSpare > 1 && now - lastRush > QUIET_NANOS) {
                lastRush = now;
                wantedSpare--;
            }
            if (waiters.isEmpty() && spare.size() > wantedSpare) {
                surplus = spare.pollLast();
            }
        }
        if (surplus != null) {
            surplus.kill(new Stop(StopReason.DRAINING, "it waited for nothing"));
        }
        serve(true);
    }

    // ---- the queue
    // -------------------------------------------------------------------------------------------------

    /** Serves the queue with what there is, and starts what is missing. */
    private void serve(boolean inAdvance) {
        List<Runnable> then = new ArrayList<>();
        int lacking;
        synchronized (this) {
            lacking = plan(inAdvance, then);
        }
        then.forEach(Runnable::run);
        if (lacking > 0) {
            putAway(lacking);
        }
    }

    /**
     * @param then
     *            what is to be done without the lock
     * @return for how many starts there is no room
     */
    private int plan(boolean inAdvance, List<Runnable> then) {
        spare.removeIf(Cell::isDead);
        while (!waiters.isEmpty()) {
            Waiter first = waiters.element();
            if (!first.wanted().getAsBoolean()) {
                then.add(() -> first.cell().completeExceptionally(new NotWanted()));
            } else if (!spare.isEmpty()) {
                Cell given = spare.remove();
                then.add(() -> first.cell().complete(given));
            } else {
                break;
            }
            waiters.remove();
        }
        int most = PROCESSORS - starting;
        int missing = waiters.size() - starting;
        if (waiters.isEmpty() && inAdvance) {
            missing = wantedSpare - spare.size() - starting;
        }
        int begun = 0;
        while (!closed && begun < Math.min(missing, most) && hasRoom()) {
            starting++;
            alive++;
            begun++;
            then.add(this::start);
        }
        return waiters.isEmpty() ? 0 : Math.min(missing, most) - begun;
    }

    private boolean hasRoom() {
        if (alive == 0) {
            return true;
        }
        int known = 0;
        long bytes = CellBounds.TYPICAL;
        for (Cell cell : cells) {
            known++;
            bytes += cell.residentBytes() == 0 ? CellBounds.TYPICAL : cell.residentBytes();
        }
        bytes += Math.max(0, alive - known) * CellBounds.TYPICAL;
        return alive < bounds.most() && bytes <= bounds.memory();
    }

    private void start() {
        Start begun = starter.get();
        begun.ready().whenComplete(this::started);
        begun.gone().whenComplete((none, failure) -> {
            synchronized (this) {
                alive--;
            }
            later.execute(() -> serve(false));
        });
    }

    private void started(@Nullable Cell cell, @Nullable Throwable failure) {
        Waiter unlucky = null;
        synchronized (this) {
            starting--;
            if (cell != null) {
                spare.add(cell);
            } else {
                // Otherwise what never starts would be tried for ever.
                unlucky = waiters.poll();
            }
        }
        if (unlucky != null && failure != null) {
            unlucky.cell().completeExceptionally(failure);
        }
        serve(false);
    }

    // ---- making room
    // -----------------------------------------------------------------------------------------------

    /** Ends the least recently used of those with nothing to do. */
    private void putAway(int count) {
        int wanted = count - (int) cells.stream().filter(Cell::isDead).count();
        List<Cell> idle = idle();
        for (int i = 0; i < Math.min(wanted, idle.size()); i++) {
            putAway(idle.get(i));
        }
    }

    private List<Cell> idle() {
        long now = System.nanoTime();
        return cells.stream().filter(Cell::isIdle).map(cell -> new Idle(cell, now - cell.lastUsed()))
                .sorted(Comparator.comparingLong(Idle::nanos).reversed()).map(Idle::cell).toList();
    }

    private boolean putAway(Cell cell) {
        boolean gone = cell.putAway();
        if (gone) {
            synchronized (this) {
                putAway++;
            }
        }
        return gone;
    }

    /** Every tenth of a second. */
    void tick(long now) {
        List<Waiter> late = new ArrayList<>();
        synchronized (this) {
            long most = bounds.mostWait().toNanos();
            waiters.removeIf(each -> now - each.since() > most && late.add(each));
        }
        if (!late.isEmpty()) {
            String message = "no cell was ready for it within " + Stops.seconds(bounds.mostWait()) + ": " + this;
            log.warn("{} programs were given up: {}", late.size(), message);
            late.forEach(each -> each.cell().completeExceptionally(new NoRoom(message)));
        }
        serve(false);
    }

    /** When their memory has been measured. */
    void holdMemory() {
        if (cells.stream().anyMatch(Cell::isDead)) {
            // What it had is not given back yet.
            return;
        }
        long over = bytes() - bounds.memory();
        if (over <= 0) {
            return;
        }
        List<Cell> unused;
        synchronized (this) {
            unused = List.copyOf(spare);
            spare.clear();
        }
        for (Cell cell : unused) {
            over -= cell.residentBytes();
            cell.kill(new Stop(StopReason.DRAINING, "there is no memory for it"));
        }
        for (Cell cell : idle()) {
            if (over > 0 && putAway(cell)) {
                over -= cell.residentBytes();
            }
        }
        if (over > 0) {
            cells.stream().filter(cell -> !cell.isDead()).max(Comparator.comparingLong(Cell::residentBytes))
                    .ifPresent(largest -> largest.kill(Stops.allCells(bytes(), bounds.memory())));
        }
    }

    private long bytes() {
        return cells.stream().filter(cell -> !cell.isDead()).mapToLong(Cell::residentBytes).sum();
    }

    synchronized CellsStatus status() {
        return new CellsStatus(alive, bytes(), waiters.size(), putAway, bounds);
    }

    /** What waits is refused, and nothing is started any more. */
    void close() {
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiters);
            waiters.clear();
        }
        IOException failure = CellEngine.closed();
        left.forEach(each -> each.cell().completeExceptionally(failure));
    }

    @Override
    public String toString() {
        CellsStatus now = status();
        return now.live() + " cells (cells.max: " + bounds.most() + ") with " + (now.bytes() >> 20)
                + " MB (cells.memory: " + (bounds.memory() >> 20) + " MB)";
    }
}
