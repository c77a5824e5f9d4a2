package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetExecutionException;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadEnded;
import io.annex.engine.LoadException;
import io.annex.engine.Program;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One isolate, its mailbox and its timers, on a thread of its own.
 *
 * <h2>The loop</h2> A worker serves, in this order: its own mail (answers to
 * ops, abandoned exchanges), one due timer, one exchange of the program's
 * common queue; and parks when there is none of them. While exchanges wait, a
 * timer is followed by one of them, however many more are due: an interval must
 * not shut its add-on up; and an exchange that waits for the worker to be ready
 * comes before all else, as a timer may end the worker. The queue is common to
 * all workers of the program, so that nothing waits behind a handler that does
 * not end: a worker takes an exchange only when it is about to run it. While
 * there is work the isolate stays locked, which halves the cost of a call, and
 * answers are gathered and sent to each event loop in one task when the queue
 * is empty, or after {@value #FLUSH_ANSWERS} of them, or after
 * {@value #FLUSH_NANOS} ns.
 *
 * <p>
 * Handing each worker its own queue of exchanges was rejected (a stuck handler
 * would hold up what was handed to it, and taking it back needs a lock), as was
 * one thread for many isolates (a blocking call of one would stop the others).
 *
 * <h2>Answers that come later</h2> An exchange that is answered within its call
 * costs one crossing into V8: the answer is what the call returns. Otherwise
 * the exchange stays in {@link PendingExchanges}, and the guest keeps completed
 * answers until they are collected, once for all at the end of a drain.
 *
 * <h2>When a slice is stopped</h2> By the watchdog (time) or from within a call
 * to the host (memory). The isolate could go on, but guest code was cut off in
 * the middle of anything, so the worker is replaced: it takes no more
 * exchanges, the exchanges that still wait in it for something may end within a
 * grace time (after a memory breach: none), and then the isolate is closed.
 */
final class IsolateWorker {
    private static final Logger log = LoggerFactory.getLogger(IsolateWorker.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static final int FLUSH_ANSWERS = 32;
    static final long FLUSH_NANOS = 500_000;
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final IsolateWorkers pool;
    private final Program program;
    private final WorkerLimits limits;
    private final Host host;
    private final Parking parking = new Parking();
    private final Mailbox mailbox = new Mailbox(parking);
    private final WorkerTimer timer = new WorkerTimer();
    private final Slices slices;
    private final Whereabouts whereabouts = new Whereabouts();
    private final WorkerMemory memory;
    private final PendingExchanges exchanges;
    private final GuestCalls calls;
    private final Turns turns;
    private final ZoneId timezone;
    private final BooleanSupplier hasWork = this::hasWork;
    private final BooleanSupplier hasMail = this::hasMail;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile boolean loading = true;
    private volatile @Nullable CompletableFuture<String> whenLoaded;

    // What only the worker's thread touches.
    private boolean served;
    private long readyAt;
    private long turnSince;
    private boolean timerHadItsTurn;
    private long nextSweep;
    private long lastBusy;
    private boolean rested;
    private long retireAt = Long.MAX_VALUE;
    private boolean retiring;

    IsolateWorker(IsolateWorkers pool, Program program, WorkerLimits limits, Host host, ZoneId timezone) {
        this.pool = pool;
        this.timezone = timezone;
        this.program = program;
        this.limits = limits;
        this.host = host;
        slices = new Slices(pool::sliceTook);
        memory = new WorkerMemory(limits, slices, whereabouts);
        exchanges = new PendingExchanges(pool, mailbox, host, limits, slices);
        calls = new GuestCalls(new GuestOps(host, mailbox, limits.wall(), slices::stopped),
                new GuestCrypto(pool, mailbox, limits, slices), slices, exchanges, memory, timer);
        turns = new Turns(program, host, slices, exchanges, timer, this::retireWithin);
    }

    // ---- called by others
    // ------------------------------------------------------------------------------------------

    /** Wakes the worker if it is parked; {@code false} when it was not. */
    boolean wake() {
        return parking.wake();
    }

    /** Whether it waits for exchanges, and has none. */
    boolean isParked() {
        return !loading && parking.isParked();
    }

    /** Whether a thread runs it, or has run it. */
    boolean hasBegun() {
        return parking.thread() != null;
    }

    /** Whether its thread runs it no more. */
    boolean hasEnded() {
        return ended;
    }

    void abandon(Exchange exchange) {
        mailbox.post(new Mail.Abandoned(exchange));
    }

    /** Stops what runs and closes. */
    void close() {
        closing = true;
        slices.stop(new Stop(StopReason.TERMINATED, "the workers were closed"));
        wake();
    }

    @Nullable
    Slice slice() {
        return slices.slice();
    }

    @Nullable
    Pending current() {
        return slices.current();
    }

    boolean loading() {
        return loading;
    }

    long threadCpu() {
        Thread running = parking.thread();
        return running == null ? 0 : THREADS.getThreadCpuTime(running.threadId());
    }

    /** Watchdog: has what runs stopped, which says where it is before. */
    void stop(Slice running, int serial, Stop stop, long now, long cpu, Watchdog watchdog) {
        whereabouts.stop(running, serial, stop, now, cpu, watchdog);
    }

    WorkerMemory memory() {
        return memory;
    }

    // ---- life
    // ------------------------------------------------------------------------------------------------------

    /**
     * The thread's body. {@code loaded} is completed with what the guest's
     * {@code load} returned.
     */
    void run(WorkerBody.Source source, CompletableFuture<String> loaded) {
        parking.begin();
        // The thread may have warmed its isolate up.
        slices.readClock();
        whenLoaded = loaded;
        try (Isolate isolate = new Isolate(source.get(), calls, memory::nearHeapLimit, slices::current, slices::account,
                Messages.settings(program, limits, timezone))) {
            memory.open(isolate);
            whereabouts.open(isolate);
            slices.open(isolate);
            // It may have been given up before its thread began.
            if (closing || !load(isolate, loaded)) {
                return;
            }
            pool.ready(this);
            serve(isolate);
        } catch (Slice.LostException e) {
            log.info("A worker of {} {} that was given up has ended", program.name(), program.version());
            pool.cameBack();
        } catch (JavetException | RuntimeException | Error e) {
            log.error("A worker of {} {} failed", program.name(), program.version(), e);
            loaded.completeExceptionally(new LoadException("the worker failed: " + e.getMessage(), e));
        } finally {
            loaded.completeExceptionally(new LoadEnded("the worker was closed before it was ready"));
            slices.close();
            exchanges.stopAll(new Stop(StopReason.TERMINATED, "its worker was ended"));
            exchanges.flush();
            ended = true;
            pool.gone(this);
        }
    }

    private boolean load(Isolate isolate, CompletableFuture<String> loaded) throws JavetException {
        try {
            String endpoints = evaluate(isolate);
            pool.begins();
            loading = false;
            loaded.complete(endpoints);
            return true;
        } catch (LoadException e) {
            loaded.completeExceptionally(e);
            return false;
        }
    }

    /**
     * Evaluates the program, until what its top level waits for is there: meanwhile
     * timers fire and the host answers. All of it may take the CPU time of a load,
     * and the wall time of an exchange.
     */
    private String evaluate(Isolate isolate) throws JavetException, LoadException {
        long until = System.nanoTime() + limits.wall().toNanos();
        long cpuBefore = threadCpu();
        String declared = evaluated(isolate, () -> isolate.load(Messages.program(program)));
        while (declared == null) {
            declared = evaluated(isolate, isolate::loaded);
            if (declared == null) {
                goOnLoading(isolate, until);
                Duration cpu = Duration.ofNanos(threadCpu() - cpuBefore);
                if (cpu.compareTo(limits.load()) > 0) {
                    throw new LoadException(loadStopped(Stops.load(cpu, limits)));
                }
            }
        }
        return declared;
    }

    /** What the guest is asked about a load. */
    private interface Evaluating {
        @Nullable
        String ask() throws JavetException, LoadException;
    }

    private @Nullable String evaluated(Isolate isolate, Evaluating evaluating) throws JavetException, LoadException {
        String declared = null;
        LoadException failure = null;
        slices.begin(null);
        try {
            declared = evaluating.ask();
            turns.ticks(isolate);
            for (Isolate.Rejection rejection : isolate.takeRejections()) {
                isolate.report(rejection);
            }
        } catch (LoadException e) {
            failure = e;
        } catch (JavetException e) {
            Stop stop = slices.end();
            if (stop == null && !(e instanceof JavetExecutionException)) {
                throw e;
            }
            // What is thrown although the guest library catches all comes of built-ins
            // that the program has changed.
            throw new LoadException(stop == null
                    ? "evaluating %s broke the guest library: %s".formatted(program.entry(), e.getMessage())
                    : loadStopped(stop));
        }
        Stop stop = slices.end();
        if (stop != null) {
            throw new LoadException(loadStopped(stop));
        }
        if (failure != null) {
            throw failure;
        }
        return declared;
    }

    /** Serves one thing that a load may wait for, or waits until there is one. */
    private void goOnLoading(Isolate isolate, long until) throws JavetException, LoadException {
        long now = System.nanoTime();
        Mail mail = mailbox.poll();
        Stop stop = null;
        if (mail instanceof Mail.Settled settled) {
            stop = turns.settle(isolate, settled);
        } else if (timer.isDue(now)) {
            stop = turns.fire(isolate, now);
        } else if (mail == null) {
            stop = now - until < 0 ? memory.measure(isolate, now, false) : Stops.wallClock(limits);
            if (stop == null && parking.enter(hasMail)) {
                parking.await(Math.min(timer.atMost(REST_NANOS, now), until - now));
                parking.leave();
                slices.readClock();
            }
        }
        if (stop != null) {
            throw new LoadException(loadStopped(stop));
        }
        if (closing) {
            throw new LoadEnded("the worker was closed before it was ready");
        }
    }

    private String loadStopped(Stop stop) {
        return "evaluating " + program.entry() + " was stopped: " + stop.detail();
    }

    private void serve(Isolate isolate) throws JavetException {
        lastBusy = System.nanoTime();
        readyAt = lastBusy;
        boolean worked = false;
        while (!closing) {
            // What was served has just ended, and the time was read then.
            if (!serveOne(isolate, worked ? slices.readAt() : System.nanoTime())) {
                turns.collect(isolate);
                exchanges.flush();
                isolate.unlock();
                long now = System.nanoTime();
                if (worked) {
                    worked = false;
                    rested = false;
                    lastBusy = now;
                }
                hold(memory.measure(isolate, now, retiring));
                if (done(now)) {
                    return;
                }
                rest(isolate, now);
                park(now);
            } else {
                worked = true;
                if (memory.isToBeMeasured(slices.readAt())) {
                    isolate.unlock();
                    hold(memory.measure(isolate, System.nanoTime(), retiring));
                }
            }
        }
    }

    /** What has more memory than it may is replaced at once. */
    private void hold(@Nullable Stop over) {
        if (over != null) {
            host.breach(over, null);
            retireWithin(0, false, served ? null : over);
        }
    }

    /** Gives back what a burst of work, or the evaluation of the code, has left. */
    private void rest(Isolate isolate, long now) {
        if (!rested && now - lastBusy >= REST_NANOS) {
            rested = true;
            isolate.collectGarbage();
        }
    }

    /** Serves one thing; {@code false} when there was none. */
    private boolean serveOne(Isolate isolate, long now) throws JavetException {
        // Before what the program does by itself, which may end the worker.
        if (!served && serveExchange(isolate)) {
            return true;
        }
        turnSince = now;
        Mail mail = mailbox.poll();
        if (mail != null) {
            turns.mail(isolate, mail);
            return true;
        }
        sweep(isolate, now);
        if (timer.isDue(now) && !(timerHadItsTurn && !retiring && pool.hasWork())) {
            timerHadItsTurn = true;
            isolate.lock();
            turns.fire(isolate, now);
            turns.flushWhenDue(isolate);
            return true;
        }
        timerHadItsTurn = false;
        return serveExchange(isolate);
    }

    private boolean serveExchange(Isolate isolate) throws JavetException {
        Exchange exchange = retiring ? null : pool.take();
        if (exchange == null) {
            return false;
        }
        served = true;
        isolate.lock();
        turns.exchange(isolate, exchange);
        turns.flushWhenDue(isolate);
        return true;
    }

    private void retireWithin(long nanos, boolean again, @Nullable Stop own) {
        retireAt = Math.min(retireAt, System.nanoTime() + nanos);
        if (!retiring) {
            retiring = true;
            if (own != null) {
                pool.stoppedItself(own, turnSince - readyAt);
            }
            pool.replace(this, again);
        }
    }

    // ---- waiting
    // ---------------------------------------------------------------------------------------------------

    private void park(long now) {
        if (!parking.enter(hasWork)) {
            return;
        }
        long wait = rested ? limits.idle().toNanos() : Math.min(REST_NANOS, limits.idle().toNanos());
        if (!exchanges.isEmpty() || retiring) {
            wait = SWEEP_NANOS;
        }
        parking.await(timer.atMost(wait, now));
        parking.leave();
        slices.readClock();
    }

    private boolean hasWork() {
        return hasMail() || (!retiring && pool.hasWork());
    }

    private boolean hasMail() {
        return closing || !mailbox.isEmpty();
    }

    private boolean done(long now) {
        if (retiring) {
            return exchanges.isEmpty() || now >= retireAt;
        }
        if (!exchanges.isEmpty() || timer.keeps()) {
            lastBusy = now;
            return false;
        }
        return now - lastBusy >= limits.idle().toNanos() && pool.mayLeave(this);
    }

    /**
     * Ends exchanges whose time is over; those that run at the moment are the
     * watchdog's. The code of one whose wall time is over goes on as what follows
     * an answer does, so that it can give back what others wait for.
     */
    private void sweep(Isolate isolate, long now) throws JavetException {
        if (now < nextSweep) {
            return;
        }
        nextSweep = now + SWEEP_NANOS;
        for (Pending entry : exchanges.late(now)) {
            if (entry.replied() || entry.abandoned()) {
                exchanges.remove(entry.number);
                exchanges.stopped(entry, entry.late(limits));
                turns.drop(isolate, entry);
            } else {
                exchanges.late(entry, entry.late(limits));
                turns.tell(isolate, entry, true);
            }
        }
    }

    /**
     * Watchdog: the slice {@code serial} was stopped and does not end, because one
     * built-in of V8 runs that looks at nothing. The worker's exchanges are
     * answered here; its thread ends when the built-in does. {@code false} when it
     * has ended just now.
     */
    boolean lose(int serial) {
        Slice stuck = slices.slice();
        Stop stop = stuck == null ? null : stuck.lose(serial);
        if (stuck == null || stop == null) {
            return false;
        }
        // Before the answers, so that who has one and asks again does not meet it.
        host.lost("a worker runs a built-in of V8 that cannot be interrupted");
        CompletableFuture<String> loaded = whenLoaded;
        if (loaded != null) {
            loaded.completeExceptionally(new LoadException(loadStopped(stop)));
        }
        Pending on = slices.current();
        if (on != null) {
            exchanges.add(on);
        }
        if (exchanges.isEmpty()) {
            host.breach(stop, null);
        }
        exchanges.stopAll(stop);
        exchanges.flush();
        stuck.lost();
        return true;
    }
}
