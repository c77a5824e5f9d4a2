package io.annex.server.database;

import io.annex.core.access.Admission;
import io.annex.core.access.Admission.Outcome;
import io.annex.server.database.KeyTable.Hits;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A key that requests come with, and what was counted for it. Thread-safe.
 *
 * <p>
 * Without a daily limit, hits are counted in memory and written every second.
 *
 * <p>
 * With one, a hit passes only when the database has counted it. Asking for each
 * request alone would make the database the bottleneck, so requests that come
 * while it is being asked wait, and are asked for together: one transaction
 * counts as many hits as wait. Where this process is the only one on the
 * database, some more are counted <em>ahead</em>, and given out without asking:
 * twice as many as the last time when those were gone within a tenth of a
 * second, up to a hundredth of the limit; what was not given out for a second
 * is given back. With several processes nothing is counted ahead, since one
 * would refuse what another holds. A process that is killed loses what it held:
 * hits may be counted that did not happen, never the other way round.
 */
final class KeyInUse {
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AHEAD = 10_000;
    /** What a process that is killed may cost a key, as a part of its limit. */
    private static final int PART_AHEAD = 100;
    private static final long SOON_NANOS = 100_000_000;

    /** Hits of one day that are not in the database yet. */
    private record Day(LocalDate day, long epochDay, LongAdder hits) {
        Day(long epochDay) {
            this(LocalDate.ofEpochDay(epochDay), epochDay, new LongAdder());
        }
    }

    private final KeyTable table;
    private final int ahead;
    private final CompletionStage<Admission> passed;
    private volatile ApiKey terms;
    private volatile boolean stale;
    private volatile long askedForMillis;

    private volatile Day count = new Day(0);
    /** Of days that are over; guarded by this. */
    private final List<Hits> past = new ArrayList<>();

    // Of a key with a limit; all guarded by this.
    private final Queue<CompletableFuture<Admission>> waiting = new ArrayDeque<>();
    private boolean asking;
    private int nextAhead;
    private long askedAt;
    private long held;
    private long heldOn;
    private long usedUpOn = -1;
    private boolean heldWasUsed;

    KeyInUse(KeyTable table, ApiKey terms, int ahead, long nowMillis) {
        this.table = table;
        this.terms = terms;
        this.ahead = ahead;
        this.nextAhead = ahead;
        this.askedAt = System.nanoTime() - SOON_NANOS;
        this.passed = CompletableFuture.completedStage(new Admission(Outcome.OK, terms.id()));
        this.askedForMillis = nowMillis;
        if (isUsedUp(terms)) {
            usedUpOn = epochDay(nowMillis);
        }
    }

    private static long epochDay(long millis) {
        return Math.floorDiv(millis, 86_400_000L);
    }

    private static boolean isUsedUp(ApiKey terms) {
        return terms.dailyLimit() > 0 && terms.hitsToday() >= terms.dailyLimit();
    }

    /** An operator has changed keys: this one is to be read again. */
    void expire() {
        stale = true;
    }

    boolean isStale() {
        return stale;
    }

    /** It was read again. */
    synchronized void renew(ApiKey now, long nowMillis) {
        terms = now;
        stale = false;
        // What is held here is counted there.
        usedUpOn = isUsedUp(now) && held == 0 ? epochDay(nowMillis) : -1;
    }

    long askedForMillis() {
        return askedForMillis;
    }

    // ---- a request
    // -------------------------------------------------------------------------------------------------

    CompletionStage<Admission> admit(String endpoint, long nowMillis) {
        ApiKey key = terms;
        askedForMillis = nowMillis;
        Outcome flaw = flaw(key, endpoint, nowMillis);
        if (key.dailyLimit() == 0) {
            if (flaw != null) {
                return refused(flaw);
            }
            day(epochDay(nowMillis)).hits.increment();
            return passed;
        }
        return limited(flaw, epochDay(nowMillis));
    }

    private static @Nullable Outcome flaw(ApiKey key, String endpoint, long nowMillis) {
        Instant expires = key.expires();
        if (expires != null && expires.toEpochMilli() <= nowMillis) {
            return Outcome.EXPIRED;
        }
        return key.enabled() && (key.endpoints().isEmpty() || key.endpoints().contains(endpoint))
                ? null
                : Outcome.INVALID;
    }

    private CompletionStage<Admission> refused(Outcome outcome) {
        return CompletableFuture.completedStage(new Admission(outcome, terms.id()));
    }

    private Day day(long today) {
        Day current = count;
        return current.epochDay == today ? current : nextDay(today);
    }

    private synchronized Day nextDay(long today) {
        Day current = count;
        if (current.epochDay != today) {
            take(current);
            current = new Day(today);
            count = current;
        }
        return current;
    }

