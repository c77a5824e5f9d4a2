package io.annex.engine.isolate;

import io.annex.engine.Exchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The exchanges of a pool whose answers have begun to come in pieces, so that
 * what was taken of one is told to its worker alone.
 */
final class Streaming {
    private record Place(Mailbox worker, Pending entry) {
    }

    private final Map<Exchange, Place> places = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int most;

    /**
     * @param most
     *            how many there may be
     */
    Streaming(int most) {
        this.most = most;
    }

    /** One more; {@code false} when there are as many as may be. */
    boolean began(Mailbox worker, Pending entry) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return false;
        }
        places.put(entry.exchange, new Place(worker, entry));
        return true;
    }

    /** Nothing of it runs any more; {@code false} where it is none of these. */
    boolean ended(Exchange exchange) {
        if (places.remove(exchange) == null) {
            return false;
        }
        count.decrementAndGet();
        return true;
    }

    int count() {
        return count.get();
    }

    /** Any thread. */
    void taken(Exchange exchange, int bytes) {
        Place place = places.get(exchange);
        if (place != null) {
            place.worker().post(new Mail.Taken(place.entry(), bytes));
        }
    }
}
