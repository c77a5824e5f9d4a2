package io.annex.engine.isolate;

import io.annex.engine.BackOff;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a program in this process, and the queue that they share.
 *
 * <h2>Handing over</h2> An event loop appends to the queue and, once for all
 * that it reads in one go, schedules on itself the task that wakes a worker:
 * when that task runs, everything it had read is in the queue, and one wake-up
 * serves it all. A worker that is awake finds the exchanges by itself.
 *
 * <h2>How many workers</h2> One to begin with. A second is woken when what
 * waits would take the first longer than half a millisecond, judging by how
 * long slices took lately; with quick handlers one worker and large batches are
 * the faster arrangement. A new one is started when the head of the queue has
 * waited {@value #GROW_AFTER_MILLIS} ms and no worker is parked. A worker that
 * had nothing to do for the idle time leaves; the last one too.
 *
 * <h2>A worker that does not come</h2> The program may fail when it is
 * evaluated once more, and a thread may not be had. What waits is refused then,
 * unless another worker serves, and the next try is made after a pause, see
 * {@link BackOff}. Only the first evaluation's failure is told to who asked for
 * it: that of a deploy. It is the same with a worker that the program stops
 * itself, see {@link OwnStops}.
 */
final class IsolateWorkers implements Workers {
    private static final long GROW_AFTER_MILLIS = 10;
    private static final long WORTH_A_WORKER_NANOS = 500_000;
    /**
     * What a worker may take to be ready besides its evaluation, whose own time is
     * watched.
     */
    private static final Duration MOST_TO_START = Duration.ofSeconds(30);

    private enum State {
        OPEN, DRAINING, CLOSED
    }

    private final V8 v8;
    private final Watchdog watchdog;
    private final Program program;
    private final WorkerLimits limits;
    private final Host host;
    private final CryptoRoom room;
    private final Executor lane;

    private final ExchangeQueue queue;
    private final Streaming streaming;
    private final AtomicBoolean wakeScheduled = new AtomicBoolean();
    private final List<IsolateWorker> workers = new CopyOnWriteArrayList<>();
    private final AtomicInteger starting = new AtomicInteger();
    private final AtomicInteger serial = new AtomicInteger();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Runnable wake = this::wake;

    private volatile State state = State.OPEN;
    private volatile long drainUntil = Long.MAX_VALUE;
    private volatile long sliceNanos = 10_000;
    private volatile long readySince = System.nanoTime();
    private final BackOff backOff = new BackOff();
    private final OwnStops ownStops = new OwnStops();

    private final SliceWatch slices;
    private final LostWorkers lost;

    IsolateWorkers(V8 v8, Watchdog watchdog, CryptoRoom room, Program program, WorkerLimits limits, Host host) {
        this.v8 = v8;
        this.watchdog = watchdog;
        this.room = room;
        this.lane = room.lane();
        this.program = program;
        this.limits = limits;
        this.host = host;
        this.queue = new ExchangeQueue(limits);
        this.streaming = new Streaming(limits.streams());
        this.slices = new SliceWatch(limits, watchdog, this::lost);
        this.lost = new LostWorkers(limits.workers());
    }

    @Override
    public CompletionStage<String> load() {
        starting.incrementAndGet();
        return startWorker();
    }

    @Override
    public void offer(Exchange exchange) {
        if (state == State.CLOSED) {
            refuse(exchange, new Stop(StopReason.NOT_BEGUN, "the version was closed"));
            return;
        }
        if (lost.tooMany()) {
            refuse(exchange, Stops.lost(lost.count()));
            return;
        }
        if (!queue.add(exchange)) {
            refuse(exchange, Stops.tooMany(limits));
            return;
        }
        if (state == State.CLOSED) {
            stopQueue();
        } else if (!wakeScheduled.get() && wakeScheduled.compareAndSet(false, true)) {
            exchange.loop().execute(wake);
        }
    }

    private void refuse(Exchange exchange, Stop stop) {
        host.breach(stop, exchange);
        exchange.loop().execute(() -> exchange.stopped(stop, 0));
    }

    @Override
    public void taken(Exchange exchange, int bytes) {
        streaming.taken(exchange, bytes);
    }

    @Override
    public void abandon(Exchange exchange) {
        if (queue.remove(exchange)) {
            exchange.loop().execute(exchange::over);
        } else {
            workers.forEach(worker -> worker.abandon(exchange));
            retiring.forEach(worker -> worker.abandon(exchange));
        }
    }

    /** Wakes as many parked workers as what waits is worth. */
    private void wake() {
        wakeScheduled.set(false);
        long worth = WORTH_A_WORKER_NANOS;
        boolean first = true;
        for (IsolateWorker worker : workers) {
            if (!worker.isParked()) {
                first = false;
            } else if (first || queue.queued() * sliceNanos > worth) {
                worker.wake();
                first = false;
            } else {
                return;
            }
            worth += WORTH_A_WORKER_NANOS;
        }
        if (workers.isEmpty() && !queue.isEmpty()) {
            long now = System.nanoTime();
            Stop own = ownStops.refusal(now);
            if (own != null) {
                stopQueue(own);
            } else if (backOff.isLong(now)) {
                stopQueue(Stops.notEvaluatedLately());
            } else {
                startAgain();
            }
        }
    }

    /** One at a time. */
    private void startAgain() {
        long now = System.nanoTime();
        if (state == State.CLOSED || !backOff.mayTry(now) || !ownStops.mayStart(now) || !starting.compareAndSet(0, 1)) {
            return;
        }
        startWorker().whenComplete((endpoints, failure) -> {
            if (failure == null) {
                backOff.succeeded();
            } else if (state != State.CLOSED) {
                notStartedAgain(failure);
            }
        });
    }

    private void notStartedAgain(Throwable failure) {
        Duration pause = backOff.failed(System.nanoTime());
        String why = String.valueOf(failure.getMessage());
        host.log("error", Stops.notEvaluated(pause, why), null);
        if (workers.isEmpty()) {
            stopQueue(Stops.notEvaluated(why));
        }
    }

    /** What completes in any case. {@link #starting} counts it already. */
    private CompletableFuture<String> startWorker() {
        CompletableFuture<String> loaded = new CompletableFuture<>();
        IsolateWorker worker = new IsolateWorker(this, program, limits, host, v8.timezone());
        workers.add(worker);
        CompletableFuture<String> started = new CompletableFuture<>();
        loaded.orTimeout(limits.wall().plus(MOST_TO_START).toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((endpoints, failure) -> {
                    if (failure == null) {
                        starting.decrementAndGet();
                        started.complete(endpoints);
                    } else {
                        giveUp(worker);
                        starting.decrementAndGet();
                        started.completeExceptionally(notStarted(failure));
                    }
                });
        v8.startThread("annex-worker-" + program.name() + '-' + serial.incrementAndGet(),
                isolate -> worker.run(isolate, loaded), loaded::completeExceptionally);
        return started;
    }

    /**
     * It counts no longer, but as long as its thread has not ended it is looked at.
     */
    private void giveUp(IsolateWorker worker) {
        if (worker.hasBegun()) {
            retiring.add(worker);
        }
        workers.remove(worker);
        worker.close();
        if (worker.hasEnded()) {
            retiring.remove(worker);
        }
    }

    private LoadException notStarted(Throwable failure) {
        return switch (failure) {
            case LoadException known -> known;
            case TimeoutException late -> new NotStarted("no worker was ready after "
                    + Stops.seconds(limits.wall().plus(MOST_TO_START)) + " (the machine may be busy)", late);
            default -> new NotStarted("no worker could be started: " + failure.getMessage(), failure);
        };
    }

    // ---- called by workers
    // -----------------------------------------------------------------------------------------

    /**
     * The next exchange to run, or {@code null}: nothing waits, or as many are in
     * flight as may be.
     */
    @Nullable
    Exchange take() {
        return queue.take();
    }

    Streaming streaming() {
        return streaming;
    }

    /** Those whose answers are being sent among them. */
    private int inFlight() {
        return queue.inFlight() + streaming.count();
    }

    CryptoRoom room() {
        return room;
    }

    /** For what is computed beside the workers. */
    Executor lane() {
        return lane;
    }

    boolean hasWork() {
        return queue.hasWork();
    }

    void finished() {
        if (queue.finished()) {
            wake();
        }
    }

    void sliceTook(long nanos) {
        long average = sliceNanos;
        sliceNanos = average + (nanos - average) / 16;
    }

    /**
     * When the wall time of an exchange begins: not while it waits for a first
     * worker to be ready, which is not its add-on's doing and has a bound of its
     * own.
     */
    long since(Exchange exchange) {
        long arrived = exchange.arrivedAt();
        return readySince - arrived > 0 ? readySince : arrived;
    }

    private boolean isServed() {
        return workers.stream().anyMatch(worker -> !worker.loading());
    }

    /** A worker is about to be ready. */
    void begins() {
        if (!isServed()) {
            readySince = System.nanoTime();
        }
    }

    void ready(IsolateWorker worker) {
        if (state == State.CLOSED) {
            worker.close();
        }
    }

    /**
     * A worker takes no more exchanges: another one is started in its place, now or
     * when the next exchange comes.
     */
    void replace(IsolateWorker worker, boolean now) {
        workers.remove(worker);
        retiring.add(worker);
        if (now && state != State.CLOSED && workers.isEmpty()) {
            startAgain();
        } else {
            wake();
        }
    }

    /**
     * A worker is about to be replaced for what the program did by itself.
     *
     * @param lived
     *            how long it had been ready when that began, in ns
     */
    void stoppedItself(Stop stop, long lived) {
        host.log("error", Stops.byItself(ownStops.stopped(stop, lived, System.nanoTime())), null);
    }

    private final List<IsolateWorker> retiring = new CopyOnWriteArrayList<>();

    /**
     * A worker that had nothing to do asks whether it may end; the queue is looked
     * at again after it has left the list.
     */
    boolean mayLeave(IsolateWorker worker) {
        workers.remove(worker);
        if (!queue.isEmpty()) {
            workers.add(worker);
            return false;
        }
        return true;
    }

    void gone(IsolateWorker worker) {
        workers.remove(worker);
        retiring.remove(worker);
        if (state == State.CLOSED) {
            closedIfEmpty();
        } else if (!queue.isEmpty()) {
            wake();
        }
    }

    private void closedIfEmpty() {
        if (workers.isEmpty() && retiring.isEmpty()) {
            watchdog.forget(this);
            closed.complete(null);
        }
    }

    // ---- called by the watchdog
    // ------------------------------------------------------------------------------------

    /**
     * Looks at every worker and at the queue; {@code true} when there is something
     * to look at again soon.
     */
    boolean look(long now) {
        boolean busy = slices.look(workers, retiring, now) || starting.get() > 0;
        busy |= lookAtQueue(now);
        if (state == State.DRAINING && (now > drainUntil || (queue.queued() == 0 && inFlight() == 0))) {
            close();
        }
        return busy || state == State.DRAINING;
    }

    private void lost(IsolateWorker worker) {
        int threads = lost.add();
        if (lost.tooMany()) {
            Stop stop = Stops.lost(threads);
            host.breach(stop, null);
            stopQueue(stop);
        }
        gone(worker);
    }

    /** The thread of a worker that was given up has ended after all. */
    void cameBack() {
        lost.cameBack();
    }

    /**
     * The lost threads take their processors all the same, so that is an operator's
     * to decide, and not tried again by itself.
     */
    @Override
    public boolean resume() {
        return lost.forgive();
    }

    private boolean lookAtQueue(long now) {
        Exchange head = queue.peek();
        if (head == null) {
            return false;
        }
        while (head != null && isServed() && now - since(head) > limits.wall().toNanos()) {
            if (queue.remove(head)) {
                refuse(head, Stops.wallClock(limits));
            }
            head = queue.peek();
        }
        if (head != null && hasWork() && now - head.arrivedAt() > GROW_AFTER_MILLIS * 1_000_000) {
            boolean someoneParked = workers.stream().anyMatch(IsolateWorker::isParked);
            if (someoneParked || workers.isEmpty()) {
                wake();
            } else if (workers.size() < limits.workers() && starting.get() == 0 && !ownStops.isUnsure(now)) {
                startAgain();
            }
        }
        return true;
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    /** What it knows of its workers would be lost with it. */
    @Override
    public boolean remembers() {
        return ownStops.isUnsure(System.nanoTime());
    }

    @Override
    public WorkersStatus status() {
        long heap = 0;
        long external = 0;
        for (IsolateWorker worker : workers) {
            heap += worker.memory().heapBytes();
            external += worker.memory().externalBytes();
        }
        return new WorkersStatus(workers.size() + retiring.size(), queue.queued(), inFlight(), heap, external, 0,
                lost.tooMany());
    }

    @Override
    public CompletionStage<Void> drain(Duration time) {
        drainUntil = System.nanoTime() + time.toNanos();
        if (state == State.OPEN) {
            state = State.DRAINING;
        }
        return closed;
    }

    @Override
    public void close() {
        state = State.CLOSED;
        stopQueue();
        workers.forEach(IsolateWorker::close);
        retiring.forEach(IsolateWorker::close);
        closedIfEmpty();
    }

    private void stopQueue() {
        stopQueue(state == State.OPEN
                ? new Stop(StopReason.TERMINATED, "no worker could be started")
                : new Stop(StopReason.NOT_BEGUN, "the version was closed"));
    }

    private void stopQueue(Stop stop) {
        for (Exchange exchange = queue.poll(); exchange != null; exchange = queue.poll()) {
            refuse(exchange, stop);
        }
    }

    @Override
    public String toString() {
        return program.name() + ' ' + program.version();
    }
}
