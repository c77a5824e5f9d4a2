package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetExecutionException;
import com.caoccao.javet.interop.monitoring.V8HeapStatistics;
import io.annex.engine.EndedExchanges;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadException;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Program;
import io.annex.engine.Replies;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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
 * not shut its add-on up. The queue is common to all workers of the program, so
 * that nothing waits behind a handler that does not end: a worker takes an
 * exchange only when it is about to run it. While there is work the isolate
 * stays locked, which halves the cost of a call, and answers are gathered and
 * sent to each event loop in one task when the queue is empty, or after
 * {@value #FLUSH_ANSWERS} of them, or after {@value #FLUSH_NANOS} ns.
 *
 * <p>
 * Handing each worker its own queue of exchanges was rejected (a stuck handler
 * would hold up what was handed to it, and taking it back needs a lock), as was
 * one thread for many isolates (a blocking call of one would stop the others).
 *
 * <h2>Answers that come later</h2> An exchange that is answered within its call
 * costs one crossing into V8: the answer is what the call returns. Otherwise
 * the exchange stays in {@link #pending}, and the guest keeps completed answers
 * until they are collected, once for all at the end of a drain.
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
    /**
     * What the heap may have, in bytes, between the stop and the interrupt check
     * that notices it: without room V8 would end the process.
     */
    private static final long PAST_HEAP_LIMIT = 256L << 20;
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LONG_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Something for this worker alone. */
    private sealed interface Mail {
        record Settled(int op, boolean ok, String text, byte @Nullable [] bytes, @Nullable Pending on) implements Mail {
        }

        record Abandoned(Exchange exchange) implements Mail {
        }

        record Retire() implements Mail {
        }
    }

    private final IsolateWorkers pool;
    private final Program program;
    private final WorkerLimits limits;
    private final Host host;
    private final long clockOrigin = System.nanoTime();

    private final ConcurrentLinkedQueue<Mail> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean parked = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;

    // What the watchdog reads.
    private volatile @Nullable Slice slice;
    private volatile @Nullable Pending current;
    /**
     * What the guest calls it; also of one that has ended. The worker's thread
     * alone.
     */
    private int account;
    /** The exchange that is just being handed over; not among the pending yet. */
    private @Nullable Pending begun;
    private boolean ticksDue;
    private boolean timerSaid;
    private boolean timerKeeps;
    private volatile boolean loading = true;
    private volatile @Nullable CompletableFuture<String> whenLoaded;
    private volatile long heapBytes;
    private volatile long externalBytes;

    // What only the worker's thread touches.
    private final Map<Integer, Pending> pending = new HashMap<>();
    private final EndedExchanges endedExchanges = new EndedExchanges();
    private final Replies replies = new Replies();
    private int lastNumber;
    private boolean collectDue;
    private boolean timerHadItsTurn;
    private long timerDue = Long.MAX_VALUE;
    private long nextSweep;
    private long lastMeasured;
    private long lastBusy;
    private boolean rested;
    private long unflushedSince;
    private long allocatedSinceMeasured;
    private long cpuMark;
    private long shortSlices;
    private long retireAt = Long.MAX_VALUE;
    private boolean retiring;

    IsolateWorker(IsolateWorkers pool, Program program, WorkerLimits limits, Host host) {
        this.pool = pool;
        this.program = program;
        this.limits = limits;
        this.host = host;
    }

    // ---- called by others
    // ------------------------------------------------------------------------------------------

    /** Wakes the worker if it is parked; {@code false} when it was not. */
    boolean wake() {
        if (parked.get() && parked.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
            return true;
        }
        return false;
    }

    boolean isParked() {
        return parked.get();
    }

    /** Whether a thread runs it, or has run it. */
    boolean hasBegun() {
        return thread != null;
    }

    /** Whether its thread runs it no more. */
    boolean hasEnded() {
        return ended;
    }

    void abandon(Exchange exchange) {
        post(new Mail.Abandoned(exchange));
    }

    /** Takes no more exchanges and closes when those that it has are done. */
    void retire() {
        post(new Mail.Retire());
    }

    /** Stops what runs and closes. */
    void close() {
        closing = true;
        Slice running = slice;
        if (running != null && running.running()) {
            running.stop(running.serial(), new Stop(StopReason.TERMINATED, "the workers were closed"));
        }
        wake();
    }

    private void post(Mail mail) {
        mailbox.add(mail);
        wake();
    }

    @Nullable
    Slice slice() {
        return slice;
    }

    @Nullable
    Pending current() {
        return current;
    }

    boolean loading() {
        return loading;
    }

    long threadCpu() {
        Thread running = thread;
        return running == null ? 0 : THREADS.getThreadCpuTime(running.threadId());
    }

    long heapBytes() {
        return heapBytes;
    }

    long externalBytes() {
        return externalBytes;
    }

    // ---- life
    // ------------------------------------------------------------------------------------------------------

    /**
     * The thread's body. {@code loaded} is completed with what the guest's
     * {@code load} returned.
     */
    void run(WorkerBody.Source source, CompletableFuture<String> loaded) {
        thread = Thread.currentThread();
        // The thread may have warmed its isolate up.
        cpuMark = THREADS.getCurrentThreadCpuTime();
        whenLoaded = loaded;
        try (Isolate isolate = new Isolate(source.get(), this::upcall, this::nearHeapLimit, this::current,
                () -> account, settings())) {
            slice = new Slice(isolate);
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
            loaded.completeExceptionally(new LoadException("the worker was closed before it was ready"));
            slice = null;
            stopPending(new Stop(StopReason.TERMINATED, "its worker was ended"));
            replies.flush();
            ended = true;
            pool.gone(this);
        }
    }

    private boolean load(Isolate isolate, CompletableFuture<String> loaded) throws JavetException {
        begin(null);
        try {
            String endpoints = isolate.load(Messages.program(program));
            ticks(isolate);
            for (Isolate.Rejection rejection : isolate.takeRejections()) {
                isolate.report(rejection);
            }
            Stop stop = end();
            if (stop != null) {
                loaded.completeExceptionally(new LoadException(loadStopped(stop)));
                return false;
            }
            pool.begins();
            loading = false;
            loaded.complete(endpoints);
            return true;
        } catch (LoadException e) {
            Stop stop = end();
            loaded.completeExceptionally(stop == null ? e : new LoadException(loadStopped(stop)));
            return false;
        } catch (JavetException e) {
            Stop stop = end();
            if (stop == null && !(e instanceof JavetExecutionException)) {
                throw e;
            }
            // What is thrown although the guest library catches all comes of built-ins
            // that the program has changed.
            loaded.completeExceptionally(new LoadException(stop == null
                    ? "evaluating %s broke the guest library: %s".formatted(program.entry(), e.getMessage())
                    : loadStopped(stop)));
            return false;
        }
    }

    private String loadStopped(Stop stop) {
        return "evaluating " + program.entry() + " was stopped: " + stop.detail();
    }

    private void serve(Isolate isolate) throws JavetException {
        lastBusy = System.nanoTime();
        boolean worked = false;
        while (!closing) {
            if (!serveOne(isolate)) {
                collect(isolate);
                replies.flush();
                isolate.unlock();
                long now = System.nanoTime();
                if (worked) {
                    worked = false;
                    rested = false;
                    lastBusy = now;
                }
                measure(isolate, now);
                if (done(now)) {
                    return;
                }
                rest(isolate, now);
                park(now);
            } else {
                worked = true;
                if (System.nanoTime() - lastMeasured > SWEEP_NANOS) {
                    isolate.unlock();
                    measure(isolate, System.nanoTime());
                }
            }
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
    private boolean serveOne(Isolate isolate) throws JavetException {
        Mail mail = mailbox.poll();
        if (mail != null) {
            serve(isolate, mail);
            return true;
        }
        long now = System.nanoTime();
        sweep(isolate, now);
        if (timerDue <= now && !(timerHadItsTurn && !retiring && pool.hasWork())) {
            timerHadItsTurn = true;
            isolate.lock();
            fire(isolate, now);
            flushWhenDue(isolate);
            return true;
        }
        timerHadItsTurn = false;
        Exchange exchange = retiring ? null : pool.take();
        if (exchange != null) {
            isolate.lock();
            serve(isolate, exchange);
            flushWhenDue(isolate);
            return true;
        }
        return false;
    }

    /** Runs one callback of the guest's loop. */
    private void fire(Isolate isolate, long now) throws JavetException {
        timerDue = Long.MAX_VALUE;
        timerSaid = false;
        begin(null);
        double next = 0;
        Stop stop = null;
        try {
            next = isolate.timer(clock(now));
            ticks(isolate);
        } catch (JavetException e) {
            ended(e);
        } finally {
            Pending on = current;
            stop = end();
            afterSlice(isolate, on, stop);
        }
        // Microtasks run when the call has its result, so what they say is newer. One
        // that was stopped has said nothing of what is left.
        if (!timerSaid) {
            timer(stop == null ? next : clock(now));
        }
    }

    /** What microtasks have queued to run after them, in the same slice. */
    private void ticks(Isolate isolate) throws JavetException {
        while (ticksDue) {
            ticksDue = false;
            isolate.ticks();
        }
    }

    private void serve(Isolate isolate, Mail mail) throws JavetException {
        isolate.lock();
        switch (mail) {
            case Mail.Settled settled -> {
                begin(settled.on());
                try {
                    isolate.settle(settled.op(), settled.ok(), settled.text(), settled.bytes());
                    ticks(isolate);
                } catch (JavetException e) {
                    ended(e);
                } finally {
                    Pending on = current;
                    afterSlice(isolate, on, end());
                }
                flushWhenDue(isolate);
            }
            case Mail.Abandoned abandoned -> {
                for (Pending candidate : List.copyOf(pending.values())) {
                    if (candidate.exchange == abandoned.exchange() && !candidate.replied()) {
                        candidate.abandon();
                        tell(isolate, candidate, false);
                    }
                }
            }
            case Mail.Retire retire -> retireWithin(GRACE_NANOS, true);
        }
    }

    private void serve(Isolate isolate, Exchange exchange) throws JavetException {
        int number = ++lastNumber;
        Pending entry = new Pending(exchange, number, pool.since(exchange) + limits.wall().toNanos());
        byte[] body = exchange.body();
        String message = number + "\0" + exchange.message();
        exchange.taken();
        String answer = null;
        boolean thrown = false;
        begun = entry;
        begin(entry);
        try {
            answer = body == null ? isolate.exchange(message) : isolate.exchange(message, body);
            if (ticksDue) {
                ticks(isolate);
            }
        } catch (JavetException e) {
            ended(e);
            thrown = true;
        }
        Pending on = current;
        Stop stop = end();
        begun = null;
        if (stop == null && answer != null && !isolate.hasRejections()) {
            // Others may have been answered within it.
            collectDue |= !pending.isEmpty();
            answered(entry, answer);
            return;
        }
        if (thrown && answer == null) {
            answer = stop == null ? Messages.failed(number) : on == entry ? null : again(isolate, entry);
        }
        if (answer == null || on == entry && stop != null) {
            pending.put(number, entry);
            afterSlice(isolate, on, stop);
        } else {
            // What came to an end within its slice was another's.
            afterSlice(isolate, on, stop);
            answered(entry, answer);
        }
    }

    /**
     * The answer of an exchange that had it when another's code, which ran after it
     * in the same call, was stopped; {@code null} if it had none.
     */
    private @Nullable String again(Isolate isolate, Pending entry) {
        begin(entry);
        try {
            return isolate.again();
        } catch (JavetException e) {
            ended(e);
            return null;
        } finally {
            end();
        }
    }

    /**
     * An exception out of an entry function: a termination, whose reason the slice
     * knows, or a defect of ours.
     */
    private void ended(JavetException e) {
        Slice running = slice;
        if (running != null && running.running()) {
            // Into the add-on's log, which is bounded: this can be provoked at every
            // request.
            Pending on = current;
            host.log("error",
                    "the guest library failed, by what the add-on did to its built-ins or by a defect of Annex: "
                            + e.getMessage(),
                    on == null ? null : on.exchange.id());
            log.debug("The guest library failed in {} {}", program.name(), program.version(), e);
        }
    }

    /**
     * Takes the answer of an exchange, which is over with it unless something was
     * handed to {@code waitUntil}.
     */
    private void answered(Pending entry, String answer) {
        entry.done = true;
        if (entry.replied()) {
            // Its wall time was over before; what was handed over since then goes on.
            if (entry.held) {
                pending.put(entry.number, entry);
            } else {
                over(entry);
            }
            return;
        }
        byte[] bytes = entry.answerBytes;
        if (replies.size() == 0) {
            unflushedSince = System.nanoTime();
        }
        if (entry.held) {
            goesOn(entry);
        }
        if (Messages.isTooLong(answer) || Messages.bodyLength(answer, bytes) > limits.output()) {
            Stop stop = new Stop(StopReason.OUTPUT, "answer body over " + limits.output() + " bytes");
            host.breach(stop, entry.exchange);
            replies.stopped(entry.exchange, stop, entry.cpuNanos());
        } else {
            replies.answered(entry.exchange, answer, bytes, entry.cpuNanos());
        }
        endedExchanges.add(entry.number, entry.exchange.id());
        if (!entry.held) {
            pool.finished();
        }
    }

    /** To be said before the reply. */
    private void goesOn(Pending entry) {
        replies.goesOn(entry.exchange);
        entry.replied(System.nanoTime(), limits.after());
        pending.put(entry.number, entry);
    }

    /** Nothing runs any more of an exchange that went on after its end. */
    private void over(Pending entry) {
        pending.remove(entry.number);
        endedExchanges.add(entry.number, entry.exchange.id());
        replies.over(entry.exchange);
        pool.finished();
    }

    private void stopped(Pending entry, Stop stop) {
        host.breach(stop, entry.exchange);
        endedExchanges.add(entry.number, entry.exchange.id());
        if (entry.replied()) {
            // There is no answer any more that would say so.
            host.log("warn", "stopped: " + stop.reason().code() + ": " + stop.detail(), entry.exchange.id());
            replies.over(entry.exchange);
        } else {
            replies.stopped(entry.exchange, stop, entry.cpuNanos());
        }
        pool.finished();
    }

    // ---- slices
    // ----------------------------------------------------------------------------------------------------

    private void begin(@Nullable Pending on) {
        current = on;
        account = on == null ? 0 : on.number;
        Slice next = slice;
        if (next != null) {
            next.begin(System.nanoTime());
        }
    }

    /** Ends the slice, which is charged to whom it belonged at last. */
    private @Nullable Stop end() {
        Slice ended = slice;
        if (ended == null) {
            return null;
        }
        Stop stop = ended.end();
        charge(System.nanoTime() - ended.startedAt());
        current = null;
        ticksDue = false;
        return stop;
    }

    private void charge(long wallNanos) {
        long nanos = cpuOf(wallNanos);
        Pending on = current;
        if (on != null) {
            on.addCpu(nanos);
        }
        pool.sliceTook(nanos);
    }

    /**
     * The guest: what runs from now on belongs to another exchange, or to none. One
     * that is being stopped stays the one.
     */
    private void turnTo(@Nullable Pending next) {
        Slice running = slice;
        if (running == null || next == current) {
            return;
        }
        long since = running.startedAt();
        long now = System.nanoTime();
        if (running.turn(now)) {
            charge(now - since);
            current = next;
        }
    }

    /**
     * The CPU time of a slice. A short one is taken to have run without a pause;
     * asking the operating system costs more than such a slice does. For a longer
     * one the thread's clock is read, from which the short ones since the last
     * reading are taken off.
     */
    private long cpuOf(long wallNanos) {
        if (wallNanos < LONG_SLICE_NANOS) {
            shortSlices += wallNanos;
            return wallNanos;
        }
        long cpu = THREADS.getCurrentThreadCpuTime();
        long used = Math.clamp(cpu - cpuMark - shortSlices, 0, wallNanos);
        cpuMark = cpu;
        shortSlices = 0;
        return used;
    }

    /**
     * After a slice in which the guest may have completed any of its exchanges, or
     * was stopped.
     */
    private void afterSlice(Isolate isolate, @Nullable Pending on, @Nullable Stop stop) throws JavetException {
        collectDue = true;
        if (stop == null) {
            reportRejections(isolate);
            return;
        }
        boolean memory = stop.reason() == StopReason.MEMORY;
        if (on != null && pending.remove(on.number) != null) {
            stopped(on, stop);
        } else {
            host.breach(stop, null);
        }
        retireWithin(memory ? 0 : GRACE_NANOS, on != null);
        if (!memory) {
            collect(isolate);
        }
        replies.flush();
    }

    /**
     * Slices of their own, on account of who rejected: reading what a promise was
     * rejected with may run code of the add-on.
     */
    private void reportRejections(Isolate isolate) {
        if (!isolate.hasRejections()) {
            return;
        }
        for (Isolate.Rejection rejection : isolate.takeRejections()) {
            begin(rejection.on());
            try {
                isolate.report(rejection);
            } catch (JavetException e) {
                ended(e);
            }
            Stop stop = end();
            if (stop != null) {
                host.breach(stop, null);
                retireWithin(stop.reason() == StopReason.MEMORY ? 0 : GRACE_NANOS, false);
            }
        }
    }

    /**
     * @param again
     *            whether another worker is started at once, and not only for the
     *            next exchange: one that loops in a timer of its own would be
     *            started again and again
     */
    private void retireWithin(long nanos, boolean again) {
        retireAt = Math.min(retireAt, System.nanoTime() + nanos);
        if (!retiring) {
            retiring = true;
            pool.replace(this, again);
        }
    }

    private void collect(Isolate isolate) throws JavetException {
        if (!collectDue || pending.isEmpty()) {
            collectDue = false;
            return;
        }
        collectDue = false;
        isolate.lock();
        String answers = null;
        begin(null);
        try {
            answers = isolate.collect();
        } catch (JavetException e) {
            ended(e);
        }
        Stop stop = end();
        if (answers != null) {
            for (String answer : Messages.split(answers)) {
                Pending entry = pending.remove(Messages.number(answer));
                if (entry != null) {
                    answered(entry, answer);
                }
            }
        }
        if (stop != null) {
            host.breach(stop, null);
            retireWithin(GRACE_NANOS, false);
        }
    }

    private void flushWhenDue(Isolate isolate) throws JavetException {
        if (replies.size() >= FLUSH_ANSWERS
                || (replies.size() > 0 && System.nanoTime() - unflushedSince > FLUSH_NANOS)) {
            collect(isolate);
            replies.flush();
        }
    }

    // ---- waiting
    // ---------------------------------------------------------------------------------------------------

    private void park(long now) {
        parked.set(true);
        if (closing || !mailbox.isEmpty() || (!retiring && pool.hasWork())) {
            parked.set(false);
            return;
        }
        long wait = rested ? limits.idle().toNanos() : Math.min(REST_NANOS, limits.idle().toNanos());
        if (!pending.isEmpty() || retiring) {
            wait = SWEEP_NANOS;
        }
        if (timerDue != Long.MAX_VALUE) {
            wait = Math.min(wait, Math.max(0, timerDue - now));
        }
        LockSupport.parkNanos(this, wait);
        parked.set(false);
        cpuMark = THREADS.getCurrentThreadCpuTime();
        shortSlices = 0;
    }

    private boolean done(long now) {
        if (retiring) {
            return pending.isEmpty() || now >= retireAt;
        }
        if (!pending.isEmpty() || (timerDue != Long.MAX_VALUE && timerKeeps)) {
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
        List<Pending> late = new ArrayList<>();
        for (Pending entry : pending.values()) {
            if (entry.nanosLeft(now) < 0) {
                late.add(entry);
            }
        }
        for (Pending entry : late) {
            if (entry.replied()) {
                pending.remove(entry.number);
                stopped(entry, Stops.after(limits));
                drop(isolate, entry);
            } else if (entry.abandoned()) {
                pending.remove(entry.number);
                stopped(entry, Stops.wallClock(limits));
                drop(isolate, entry);
            } else {
                host.breach(Stops.wallClock(limits), entry.exchange);
                goesOn(entry);
                replies.stopped(entry.exchange, Stops.wallClock(limits), entry.cpuNanos());
                tell(isolate, entry, true);
            }
        }
    }

    /** Tells the guest that nobody waits for the answer any more. */
    private void tell(Isolate isolate, Pending entry, boolean late) throws JavetException {
        isolate.lock();
        begin(entry);
        try {
            isolate.abandon(entry.number, late);
            ticks(isolate);
        } catch (JavetException e) {
            ended(e);
        } finally {
            Pending on = current;
            afterSlice(isolate, on, end());
        }
    }

    private void drop(Isolate isolate, Pending entry) throws JavetException {
        isolate.lock();
        begin(null);
        try {
            isolate.drop(entry.number);
        } catch (JavetException e) {
            ended(e);
        } finally {
            afterSlice(isolate, null, end());
        }
    }

    /**
     * Watchdog: the slice {@code serial} was stopped and does not end, because one
     * built-in of V8 runs that looks at nothing. The worker's exchanges are
     * answered here; its thread ends when the built-in does. {@code false} when it
     * has ended just now.
     */
    boolean lose(int serial) {
        Slice stuck = slice;
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
        Pending on = current;
        if (on != null) {
            pending.put(on.number, on);
        }
        if (pending.isEmpty()) {
            host.breach(stop, null);
        }
        stopPending(stop);
        replies.flush();
        stuck.lost();
        return true;
    }

    private void stopPending(Stop stop) {
        for (Pending entry : pending.values()) {
            stopped(entry, stop);
        }
        pending.clear();
    }

    // ---- memory
    // ----------------------------------------------------------------------------------------------------

    /** Between slices, with the isolate unlocked. */
    private void measure(Isolate isolate, long now) {
        if (now - lastMeasured < SWEEP_NANOS) {
            return;
        }
        lastMeasured = now;
        V8HeapStatistics figures = isolate.measureSoon().getNow(null);
        if (figures == null) {
            return;
        }
        measured(figures);
        allocatedSinceMeasured = 0;
        if (!retiring && overLimit(figures) != null) {
            isolate.collectGarbage();
            V8HeapStatistics after = isolate.measureSoon().getNow(null);
            String over = after == null ? null : overLimit(after);
            if (over != null) {
                host.breach(new Stop(StopReason.MEMORY, over), null);
                retireWithin(0, false);
            }
        }
    }

    private void measured(V8HeapStatistics figures) {
        heapBytes = figures.getUsedHeapSize();
        externalBytes = figures.getExternalMemory();
    }

    private @Nullable String overLimit(V8HeapStatistics figures) {
        if (figures.getExternalMemory() > limits.external()) {
            return Messages.over("memory outside the heap", figures.getExternalMemory(), limits.external());
        }
        if (figures.getUsedHeapSize() > limits.heap()) {
            return Messages.over("heap", figures.getUsedHeapSize(), limits.heap());
        }
        return null;
    }

    /**
     * Watchdog, in a slice that runs for long: asks the isolate for its figures at
     * the next interrupt check, and stops the slice if they are over the limit.
     */
    void measureRunning(Isolate isolate, int serial) {
        isolate.measureSoon().thenAccept(figures -> {
            measured(figures);
            String over = overLimit(figures);
            Slice running = slice;
            if (over != null && running != null) {
                running.stop(serial, new Stop(StopReason.MEMORY, over));
            }
        });
    }

    private long nearHeapLimit(long currentLimit, long initialLimit) {
        Slice running = slice;
        if (running != null) {
            running.stop(running.serial(),
                    new Stop(StopReason.MEMORY, Messages.over("heap", currentLimit, limits.heap())));
        }
        return currentLimit + PAST_HEAP_LIMIT;
    }

    /**
     * The guest is about to allocate array buffers: counts, collects when it looks
     * like too much, and stops the slice if it is.
     */
    private void allocating(Isolate isolate, long bytes) throws Isolate.OpFailure {
        Slice running = slice;
        if (running == null) {
            return;
        }
        allocatedSinceMeasured += bytes;
        if (bytes > limits.external()) {
            running.stop(running.serial(),
                    new Stop(StopReason.MEMORY, Messages.over("memory outside the heap", bytes, limits.external())));
            // The termination is noticed at the next interrupt check, and the built-in that
            // would allocate comes before it.
            throw new Isolate.OpFailure("Array buffer allocation failed");
        } else if (externalBytes + allocatedSinceMeasured > limits.external()) {
            isolate.collectGarbage();
            allocatedSinceMeasured = 0;
            measureRunning(isolate, running.serial());
        }
    }

    // ---- the guest's calls
    // -----------------------------------------------------------------------------------------

    private @Nullable Object upcall(String name, String text, byte @Nullable [] bytes) throws Isolate.OpFailure {
        return switch (name) {
            case "now" -> Double.toString(clock(System.nanoTime()));
            case "log" -> {
                Messages.LogLine line = Messages.logLine(text);
                host.log(line.level(), line.message(), idOf(line.exchange()));
                yield null;
            }
            case "timer" -> {
                timer(Double.parseDouble(text));
                yield null;
            }
            case "slice" -> {
                account = Integer.parseInt(text);
                turnTo(pending(account));
                yield null;
            }
            case "ticks" -> {
                ticksDue = true;
                yield null;
            }
            case "left" -> {
                Pending entry = pending(Integer.parseInt(text));
                yield entry == null ? "0" : Long.toString(entry.nanosLeft(System.nanoTime()) / 1_000_000);
            }
            case "hold" -> {
                Pending entry = pending(Integer.parseInt(text));
                if (entry != null) {
                    entry.held = true;
                }
                yield null;
            }
            case "release" -> {
                released(pending(Integer.parseInt(text)));
                yield null;
            }
            case "answer.bytes" -> {
                Pending entry = pending(Integer.parseInt(text));
                if (entry != null) {
                    entry.answerBytes = bytes;
                }
                yield null;
            }
            case "memory" -> {
                Slice running = slice;
                if (running != null) {
                    allocating(running.isolate(), (long) Double.parseDouble(text));
                }
                yield null;
            }
            case "op" -> {
                Messages.AsyncOp op = Messages.asyncOp(text);
                Pending on = pending(op.exchange());
                serveLater(op, on, bytes);
                yield null;
            }
            default -> serveNow(name, text, bytes);
        };
    }

    private void serveLater(Messages.AsyncOp op, @Nullable Pending on, byte @Nullable [] bytes) {
        Exchange exchange = on == null ? null : on.exchange;
        host.op(new Op(op.name(), op.payload(), bytes, exchange), new OpReply() {
            @Override
            public void ok(String text) {
                post(new Mail.Settled(op.number(), true, text, null, on));
            }

            @Override
            public void ok(String text, byte[] block) {
                post(new Mail.Settled(op.number(), true, text, block, on));
            }

            @Override
            public void ok(byte[] block) {
                fail("The service '" + op.name() + "' answers bytes and must be called synchronously");
            }

            @Override
            public void fail(String message) {
                post(new Mail.Settled(op.number(), false, message, null, on));
            }
        });
    }

    private @Nullable Object serveNow(String name, String text, byte @Nullable [] bytes) throws Isolate.OpFailure {
        Pending on = current;
        SyncReply reply = new SyncReply();
        host.op(new Op(name, text, bytes, on == null ? null : on.exchange), reply);
        return reply.await(limits.wall());
    }

    /** What an exchange was asked to wait for has settled. */
    private void released(@Nullable Pending entry) {
        if (entry != null) {
            entry.held = false;
            if (entry.replied() && entry.done && pending.containsKey(entry.number)) {
                over(entry);
            }
        }
    }

    private @Nullable Pending pending(int number) {
        Pending running = current;
        Pending beginning = begun;
        return running != null && running.number == number
                ? running
                : beginning != null && beginning.number == number ? beginning : pending.get(number);
    }

    private @Nullable Exchange exchange(int number) {
        Pending entry = number == 0 ? null : pending(number);
        return entry == null ? null : entry.exchange;
    }

    /** What logs call an exchange, also where it has its answer. */
    private @Nullable String idOf(int number) {
        Exchange exchange = exchange(number);
        return exchange == null ? endedExchanges.find(number) : exchange.id();
    }

    /**
     * When the guest is to be called, 0 for never; negative where it would not
     * matter if the worker ended before.
     */
    private void timer(double due) {
        timerSaid = true;
        timerKeeps = due > 0;
        timerDue = due == 0 ? Long.MAX_VALUE : clockOrigin + (long) (Math.abs(due) * 1e6);
    }

    private double clock(long now) {
        return (now - clockOrigin) / 1e6;
    }

    private String settings() {
        return Messages.settings(program, limits);
    }

    /**
     * The answer of a synchronous op: nearly always there when the service returns.
     */
    private static final class SyncReply implements OpReply {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Object value;
        private volatile @Nullable String failure;

        @Override
        public void ok(String text) {
            value = text;
            done.countDown();
        }

        @Override
        public void ok(byte[] bytes) {
            value = bytes;
            done.countDown();
        }

        @Override
        public void ok(String text, byte[] bytes) {
            fail("The service answers a text with bytes and must be called asynchronously");
        }

        @Override
        public void fail(String message) {
            failure = message;
            done.countDown();
        }

        @Nullable
        Object await(Duration time) throws Isolate.OpFailure {
            try {
                if (!done.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new Isolate.OpFailure("the host did not answer in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Isolate.OpFailure("interrupted");
            }
            String message = failure;
            if (message != null) {
                throw new Isolate.OpFailure(message);
            }
            return value;
        }
    }
}
