package io.annex.engine.cell;

import io.annex.engine.Engine;
import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.Host;
import io.annex.engine.Placement;
import io.annex.engine.Program;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.engine.isolate.IsolateEngine;
import io.annex.engine.sandbox.SandboxReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine whose workers run in cells. It never loads V8 itself. Which cells
 * there are is {@link CellPool}'s to say.
 */
public final class CellEngine implements Engine {
    private static final Logger log = LoggerFactory.getLogger(CellEngine.class);
    private static final long MOST_SECONDS_TO_END = 5;
    /** A busy machine gives a process that is being started its turn late. */
    private static final long MOST_SECONDS_OF_A_START = 20;
    private static final int TICKS_A_SECOND = 1000 / CellLoop.TICK_MILLIS;

    private final CellOptions options;
    private final int mostSilentTicks;
    private final CellLoop loop;
    private final ExecutorService starters = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("annex-cell-start-", 1).factory());
    private final Spawner spawner;
    private final CellMemory memory = CellMemory.open();
    private final AtomicInteger lastCell = new AtomicInteger();
    private final AtomicInteger lastProgram = new AtomicInteger();
    private final Set<CellWorkers> workers = ConcurrentHashMap.newKeySet();
    /** With what completes when they are gone. */
    private final Map<Cell, CompletableFuture<Void>> cells = new ConcurrentHashMap<>();
    private final CellPool pool;

    // Guarded by this object.
    private final Map<String, CompletableFuture<Cell>> named = new HashMap<>();
    private boolean closed;

    private final Object preparing = new Object();
    private boolean prepared;
    private final AtomicBoolean sandboxReported = new AtomicBoolean();

    private int ticks;

    private CellEngine(CellOptions options) {
        this.options = options;
        this.mostSilentTicks = Math.max(3, (int) (options.silence().toMillis() / CellLoop.TICK_MILLIS));
        this.pool = new CellPool(options.bounds(), this::startCell, cells.keySet(), this::later);
        // Last but one: its thread looks at all above.
        this.loop = new CellLoop(this::tick);
        this.spawner = new Spawner();
    }

    /** Starts the engine and a first cell. */
    public static CellEngine start(CellOptions options) {
        clear(options.run());
        CellEngine engine = new CellEngine(options);
        engine.pool.keepSpare();
        return engine;
    }

    /** A front that was killed while a cell started has left its folder. */
    private static void clear(Path run) {
        try (Stream<Path> left = Files.exists(run) ? Files.walk(run) : Stream.empty()) {
            for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            log.warn("What an earlier process left in {} cannot be deleted: {}", run, e.getMessage());
        }
    }

    @Override
    public Workers open(Program program, Placement placement, WorkerLimits limits, Host host) {
        CellWorkers opened = new CellWorkers(this, lastProgram.incrementAndGet(), program, placement, limits, host);
        workers.add(opened);
        return opened;
    }

    void forget(CellWorkers closedWorkers) {
        workers.remove(closedWorkers);
    }

    @Override
    public String identity(Placement placement) {
        return IsolateEngine.identity();
    }

    @Override
    public List<String> failing() {
        return loop.isFailing() ? List.of("cells") : List.of();
    }

    // ---- cells
    // -----------------------------------------------------------------------------------------------------

    /**
     * A cell for a program: the one of its name, or else one of its own.
     *
     * @param wanted
     *            whether it still wants one
     */
    CompletableFuture<Cell> acquire(Placement placement, BooleanSupplier wanted) {
        if (placement.cell().isEmpty()) {
            return pool.take(wanted);
        }
        synchronized (this) {
            CompletableFuture<Cell> existing = named.get(placement.cell());
            if (existing == null || isLost(existing)) {
                // The others of the name may want it when this one does not.
                existing = pool.take(() -> true);
                named.put(placement.cell(), existing);
            }
            return existing;
        }
    }

    private void later(Runnable task) {
        loop.execute(task);
    }

    private static boolean isLost(CompletableFuture<Cell> cell) {
        return cell.isCompletedExceptionally() || cell.isDone() && cell.join().isDead();
    }

    /** One without a program. */
    CompletableFuture<Cell> anyCell() {
        return pool.take(() -> true);
    }

    /** A cell that nobody took up. */
    void release(Cell cell, Placement placement) {
        if (!cell.isEmpty()) {
            return;
        }
        if (placement.cell().isEmpty()) {
            pool.giveBack(cell);
        } else {
            cell.kill(new Stop(StopReason.DRAINING, "nothing runs in it"));
        }
    }

    /** Whether no program waits for a cell. */
    boolean isQuiet() {
        return pool.isQuiet();
    }

    /** How long an exchange may wait for a cell. */
    Duration mostWait() {
        return options.bounds().mostWait();
    }

    /** What all cells together take. */
    public CellsStatus status() {
        return pool.status();
    }

    CellPool.Start startCell() {
        CellPool.Start start = new CellPool.Start(new CompletableFuture<>(), new CompletableFuture<>());
        int number = lastCell.incrementAndGet();
        try {
            starters.execute(() -> start(number, start));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            start.ready().completeExceptionally(e);
            start.gone().complete(null);
        }
        return start;
    }

    private void start(int number, CellPool.Start start) {
        try {
            if (isClosed()) {
                throw closed();
            }
            prepare();
            CellProcess process = CellProcess.start(options, spawner);
            process.exited().thenRun(() -> start.gone().complete(null));
            CellMemory.Of bound = memory.of(process.pid());
            Cell cell = new Cell(number, process, bound, loop);
            cells.put(cell, process.exited().thenRun(bound::close));
            process.exited().thenRun(() -> cells.remove(cell));
            cell.begin(options).whenComplete((ready, failure) -> {
                if (ready != null) {
                    reportSandbox(ready);
                    start.ready().complete(ready);
                } else {
                    start.ready().completeExceptionally(failure);
                }
            });
            if (isClosed()) {
                cell.kill(new Stop(StopReason.DRAINING, "the engine was closed"));
            }
        } catch (IOException | RuntimeException | Error e) {
            // An error too: the system may have no thread left to give.
            if (!isClosed()) {
                log.error("A cell could not be started: {}", e.getMessage());
            }
            start.ready().completeExceptionally(e);
            start.gone().complete(null);
        }
    }

    /** Once: what this machine cannot enforce. */
    private void reportSandbox(Cell cell) {
        if (!cell.sandbox().isEmpty() && sandboxReported.compareAndSet(false, true)) {
            SandboxReport.parse(cell.sandbox()).missing()
                    .forEach(entry -> log.warn("Cells are confined without {}; see annex doctor", entry));
        }
    }

    private void prepare() throws IOException {
        synchronized (preparing) {
            if (!prepared && !IsolateEngine.isPrepared(options.cache())) {
                CellProcess.prepare(options);
            }
            prepared = true;
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    static IOException closed() {
        return new IOException("the engine was closed");
    }

    // ---- on the channel thread
    // ------------------------------------------------------------------------------------

    private void tick() {
        ticks++;
        long now = System.nanoTime();
        Set<Cell> looked = Set.copyOf(cells.keySet());
        for (Cell cell : looked) {
            cell.tick(mostSilentTicks);
        }
        for (CellWorkers each : workers) {
            each.tick(now);
        }
        if (ticks % 5 == 0) {
            looked.forEach(Cell::measure);
            pool.holdMemory();
        }
        pool.tick(now);
        if (ticks % TICKS_A_SECOND == 0) {
            keepSpare();
        }
    }

    /**
     * Called when a program runs in the last one: its start has had the machine
     * until then.
     */
    void keepSpare() {
        if (!workers.isEmpty() && options.spare() == Spare.ALWAYS) {
            pool.keepSpare();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        pool.close();
        List.copyOf(workers).forEach(Workers::close);
        starters.shutdown();
        Stop stop = new Stop(StopReason.DRAINING, "the engine was closed");
        cells.keySet().forEach(cell -> cell.kill(stop));
        spawner.giveUp();
        awaitStarts();
        Map<Cell, CompletableFuture<Void>> left = Map.copyOf(cells);
        left.keySet().forEach(cell -> cell.kill(stop));
        loop.close();
        CompletableFuture.allOf(left.values().toArray(CompletableFuture[]::new)).exceptionally(failure -> null)
                .completeOnTimeout(null, MOST_SECONDS_TO_END, TimeUnit.SECONDS).join();
        memory.close();
        spawner.close();
    }

    /** What is about to start is ended by who starts it, and leaves no folder. */
    private void awaitStarts() {
        try {
            if (!starters.awaitTermination(MOST_SECONDS_OF_A_START, TimeUnit.SECONDS)) {
                log.warn("A cell that was about to start is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
