package io.annex.engine.cell;

import io.annex.engine.EndedExchanges;
import io.annex.engine.Exchange;
import io.annex.engine.Replies;
import io.annex.engine.Stop;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import io.annex.engine.cell.Inbox.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of a program that have not come to their end: how many there
 * are, and those that a cell has by the numbers that it knows them by. Whoever
 * takes one out ends it, and one alone does: what the cell says, its death, the
 * time that is over and the program's end may come at the same moment.
 */
final class CellExchanges {
    /** One that has no end yet. */
    private static final class InFlight {
        final Exchange exchange;
        /** The cell was told that nobody waits for it. */
        volatile boolean abandoned;
        /** Its answer comes in pieces. */
        volatile boolean begun;
        /** When something of it was sent or taken last. */
        volatile long touched;
        /** Bytes of it that were not taken. */
        final AtomicInteger onTheWay = new AtomicInteger();

        InFlight(Exchange exchange) {
            this.exchange = exchange;
        }

        void touch() {
            if (!abandoned) {
                touched = System.nanoTime();
            }
        }
    }

    /** One whose time is over, and which time. */
    record Late(Exchange exchange, Stop stop) {
    }

    /** What is over at its time at the latest: {@link System#nanoTime()}. */
    private record GoingOn(Exchange exchange, long until) {
    }

    /** Bytes of an answer in pieces between the cell and who takes them. */
    private static final int MOST_ON_THE_WAY = 64 << 10;

    private final WorkerLimits limits;
    private final AtomicInteger lastId = new AtomicInteger();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Map<Integer, InFlight> inFlight = new ConcurrentHashMap<>();
    /** Those that have their end and go on in the cell. */
    private final Map<Integer, GoingOn> goingOn = new ConcurrentHashMap<>();
    /** The numbers of those whose answers come in pieces. */
    private final Map<Exchange, Integer> streaming = new ConcurrentHashMap<>();
    private final EndedExchanges endedExchanges = new EndedExchanges();

    CellExchanges(WorkerLimits limits) {
        this.limits = limits;
    }

    // ---- how many
    // --------------------------------------------------------------------------------------------------

