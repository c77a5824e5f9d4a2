package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Program;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker's thread does in its isolate: each turn is one call of an entry
 * function, in a slice, and what has to follow when that has ended, by itself
 * or stopped. Of that thread alone.
 */
final class Turns {
    private static final Logger log = LoggerFactory.getLogger(Turns.class);

    /** A call into the guest. */
    private interface Entry {
        void call() throws JavetException;
    }

    /** What becomes of a worker whose code was cut off. */
    interface Retirement {
        /**
         * It takes no more exchanges and ends after a time.
         *
         * @param again
         *            whether another worker is started at once, and not only for the
         *            next exchange: one that loops in a timer of its own would be
         *            started again and again
         * @param own
         *            why it is, where what was stopped belonged to no exchange
         */
        void within(long nanos, boolean again, @Nullable Stop own);
    }

    private final Program program;
    private final Host host;
    private final Slices slices;
    private final PendingExchanges exchanges;
    private final WorkerTimer timer;
    private final Retirement retirement;
    private boolean collectDue;

    Turns(Program program, Host host, Slices slices, PendingExchanges exchanges, WorkerTimer timer,
            Retirement retirement) {
        this.program = program;
        this.host = host;
        this.slices = slices;
        this.exchanges = exchanges;
        this.timer = timer;
        this.retirement = retirement;
    }

    /**
     * Runs one callback of the guest's loop.
     *
     * @return why it was stopped, or {@code null}
     */
    @Nullable
    Stop fire(Isolate isolate, long now) throws JavetException {
        timer.fires();
        slices.begin(null);
        double next = 0;
        Stop stop = null;
        try {
            next = isolate.timer(timer.clock(now));
            ticks(isolate);
        } catch (JavetException e) {
            failed(e);
        } finally {
            Pending on = slices.current();
            stop = slices.end();
            afterSlice(isolate, on, stop);
        }
        // Microtasks run when the call has its result, so what they say is newer. One
        // that was stopped has said nothing of what is left.
        if (!timer.hasSaid()) {
            timer.say(stop == null ? next : timer.clock(now));
        }
        return stop;
    }

    /** What microtasks have queued to run after them, in the same slice. */
    void ticks(Isolate isolate) throws JavetException {
        while (slices.takeTicks()) {
            isolate.ticks();
        }
    }

    /**
     * Gives the guest the answer of an op.
     *
     * @return why what goes on with it was stopped, or {@code null}
     */
    @Nullable
    Stop settle(Isolate isolate, Mail.Settled settled) throws JavetException {
        Pending account = settled.on();
        if (account != null && exchanges.stopsForCpu(account)) {
            drop(isolate, account);
            return null;
        }
        return inSlice(isolate, account,
                () -> isolate.settle(settled.op(), settled.ok(), settled.text(), settled.bytes()));
    }

    /**
     * Calls the guest on the account of an exchange, and lets run what that
     * concerns.
     *
     * @return why it was stopped, or {@code null}
     */
    private @Nullable Stop inSlice(Isolate isolate, @Nullable Pending account, Entry entry) throws JavetException {
        Stop stop = null;
        slices.begin(account);
        try {
            entry.call();
            ticks(isolate);
        } catch (JavetException e) {
            failed(e);
        } finally {
            Pending on = slices.current();
            stop = slices.end();
            afterSlice(isolate, on, stop);
        }
        return stop;
    }

    /** Serves what the host or a client has sent. */
    void mail(Isolate isolate, Mail mail) throws JavetException {
        isolate.lock();
        switch (mail) {
            case Mail.Settled settled -> {
                settle(isolate, settled);
                flushWhenDue(isolate);
            }
            case Mail.Taken taken -> {
                int told = exchanges.taken(taken.entry(), taken.bytes());
                if (told > 0) {
                    taken(isolate, taken.entry(), told);
                    flushWhenDue(isolate);
                }
            }
            case Mail.Abandoned abandoned -> {
                for (Pending candidate : exchanges.all()) {
                    if (candidate.exchange == abandoned.exchange() && !candidate.replied()) {
                        candidate.abandon();
                        tell(isolate, candidate, false);
                    }
                }
            }
        }
    }