    private void take(Day day) {
        long hits = day.hits.sumThenReset();
        if (hits > 0) {
            past.add(new Hits(terms.id(), day.day, hits));
        }
    }

    // ---- a limit
    // ---------------------------------------------------------------------------------------------------

    private CompletionStage<Admission> limited(@Nullable Outcome flaw, long today) {
        CompletableFuture<Admission> later;
        synchronized (this) {
            if (usedUpOn == today) {
                return refused(Outcome.LIMIT);
            }
            if (flaw != null) {
                return refused(flaw);
            }
            if (held > 0 && heldOn == today && waiting.isEmpty()) {
                held--;
                heldWasUsed = true;
                return passed;
            }
            if (waiting.size() >= MOST_WAITING) {
                return refused(Outcome.ERROR);
            }
            later = new CompletableFuture<>();
            waiting.add(later);
            if (asking) {
                return later;
            }
            asking = true;
        }
        ask(today);
        return later;
    }

    private void ask(long today) {
        int wanted;
        int more;
        synchronized (this) {
            wanted = waiting.size();
            more = ahead();
            giveBack();
        }
        table.lease(terms.id(), LocalDate.ofEpochDay(today), wanted, more).whenComplete((granted, failure) -> {
            if (failure != null) {
                answer(today, wanted, 0, Outcome.ERROR);
            } else {
                answer(today, wanted, granted.orElse(0), granted.isEmpty() ? Outcome.INVALID : Outcome.LIMIT);
            }
        });
    }

    /**
     * Gives out what the database has counted, and asks again for those who have
     * come since.
     *
     * @param counted
     *            hits that the database has counted
     * @param why
     *            what to say to those who get none
     */
    private void answer(long today, int wanted, long counted, Outcome why) {
        List<CompletableFuture<Admission>> ok = new ArrayList<>();
        List<CompletableFuture<Admission>> refused = new ArrayList<>();
        boolean more;
        synchronized (this) {
            held = counted;
            for (; held > 0 && !waiting.isEmpty(); held--) {
                ok.add(waiting.remove());
            }
            heldOn = today;
            heldWasUsed = true;
            if (ok.size() < wanted) {
                // There is nothing left, for those who have come since either.
                refused.addAll(waiting);
                waiting.clear();
                usedUpOn = why == Outcome.LIMIT ? today : usedUpOn;
            }
            more = !waiting.isEmpty();
            asking = more;
        }
        Admission no = new Admission(why, terms.id());
        ok.forEach(each -> each.complete(new Admission(Outcome.OK, terms.id())));
        refused.forEach(each -> each.complete(no));
        if (more) {
            ask(today);
        }
    }

    /** Guarded by this. */
    private int ahead() {
        long now = System.nanoTime();
        int most = Math.max(ahead, Math.min(MOST_AHEAD, terms.dailyLimit() / PART_AHEAD));
        nextAhead = now - askedAt < SOON_NANOS ? Math.min(2 * nextAhead, most) : ahead;
        askedAt = now;
        return nextAhead;
    }

    /** What is held goes back; guarded by this. */
    private void giveBack() {
        if (held > 0) {
            past.add(new Hits(terms.id(), LocalDate.ofEpochDay(heldOn), -held));
            held = 0;
        }
    }

    // ---- writing
    // ---------------------------------------------------------------------------------------------------

    /**
     * Takes what is to be written.
     *
     * @param all
     *            also what is held: there will be no more requests
     */
    synchronized List<Hits> take(boolean all) {
        take(count);
        if (all) {
            giveBack();
        }
        List<Hits> taken = List.copyOf(past);
        past.clear();
        return taken;
    }

    /**
     * Gives back what is held and was not asked for since the last time. Requests
     * that come meanwhile wait, so that none is refused for a hit that is on its
     * way back.
     */
    void returnIdle() {
        Hits back;
        synchronized (this) {
            boolean used = heldWasUsed;
            heldWasUsed = false;
            if (held == 0 || used || asking) {
                return;
            }
            asking = true;
            back = new Hits(terms.id(), LocalDate.ofEpochDay(heldOn), -held);
            held = 0;
        }
        table.count(List.of(back), Instant.ofEpochMilli(askedForMillis)).whenComplete((done, failure) -> {
            boolean more;
            synchronized (this) {
                if (failure != null) {
                    past.add(back);
                }
                more = !waiting.isEmpty();
                asking = more;
            }
            if (more) {
                ask(epochDay(System.currentTimeMillis()));
            }
        });
    }

    /** What was taken could not be written. */
    synchronized void putBack(Hits hits) {
        past.add(hits);
    }
}
