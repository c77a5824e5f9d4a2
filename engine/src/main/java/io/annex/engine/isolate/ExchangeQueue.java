package io.annex.engine.isolate;

import io.annex.engine.Exchange;
import io.annex.engine.WorkerLimits;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of a program that wait for a worker, and how many there are in
 * the workers. Both are bounded. Thread-safe, without a lock: a bound is kept
 * by counting first and taking back what was too much, so that at the same
 * moment one may be refused for which there was about to be room, and never one
 * be let in for which there was none.
 */
final class ExchangeQueue {
    private final ConcurrentLinkedQueue<Exchange> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final int mostInFlight;
    private final int mostQueued;

    ExchangeQueue(WorkerLimits limits) {
        this(limits.inFlight(), limits.queued());
    }

    ExchangeQueue(int mostInFlight, int mostQueued) {
        this.mostInFlight = mostInFlight;
        this.mostQueued = mostQueued;
    }

    /** Appends one; {@code false} when as many wait as may. */
    boolean add(Exchange exchange) {
        int free = Math.max(0, mostInFlight - inFlight.get());
        if (queued.incrementAndGet() > mostQueued + free) {
            queued.decrementAndGet();
            return false;
        }
        queue.add(exchange);
        return true;
    }

    /**
     * The next exchange to run, from now on in flight; {@code null} when nothing
     * waits, or as many are in flight as may be.
     */
    @Nullable
    Exchange take() {
        if (queue.isEmpty() || inFlight.get() >= mostInFlight) {
            return null;
        }
        if (inFlight.incrementAndGet() > mostInFlight) {
            inFlight.decrementAndGet();
            return null;
        }
        Exchange exchange = queue.poll();
        if (exchange == null) {
            inFlight.decrementAndGet();
            return null;
        }
        queued.decrementAndGet();
        return exchange;
    }

    /**
     * One is in flight no more.
     *
     * @return whether others have waited for that
     */
    boolean finished() {
        int before = inFlight.getAndDecrement();
        return before == mostInFlight && !queue.isEmpty();
    }

    /** Takes one back that has not been taken; {@code false} when it was. */
    boolean remove(Exchange exchange) {
        if (queue.remove(exchange)) {
            queued.decrementAndGet();
            return true;
        }
        return false;
    }

    /** The first, which is not to be run but to be refused. */
    @Nullable
    Exchange poll() {
        Exchange exchange = queue.poll();
        if (exchange != null) {
            queued.decrementAndGet();
        }
        return exchange;
    }

    @Nullable
    Exchange peek() {
        return queue.peek();
    }

    /** Whether one waits that may be taken. */
    boolean hasWork() {
        return !queue.isEmpty() && inFlight.get() < mostInFlight;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int queued() {
        return queued.get();
    }

    int inFlight() {
        return inFlight.get();
    }
}