    /** Hands an exchange over. */
    void exchange(Isolate isolate, Exchange exchange) throws JavetException {
        Pending entry = exchanges.begin(exchange);
        byte[] body = exchange.body();
        String message = entry.number + "\0" + exchange.message();
        exchange.taken();
        String answer = null;
        boolean thrown = false;
        slices.begin(entry);
        try {
            answer = body == null ? isolate.exchange(message) : isolate.exchange(message, body);
            ticks(isolate);
        } catch (JavetException e) {
            failed(e);
            thrown = true;
        }
        Pending on = slices.current();
        Stop stop = slices.end();
        exchanges.handedOver();
        if (stop == null && answer != null && !isolate.hasRejections()) {
            // Others may have been answered within it.
            collectDue |= !exchanges.isEmpty();
            exchanges.answered(entry, answer);
            return;
        }
        if (thrown && answer == null) {
            answer = stop == null ? Messages.failed(entry.number) : on == entry ? null : again(isolate, entry);
        }
        if (answer == null || on == entry && stop != null) {
            exchanges.add(entry);
            afterSlice(isolate, on, stop);
        } else {
            // What came to an end within its slice was another's.
            afterSlice(isolate, on, stop);
            exchanges.answered(entry, answer);
        }
    }

    /**
     * The answer of an exchange that had it when another's code, which ran after it
     * in the same call, was stopped; {@code null} if it had none.
     */
    private @Nullable String again(Isolate isolate, Pending entry) {
        slices.begin(entry);
        try {
            return isolate.again();
        } catch (JavetException e) {
            failed(e);
            return null;
        } finally {
            slices.end();
        }
    }

    /**
     * An exception out of an entry function: a termination, whose reason the slice
     * knows, or a defect of ours.
     */
    private void failed(JavetException e) {
        Slice running = slices.slice();
        if (running != null && running.running()) {
            // Into the add-on's log, which is bounded: this can be provoked at every
            // request.
            Pending on = slices.current();
            host.log("error",
                    "the guest library failed, by what the add-on did to its built-ins or by a defect of Annex: "
                            + e.getMessage(),
                    on == null ? null : on.exchange.id());
            log.debug("The guest library failed in {} {}", program.name(), program.version(), e);
        }
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
        boolean ofMemory = stop.reason() == StopReason.MEMORY;
        if (on != null && exchanges.remove(on.number) != null) {
            exchanges.stopped(on, stop);
        } else {
            host.breach(stop, null);
        }
        retirement.within(ofMemory ? 0 : IsolateWorker.GRACE_NANOS, on != null, on == null ? stop : null);
        if (!ofMemory) {
            collect(isolate);
        }
        exchanges.flush();
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
            slices.begin(rejection.on());
            try {
                isolate.report(rejection);
            } catch (JavetException e) {
                failed(e);
            }
            Stop stop = slices.end();
            if (stop != null) {
                host.breach(stop, null);
                retirement.within(stop.reason() == StopReason.MEMORY ? 0 : IsolateWorker.GRACE_NANOS, false,
                        rejection.on() == null ? stop : null);
            }
        }
    }

    /** Takes the answers that the guest has completed since. */
    void collect(Isolate isolate) throws JavetException {
        if (!collectDue || exchanges.isEmpty()) {
            collectDue = false;
            return;
        }
        collectDue = false;
        isolate.lock();
        String answers = null;
        slices.begin(null);
        try {
            answers = isolate.collect();
        } catch (JavetException e) {
            failed(e);
        }
        Stop stop = slices.end();
        if (answers != null) {
            for (String answer : Messages.split(answers)) {
                Pending entry = exchanges.remove(Messages.number(answer));
                if (entry != null) {
                    exchanges.answered(entry, answer);
                }
            }
        }
        if (stop != null) {
            host.breach(stop, null);
            retirement.within(IsolateWorker.GRACE_NANOS, false, null);
        }
    }

    /** Sends the answers when they are many, or have waited. */
    void flushWhenDue(Isolate isolate) throws JavetException {
        if (exchanges.isFlushDue()) {
            collect(isolate);
            exchanges.flush();
        }
    }

    /** Tells the guest that more of an answer in pieces may be sent. */
    private void taken(Isolate isolate, Pending entry, int bytes) throws JavetException {
        inSlice(isolate, entry, () -> isolate.taken(entry.number, bytes));
    }

    /** Tells the guest that nobody waits for the answer any more. */
    void tell(Isolate isolate, Pending entry, boolean late) throws JavetException {
        isolate.lock();
        inSlice(isolate, entry, () -> isolate.abandon(entry.number, late));
    }

    /** Nothing of it is to run any more. */
    void drop(Isolate isolate, Pending entry) throws JavetException {
        isolate.lock();
        slices.begin(null);
        try {
            isolate.drop(entry.number);
        } catch (JavetException e) {
            failed(e);
        } finally {
            afterSlice(isolate, null, slices.end());
        }
    }
}
