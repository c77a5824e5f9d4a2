package io.annex.server.http.bound;

import io.annex.engine.budget.ByteBudget;
import org.jspecify.annotations.Nullable;

/**
 * What the server holds for one exchange, as its budget counts it: first of the
 * request's body, then of the answer. What is small is not counted, so that
 * most exchanges have no share: connections are bounded too. Used on one event
 * loop.
 */
public final class Holding {
    /** Up to this many bytes nothing is counted. */
    public static final int SMALL = 8 << 10;

    private final ByteBudget budget;
    private final Runnable cut;
    private ByteBudget.@Nullable Share share;
    private long head;
    private boolean handedOver;
    private boolean released;

    /**
     * @param cut
     *            lets go of all; run by any thread
     */
    public Holding(ByteBudget budget, Runnable cut) {
        this.budget = budget;
        this.cut = cut;
    }

    /**
     * To be asked for a head of so many bytes. It counts until all is released.
     *
     * @return whether it may be held
     */
    public boolean head(long bytes) {
        head = bytes > SMALL ? bytes : 0;
        return hold(0);
    }

    /**
     * To be asked before so many bytes are held, beside the head, all in all.
     *
     * @return whether they may be; otherwise as many count as before
     */
    public boolean hold(long body) {
        long bytes = head + body;
        ByteBudget.Share mine = share;
        if (mine == null) {
            if (bytes <= SMALL) {
                return true;
            }
            if (released) {
                // Who comes late with more has nobody who would release it.
                return false;
            }
            mine = budget.share(cut);
            share = mine;
        }
        long more = bytes - mine.held();
        if (more > 0) {
            return mine.take(more);
        }
        mine.give(-more);
        return true;
    }

    /** The client has sent, or taken, some bytes. */
    public void moved(long bytes) {
        ByteBudget.Share mine = share;
        if (mine != null) {
            mine.moved(bytes);
        }
    }

    /** The body is there, and the client waits for its answer. */
    public void handOver() {
        handedOver = true;
        ByteBudget.Share mine = share;
        if (mine != null) {
            mine.hostsTurn();
        }
    }

    /**
     * Whether the body is with others, who may hold it longer than the client
     * waits.
     */
    public boolean isHandedOver() {
        return handedOver;
    }

    /** The answer takes the body's place, and is for the client to take. */
    public boolean answer(long bytes) {
        handedOver = false;
        ByteBudget.Share mine = share;
        if (mine != null) {
            mine.clientsTurn();
        }
        return hold(bytes);
    }

    /** Nothing is held any more. */
    public void release() {
        released = true;
        ByteBudget.Share mine = share;
        if (mine != null) {
            share = null;
            mine.close();
        }
    }
}
