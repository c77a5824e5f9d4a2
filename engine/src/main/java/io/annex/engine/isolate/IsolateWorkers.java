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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * it: that of a deploy.
 */
final class IsolateWorkers implements Workers {
    private static final long GROW_AFTER_MILLIS = 10;
    private static final long WORTH_A_WORKER_NANOS = 500_000;
    private static final long LOST_AFTER_CPU_NANOS = 500_000_000;
    private static final long LOST_AFTER_NANOS = 5_000_000_000L;
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

    private final ExchangeQueue queue;
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

    // The watchdog's alone: what it saw of each worker's slice when it looked last.
    private record Seen(IsolateWorker worker, int serial, long usedBefore, long cpu) {
    }

    /** The same of a slice that was stopped: when, and at which CPU time. */
    private record SeenStopped(IsolateWorker worker, int serial, long at, long cpu) {
    }

    private List<Seen> seen = List.of();
    private final List<SeenStopped> stopped = new ArrayList<>();
    /** Workers that were given up; their threads may run for ever. */
    private final AtomicInteger lost = new AtomicInteger();
    /** As many of them do not count: an operator has resumed the program since. */
    private final AtomicInteger forgiven = new AtomicInteger();

    IsolateWorkers(V8 v8, Watchdog watchdog, Program program, WorkerLimits limits, Host host) {
        this.v8 = v8;
        this.watchdog = watchdog;
        this.program = program;
        this.limits = limits;
        this.host = host;
        this.queue = new ExchangeQueue(limits);
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
        if (isSuspended()) {
            refuse(exchange, Stops.lost(lost.get()));
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
            if (backOff.isLong(System.nanoTime())) {
                stopQueue(Stops.notEvaluatedLately());
            } else {
                startAgain();
            }
        }
    }

    /** One at a time. */
    private void startAgain() {
        if (state == State.CLOSED || !backOff.mayTry(System.nanoTime()) || !starting.compareAndSet(0, 1)) {
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
        IsolateWorker worker = new IsolateWorker(this, program, limits, host);
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
        boolean busy = false;
        List<Seen> next = new ArrayList<>();
        for (IsolateWorker worker : workers) {
            busy |= look(worker, now, next);
        }
        for (IsolateWorker worker : retiring) {
            busy |= look(worker, now, next);
        }
        seen = next;
        if (!stopped.isEmpty()) {
            stopped.removeIf(each -> !workers.contains(each.worker()) && !retiring.contains(each.worker()));
        }
        busy |= lookAtQueue(now);
        if (state == State.DRAINING && (now > drainUntil || (queue.queued() == 0 && queue.inFlight() == 0))) {
            close();
        }
        return busy || state == State.DRAINING;
    }

    private boolean look(IsolateWorker worker, long now, List<Seen> next) {
        Slice slice = worker.slice();
        if (slice == null) {
            return starting.get() > 0;
        }
        int running = slice.serial();
        long startedAt = slice.startedAt();
        if (slice.stopped()) {
            lookAtStopped(worker, running, now);
            return true;
        }
        if (!slice.running()) {
            return !worker.isParked();
        }
        long cpu = worker.threadCpu();
        Seen before = new Seen(worker, running, Math.max(0, now - startedAt), cpu);
        for (Seen last : seen) {
            if (last.worker() == worker && last.serial() == running) {
                before = last;
            }
        }
        next.add(before);
        long used = before.usedBefore() + cpu - before.cpu();
        Stop stop = worker.loading()
                ? overLoad(used, now - startedAt)
                : overTime(worker.current(), used, now - startedAt, now);
        if (stop != null) {
            slice.stop(running, stop);
        } else if (now - startedAt > Watchdog.TICK_MILLIS * 2_000_000) {
            worker.measureRunning(slice, running, watchdog);
        }
        return true;
    }

    /**
     * A slice that was stopped ends at V8's next interrupt check, which is
     * microseconds away unless a built-in runs that makes none.
     */
    private void lookAtStopped(IsolateWorker worker, int serial, long now) {
        long cpu = worker.threadCpu();
        for (SeenStopped first : stopped) {
            if (first.worker() == worker && first.serial() == serial) {
                if (cpu - first.cpu() > LOST_AFTER_CPU_NANOS || now - first.at() > LOST_AFTER_NANOS) {
                    if (worker.lose(serial)) {
                        lost(worker);
                    }
                }
                return;
            }
        }
        stopped.removeIf(other -> other.worker() == worker);
        stopped.add(new SeenStopped(worker, serial, now, cpu));
    }

    private void lost(IsolateWorker worker) {
        int threads = lost.incrementAndGet();
        if (isSuspended()) {
            Stop stop = Stops.lost(threads);
            host.breach(stop, null);
            stopQueue(stop);
        }
        gone(worker);
    }

    /** The thread of a worker that was given up has ended after all. */
    void cameBack() {
        lost.decrementAndGet();
        forgiven.updateAndGet(count -> Math.max(0, count - 1));
    }

    private boolean isSuspended() {
        return lost.get() - forgiven.get() >= limits.workers();
    }

    /**
     * The lost threads take their processors all the same, so that is an operator's
     * to decide, and not tried again by itself.
     */
    @Override
    public boolean resume() {
        boolean was = isSuspended();
        if (was) {
            forgiven.set(lost.get());
        }
        return was;
    }

    private @Nullable Stop overLoad(long cpu, long wall) {
        if (cpu > limits.load().toNanos()) {
            return new Stop(StopReason.CPU, Messages.over("load", Duration.ofNanos(cpu), limits.load()));
        }
        return wall > limits.wall().toNanos() ? Stops.wallClock(limits) : null;
    }

    private @Nullable Stop overTime(@Nullable Pending on, long cpu, long wall, long now) {
        long before = on == null ? 0 : on.cpuNanos();
        if (before + cpu > limits.cpu().toNanos()) {
            return new Stop(StopReason.CPU, Messages.over("cpu", Duration.ofNanos(before + cpu), limits.cpu()));
        }
        if (on == null ? wall > limits.wall().toNanos() : on.nanosLeft(now) < 0) {
            return on != null && on.replied() ? Stops.after(limits) : Stops.wallClock(limits);
        }
        return null;
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
            } else if (workers.size() < limits.workers() && starting.get() == 0) {
                startAgain();
            }
        }
        return true;
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    @Override
    public WorkersStatus status() {
        long heap = 0;
        long external = 0;
        for (IsolateWorker worker : workers) {
            heap += worker.heapBytes();
            external += worker.externalBytes();
        }
        return new WorkersStatus(workers.size() + retiring.size(), queue.queued(), queue.inFlight(), heap, external, 0,
                isSuspended());
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
