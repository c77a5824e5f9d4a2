package io.annex.engine.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are held for others, bounded in all.
 *
 * <p>
 * Who is about to hold something opens a {@link Share}, {@linkplain Share#take
 * takes} before the bytes are there, {@linkplain Share#give gives back} what it
 * has let go of, and closes the share, which gives back the rest. When a take
 * is refused, nothing may be held: the one who asked refuses in its turn.
 *
 * <p>
 * A bound alone would let those in who came first, and they may be a thousand
 * who do not move. So a share can be opened with what to do when it is cut, and
 * when room runs short, those are cut first who have held most for longest
 * without progress: bytes times the time since the last {@linkplain Share#moved
 * progress}. From half of the budget on, who has stood still for a second may
 * be cut; only when the budget is full, also who has for a tenth of one. Who
 * moves is never cut; then it is the newcomer who is refused. Progress counts
 * in steps of {@value #STEP} bytes: a byte now and then is none. While it is
 * the host's turn ({@link Share#hostsTurn}), the client can make no progress,
 * and the share is not cut.
 *
 * <p>
 * Rejected: cutting the oldest (a long, honest download is old), the largest
 * alone (many small ones would stay for ever), and a budget for each client (a
 * thousand of them have a thousand).
 *
 * <p>
 * For many parties with a bound each, such as cells, make a budget for each and
 * open the shares without an action; then nothing is ever cut. All methods may
 * be called by any thread; actions run on the thread of whoever needed the
 * room, without a lock, so they only hand over.
 */
public final class ByteBudget {
    /** Bytes that must have moved to be progress. */
    public static final int STEP = 16 << 10;

    private static final long PATIENCE = 1_000_000_000;
    private static final long IMPATIENCE = PATIENCE / 10;
    /**
     * So that who asks again and again does not have all shares looked through each
     * time.
     */
    private static final long BETWEEN_LOOKS = PATIENCE / 50;

    private final long most;
    private final LongSupplier nanos;
    // All below, and what shares hold, is guarded by this.
    private final Set<Share> cuttable = new HashSet<>();
    private long used;
    private long cut;
    private long refused;
    private long lookedAt;
    private boolean looked;
    private boolean wasFull;

    /**
     * @param most
     *            bytes that may be held at a time
     */
    public ByteBudget(long most) {
        this(most, System::nanoTime);
    }

    ByteBudget(long most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    /** Opens a share that is never cut. It holds nothing yet. */
    public Share share() {
        return new Share(null);
    }

    /**
     * Opens a share that may be cut while the client has to move. It holds nothing
     * yet.
     *
     * @param cut
     *            lets go of what the share holds; by then it counts no more, and
     *            the share takes nothing any more
     */
    public Share share(Runnable cut) {
        return new Share(cut);
    }

    /** Bytes that may be held at a time. */
    public long most() {
        return most;
    }

    /** Bytes that are held. */
    public synchronized long used() {
        return used;
    }

    /** How many shares have been cut so far. */
    public synchronized long cut() {
        return cut;
    }

    /** How many takes have been refused so far. */
    public synchronized long refused() {
        return refused;
    }

    /** Finds whom to cut so that {@code bytes} more fit. Under the lock. */
    private List<Share> makeRoom(long bytes, Share asking) {
        long now = nanos.getAsLong();
        boolean isFull = used + bytes > most;
        if (looked && (wasFull || !isFull) && now - lookedAt < BETWEEN_LOOKS) {
            return List.of();
        }
        looked = true;
        wasFull = isFull;
        lookedAt = now;
        List<Share> found = new ArrayList<>();
        for (Share each : cuttable) {
            if (each != asking && now - each.movedAt >= IMPATIENCE) {
                found.add(each);
            }
        }
        found.sort(Comparator.comparingDouble((Share each) -> each.weight(now)).reversed());
        List<Share> chosen = new ArrayList<>();
        for (Share each : found) {
            boolean full = used + bytes > most;
            if (full || used + bytes > most / 2 && now - each.movedAt >= PATIENCE) {
                chosen.add(each);
                each.end();
                cut++;
            }
        }
        // Who found something may look again at once.
        looked = chosen.isEmpty();
        return chosen;
    }

    /** What one party holds. */
    public final class Share implements AutoCloseable {
        private final @Nullable Runnable onCut;
        private long held;
        private long sinceStep;
        private volatile long movedAt;
        private boolean isClientsTurn = true;
        private boolean ended;

        private Share(@Nullable Runnable onCut) {
            this.onCut = onCut;
            this.movedAt = nanos.getAsLong();
        }

        /**
         * Takes {@code bytes} more, if need be in the place of others.
         *
         * @return whether they may be held
         */
        public boolean take(long bytes) {
            List<Share> chosen = List.of();
            boolean fits = false;
            synchronized (ByteBudget.this) {
                if (!ended) {
                    if (used + bytes > most / 2 && bytes <= most) {
                        chosen = makeRoom(bytes, this);
                    }
                    fits = used + bytes <= most;
                    if (fits) {
                        used += bytes;
                        held += bytes;
                        countTurn(isClientsTurn);
                    } else {
                        refused++;
                    }
                }
            }
            for (Share each : chosen) {
                if (each.onCut != null) {
                    each.onCut.run();
                }
            }
            return fits;
        }

        /** Gives back {@code bytes} of those that were taken. */
        public void give(long bytes) {
            synchronized (ByteBudget.this) {
                long given = Math.min(bytes, held);
                held -= given;
                used -= given;
            }
        }

        /** Gives back all, and takes no more. */
        @Override
        public void close() {
            synchronized (ByteBudget.this) {
                end();
            }
        }

        /** Bytes that it holds. */
        public long held() {
            synchronized (ByteBudget.this) {
                return held;
            }
        }

        /** From now on it is for the client to move. So it is at the beginning. */
        public void clientsTurn() {
            movedAt = nanos.getAsLong();
            synchronized (ByteBudget.this) {
                countTurn(true);
            }
        }

        /** From now on the client waits for the host. */
        public void hostsTurn() {
            synchronized (ByteBudget.this) {
                countTurn(false);
            }
        }

        private void countTurn(boolean clients) {
            isClientsTurn = clients;
            if (clients && held > 0 && !ended && onCut != null) {
                cuttable.add(this);
            } else {
                cuttable.remove(this);
            }
        }

        /** The client has sent, or taken, some bytes. Called by one thread. */
        public void moved(long bytes) {
            sinceStep += bytes;
            if (sinceStep >= STEP) {
                sinceStep = 0;
                movedAt = nanos.getAsLong();
            }
        }

        private double weight(long now) {
            return (double) held * (now - movedAt);
        }

        /** Under the lock. */
        private void end() {
            ended = true;
            used -= held;
            held = 0;
            cuttable.remove(this);
        }
    }
}