    /** One more; {@code false} when there are as many as may be. */
    boolean enter() {
        int streams = Math.min(streaming.size(), limits.streams());
        if (outstanding.incrementAndGet() - streams > limits.inFlight() + limits.queued()) {
            outstanding.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One has come to its end. */
    void leave() {
        outstanding.decrementAndGet();
    }

    /** All, those that wait for a cell among them. */
    int outstanding() {
        return outstanding.get();
    }

    /** How many a cell has. */
    int handedOver() {
        return inFlight.size() + goingOn.size();
    }

    // ---- those that a cell has
    // -------------------------------------------------------------------------------------

    /** One that is sent to the cell now. */
    int handOver(Exchange exchange) {
        int id = lastId.incrementAndGet();
        inFlight.put(id, new InFlight(exchange));
        return id;
    }

    private @Nullable InFlight remove(int id) {
        InFlight entry = inFlight.remove(id);
        if (entry != null && entry.begun) {
            streaming.remove(entry.exchange);
        }
        return entry;
    }

    /** Whether it had no end until now; then who asks gives it one. */
    boolean take(int id) {
        return remove(id) != null;
    }

    /**
     * Takes those that have no end yet. Those that went on have come to theirs with
     * the cell.
     */
    List<Exchange> takeAll() {
        List<Exchange> taken = new ArrayList<>();
        List.copyOf(inFlight.keySet()).forEach(id -> {
            InFlight entry = remove(id);
            if (entry != null) {
                taken.add(entry.exchange);
                goingOn.remove(id);
            }
        });
        List.copyOf(goingOn.keySet()).forEach(this::overdue);
        return taken;
    }

    /**
     * Its client has gone; under these numbers the cell is to be told.
     */
    List<Integer> abandon(Exchange exchange) {
        List<Integer> ids = new ArrayList<>();
        inFlight.forEach((id, entry) -> {
            if (entry.exchange == exchange) {
                entry.abandoned = true;
                ids.add(id);
            }
        });
        return ids;
    }

    /**
     * Takes those that have no end yet and whose time is over: that of the answer,
     * or where it comes in pieces, of its rest.
     *
     * @return by their numbers
     */
    Map<Integer, Late> takeLate(Predicate<Exchange> isLate, long now) {
        Map<Integer, Late> late = new HashMap<>();
        inFlight.forEach((id, entry) -> {
            Stop stop = null;
            if (entry.begun) {
                stop = now - entry.touched > limits.streamIdle().toNanos() + CellWorkers.GRACE_NANOS
                        ? Stops.streamIdle(limits)
                        : null;
            } else if (isLate.test(entry.exchange)) {
                stop = Stops.wallClock(limits);
            }
            if (stop != null && remove(id) != null) {
                goingOn.remove(id);
                late.put(id, new Late(entry.exchange, stop));
            }
        });
        return late;
    }

    /** Ends those that have gone on for too long. */
    void endOverdue(long now) {
        goingOn.forEach((id, after) -> {
            if (now - after.until() > 0 && !inFlight.containsKey(id)) {
                overdue(id);
            }
        });
    }

    private void overdue(int id) {
        GoingOn over = goingOn.remove(id);
        if (over != null) {
            leave();
            over.exchange().loop().execute(over.exchange()::over);
        }
    }

    // ---- answers in pieces
    // ----------------------------------------------------------------------------------------

    /** Its answer begins; {@code null} where that is none of its to say. */
    @Nullable
    Exchange began(int id) {
        @Nullable
        Exchange[] began = {null};
        inFlight.computeIfPresent(id, (same, entry) -> {
            if (!entry.begun) {
                entry.touched = System.nanoTime();
                entry.begun = true;
                // Within: who takes it out comes after, and takes it out here too.
                streaming.put(entry.exchange, id);
                began[0] = entry.exchange;
            }
            return entry;
        });
        return began[0];
    }

    /**
     * A piece of its answer; {@code null} for an exchange that has no such answer.
     *
     * @throws ProtocolException
     *             where more is on the way than may be
     */
    @Nullable
    Exchange sends(int id, int bytes) throws ProtocolException {
        InFlight entry = inFlight.get(id);
        if (entry == null || !entry.begun) {
            return null;
        }
        if (entry.onTheWay.addAndGet(bytes) > MOST_ON_THE_WAY) {
            throw new ProtocolException("more of an answer than may be on its way");
        }
        entry.touch();
        return entry.exchange;
    }

    /**
     * So much was taken.
     *
     * @return by which number the cell is to be told; 0 for none
     */
    int taken(Exchange exchange, int bytes) {
        Integer id = streaming.get(exchange);
        InFlight entry = id == null ? null : inFlight.get(id);
        if (id == null || entry == null) {
            return 0;
        }
        entry.onTheWay.addAndGet(-bytes);
        entry.touch();
        return id;
    }

    // ---- what the cell says of them
    // --------------------------------------------------------------------------------

    /** It will go on after the end that is said next. */
    void goesOn(int id, long until) {
        InFlight entry = inFlight.get(id);
        if (entry != null) {
            goingOn.put(id, new GoingOn(entry.exchange, until));
        }
    }

    /**
     * The exchange that has its end; in flight no more unless it goes on. That is
     * said only now: a cell may die between the two, and then nothing goes on.
     */
    @Nullable
    Exchange ended(int id, Replies replies) {
        InFlight entry = remove(id);
        if (entry == null) {
            return null;
        }
        endedExchanges.add(id, entry.exchange.id());
        if (goingOn.containsKey(id)) {
            replies.goesOn(entry.exchange);
        } else {
            leave();
        }
        return entry.exchange;
    }

    /**
     * Nothing of it runs any more: it has had its end, or its client has gone.
     *
     * @return one to which neither applies, and which nobody will answer any more
     */
    @Nullable
    Exchange over(int id, Replies replies) {
        GoingOn after = goingOn.remove(id);
        InFlight entry = remove(id);
        Exchange over = entry == null ? null : entry.exchange;
        if (over == null) {
            over = after == null ? null : after.exchange();
        }
        if (over == null) {
            return null;
        }
        endedExchanges.add(id, over.id());
        leave();
        if (entry != null && !entry.abandoned) {
            return over;
        }
        replies.over(over);
        return null;
    }

    // ---- for others
    // ------------------------------------------------------------------------------------------------

    /** One that the cell has; {@code null} for none, or where it has its end. */
    @Nullable
    Exchange find(int id) {
        if (id == 0) {
            return null;
        }
        InFlight entry = inFlight.get(id);
        if (entry != null) {
            return entry.exchange;
        }
        GoingOn after = goingOn.get(id);
        return after == null ? null : after.exchange();
    }

    /** What logs call it, also where it has its answer. */
    @Nullable
    String idOf(int id) {
        Exchange exchange = find(id);
        return exchange == null ? endedExchanges.find(id) : exchange.id();
    }

    /** What is in the cell, for the operator: one of them may have ended it. */
    String shown() {
        Map<Integer, Exchange> all = new HashMap<>();
        inFlight.forEach((id, entry) -> all.put(id, entry.exchange));
        goingOn.forEach((id, after) -> all.put(id, after.exchange()));
        return RunningExchanges.shown(all, limits.inFlight(), System.nanoTime());
    }
}
