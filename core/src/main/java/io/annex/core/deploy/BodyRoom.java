package io.annex.core.deploy;

import io.annex.engine.budget.ByteBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Room for the bodies of requests in one cell. Who does not fit waits outside,
 * where it is in memory once and can kill nobody; who comes when much waits
 * already is sent away. First come, first served: a large one is not passed by
 * small ones for ever. One alone fits always. Thread-safe; what guests are told
 * is told without the lock.
 */
final class BodyRoom {
    /** As many times its bytes may wait outside. */
    static final int WAITING = 4;

    /** Whoever brings a body. */
    interface Guest {
        /** How large it is. */
        long bytes();

        /** There is room now. On the thread of whoever made it. */
        void enter();
    }

    /** What becomes of a guest. */
    enum Outcome {
        /** It has entered, or will be told to. */
        WELCOME,
        /** Too much waits. */
        FULL
    }

    private record Waiter(Guest guest, ByteBudget.Share share) {
    }

    private final ByteBudget budget;
    // Guarded by this object.
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private long waitingBytes;

    /**
     * @param most
     *            bytes that are inside at a time
     */
    BodyRoom(long most) {
        this.budget = new ByteBudget(most);
    }

    /** Bytes that are inside at a time. */
    long most() {
        return budget.most();
    }

    /**
     * Lets a guest in, now or later.
     *
     * @param share
     *            to be {@linkplain #left closed} when it has left, or gives up
     */
    Outcome receive(Guest guest, ByteBudget.Share share) {
        synchronized (this) {
            if (!waiting.isEmpty() || !fits(guest, share)) {
                if (waitingBytes + guest.bytes() > WAITING * budget.most()) {
                    return Outcome.FULL;
                }
                waiting.add(new Waiter(guest, share));
                waitingBytes += guest.bytes();
                return Outcome.WELCOME;
            }
        }
        guest.enter();
        return Outcome.WELCOME;
    }

    /** What a guest will hold. */
    ByteBudget.Share share() {
        return budget.share();
    }

    private boolean fits(Guest guest, ByteBudget.Share share) {
        return share.take(Math.min(guest.bytes(), budget.most()));
    }

    /** A guest has left, or nobody waits for it any more. */
    void left(ByteBudget.Share share) {
        share.close();
        List<Guest> entering = new ArrayList<>();
        synchronized (this) {
            for (Waiter first = waiting.peek(); first != null
                    && fits(first.guest(), first.share()); first = waiting.peek()) {
                forget(first);
                entering.add(first.guest());
            }
        }
        entering.forEach(Guest::enter);
    }

    private void forget(Waiter waiter) {
        waiting.remove(waiter);
        waitingBytes -= waiter.guest().bytes();
    }

    /**
     * Sends those away who wait and are meant.
     *
     * @return who they were
     */
    List<Guest> sendAway(Predicate<Guest> meant) {
        List<Guest> gone = new ArrayList<>();
        ByteBudget.@Nullable Share last = null;
        synchronized (this) {
            for (Waiter waiter : List.copyOf(waiting)) {
                if (meant.test(waiter.guest())) {
                    forget(waiter);
                    gone.add(waiter.guest());
                    last = waiter.share();
                }
            }
        }
        if (last != null) {
            // Who stood behind may fit.
            left(last);
        }
        return gone;
    }

    /** How many wait. */
    synchronized int waiting() {
        return waiting.size();
    }
}
