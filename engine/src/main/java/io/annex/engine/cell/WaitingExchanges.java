package io.annex.engine.cell;

import io.annex.engine.Exchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Exchanges that wait for a cell, in the order in which they came. For one
 * thread at a time, but {@link #isEmpty()}.
 */
final class WaitingExchanges {
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private volatile boolean empty = true;

    /** From any thread. */
    boolean isEmpty() {
        return empty;
    }

    void add(Exchange exchange) {
        waiting.add(exchange);
        empty = false;
    }

    boolean remove(Exchange exchange) {
        boolean removed = waiting.remove(exchange);
        empty = waiting.isEmpty();
        return removed;
    }

    void takeAll(Consumer<Exchange> taker) {
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            taker.accept(exchange);
        }
        empty = true;
    }

    List<Exchange> takeAll() {
        List<Exchange> taken = new ArrayList<>(waiting.size());
        takeAll(taken::add);
        return taken;
    }

    /** Takes those that arrived before a {@link System#nanoTime()}. */
    List<Exchange> takeBefore(long time) {
        List<Exchange> taken = new ArrayList<>();
        waiting.removeIf(exchange -> time - exchange.arrivedAt() > 0 && taken.add(exchange));
        empty = waiting.isEmpty();
        return taken;
    }
}
