package io.annex.engine.cell;

import io.annex.engine.EndedExchanges;
import io.annex.engine.Exchange;
import io.annex.engine.Replies;
import io.annex.engine.WorkerLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of a program that have not come to their end: how many there
 * are, and those that a cell has by the numbers that it knows them by. Whoever
 * takes one out ends it, and one alone does: what the cell says, its death, the
 * time that is over and the program's end may come at the same moment.
 */
final class CellExchanges {
    /** What is over at its time at the latest: {@link System#nanoTime()}. */
    private record GoingOn(Exchange exchange, long until) {
    }

    private final WorkerLimits limits;
    private final AtomicInteger lastId = new AtomicInteger();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Map<Integer, Exchange> inFlight = new ConcurrentHashMap<>();
    /** Those that have their end and go on in the cell. */
    private final Map<Integer, GoingOn> goingOn = new ConcurrentHashMap<>();
    private final EndedExchanges endedExchanges = new EndedExchanges();

    CellExchanges(WorkerLimits limits) {
        this.limits = limits;
    }

    // ---- how many
    // --------------------------------------------------------------------------------------------------

    /** One more; {@code false} when there are as many as may be. */
    boolean enter() {
        if (outstanding.incrementAndGet() > limits.inFlight() + limits.queued()) {
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
        inFlight.put(id, exchange);
        return id;
    }

    /** Whether it had no end until now; then who asks gives it one. */
    boolean take(int id) {
        return inFlight.remove(id) != null;
    }

    /**
     * Takes those that have no end yet. Those that went on have come to theirs with
     * the cell.
     */
    List<Exchange> takeAll() {
        List<Exchange> taken = new ArrayList<>();
        List.copyOf(inFlight.keySet()).forEach(id -> {
            Exchange exchange = inFlight.remove(id);
            if (exchange != null) {
                taken.add(exchange);
                goingOn.remove(id);
            }
        });
        List.copyOf(goingOn.keySet()).forEach(this::overdue);
        return taken;
    }

    /** Those that have no end yet, by their numbers, as they are now. */
    List<Map.Entry<Integer, Exchange>> withoutEnd() {
        return List.copyOf(inFlight.entrySet());
    }

    /** One whose time is over; {@code false} when it has had its end just now. */
    boolean takeLate(int id, Exchange exchange) {
        if (inFlight.remove(id, exchange)) {
            goingOn.remove(id);
            return true;
        }
        return false;
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

    // ---- what the cell says of them
    // --------------------------------------------------------------------------------

    /** It will go on after the end that is said next. */
    void goesOn(int id, long until) {
        Exchange exchange = inFlight.get(id);
        if (exchange != null) {
            goingOn.put(id, new GoingOn(exchange, until));
        }
    }

    /**
     * The exchange that has its end; in flight no more unless it goes on. That is
     * said only now: a cell may die between the two, and then nothing goes on.
     */
    @Nullable
    Exchange ended(int id, Replies replies) {
        Exchange exchange = inFlight.remove(id);
        if (exchange != null) {
            endedExchanges.add(id, exchange.id());
            if (goingOn.containsKey(id)) {
                replies.goesOn(exchange);
            } else {
                leave();
            }
        }
        return exchange;
    }

    /** Also of one that was abandoned before it had begun. */
    void over(int id, Replies replies) {
        GoingOn after = goingOn.remove(id);
        Exchange begun = inFlight.remove(id);
        Exchange over = after == null ? begun : after.exchange();
        if (over != null) {
            endedExchanges.add(id, over.id());
            leave();
            replies.over(over);
        }
    }

    // ---- for others
    // ------------------------------------------------------------------------------------------------

    /** One that the cell has; {@code null} for none, or where it has its end. */
    @Nullable
    Exchange find(int id) {
        if (id == 0) {
            return null;
        }
        Exchange exchange = inFlight.get(id);
        GoingOn after = exchange == null ? goingOn.get(id) : null;
        return after == null ? exchange : after.exchange();
    }

    /** What logs call it, also where it has its answer. */
    @Nullable
    String idOf(int id) {
        Exchange exchange = find(id);
        return exchange == null ? endedExchanges.find(id) : exchange.id();
    }

    /** What is in the cell, for the operator: one of them may have ended it. */
    String shown() {
        Map<Integer, Exchange> all = new HashMap<>(inFlight);
        goingOn.forEach((id, after) -> all.put(id, after.exchange()));
        return RunningExchanges.shown(all, limits.inFlight(), System.nanoTime());
    }
}
