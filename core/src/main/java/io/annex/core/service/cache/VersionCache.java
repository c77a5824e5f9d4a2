package io.annex.core.service.cache;

import io.annex.core.service.ExchangeScope;
import io.annex.core.service.cache.CacheAnswer.Kind;
import io.annex.core.service.cache.Production.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one version of an add-on caches, and who produces what at the moment.
 * Thread-safe; nothing here waits.
 *
 * <h2>One producer for a key</h2> Who asks for a key that nobody has is given a
 * <em>production</em>, known by its token, and runs the producer. Whoever asks
 * meanwhile waits: as a synchronous call of the guest's, as long as the
 * producer has not turned out to be asynchronous, and with a promise from then
 * on. A production ends with a value, which all who wait are given; with
 * nothing to keep, and each of them produces for itself; or with a failure, and
 * the first of them has the next turn.
 *
 * <h2>No deadlock</h2> Two producers may each ask for what the other one
 * produces, in one worker or in two. Each question says on behalf of which
 * productions it is asked; so who waits for whom is known, and where a wait
 * would close a circle, whoever asks produces for itself alone. A time-out
 * instead was rejected as the only means: both would stand until it is over,
 * with all that their workers have to do. There is one all the same, for what
 * cannot be seen, such as a promise of one producer that another one awaits.
 *
 * <h2>Producers that are lost</h2> A production belongs to the exchange that
 * began it. When nothing of that runs any more (it was stopped, its worker has
 * died, or it was answered and its producer went on) the next in line has its
 * turn. Without one, the production stays until somebody asks: a producer that
 * nobody waits for may still bring its value. What no exchange began is given
 * up after a while.
 */
final class VersionCache {
    /** Productions that are under way. */
    private static final int MOST = 1000;
    /**
     * Questions that wait for one of them, all of which may be answered at a time.
     */
    private static final int MOST_WAITING = 1000;
    /**
     * Productions on whose behalf they are asked, all together: so many steps it
     * takes at most to see who waits for whom, on a thread that others need.
     */
    private static final int MOST_ASKING = 20_000;
    /** How long a producer may take that belongs to no exchange. */
    private static final Duration UNOWNED = Duration.ofMinutes(1);

    /** What there is of an exchange. */
    private static final class Owned {
        final Set<Production> productions = new HashSet<>();
        final Set<Waiter> waiters = new HashSet<>();
    }

    private final Entries entries;
    private final ScheduledExecutorService clock;
    // Guarded by this object.
    /** The one of each key; in the order in which they began. */
    private final Map<CacheKey, Production> productions = new LinkedHashMap<>();
    private final Map<Long, Production> byToken = new HashMap<>();
    private final Map<ExchangeScope, Owned> exchanges = new HashMap<>();
    private long lastToken;
    private int waiting;
    private int asking;
    private boolean closed;

    /**
     * @param clock
     *            tells when something has taken too long
     */
    VersionCache(Entries entries, ScheduledExecutorService clock) {
        this.entries = entries;
        this.clock = clock;
    }

    /** Answers and orders that are carried out when the lock is free. */
    private static final class After {
        private final List<Runnable> actions = new ArrayList<>();

        void reply(Waiter waiter, CacheAnswer answer) {
            actions.add(() -> waiter.reply.accept(answer));
        }

        void run() {
            actions.forEach(Runnable::run);
        }
    }

    // ---- questions

    /** What there is for a key at this moment. */
    CacheAnswer get(Question question) {
        CacheAnswer kept = entries.get(question.key());
        if (kept != null) {
            return kept;
        }
        After after = new After();
        CacheAnswer answer;
        synchronized (this) {
            answer = look(question, after);
        }
        after.run();
        return answer;
    }

    private CacheAnswer look(Question question, After after) {
        CacheAnswer kept = entries.get(question.key());
        if (kept != null) {
            return kept;
        }
        Production running = productions.get(question.key());
        if (running == null || running.orphan) {
            return begin(question, after);
        }
        if (question.on().contains(running.token)) {
            return CacheAnswer.of(Kind.WITHIN);
        }
        if (running.waitsFor(question.on())) {
            return CacheAnswer.of(Kind.ALONE);
        }
        return CacheAnswer.of(running.later ? Kind.LATER : Kind.BUSY);
    }

    /**
     * Answers when there is something else to say than that somebody produces it.
     *
     * @param most
     *            how long that may take; {@code null} where no worker waits
     */
    void await(Question question, @Nullable Duration most, Consumer<CacheAnswer> reply) {
        boolean blocks = most != null;
        After after = new After();
        synchronized (this) {
            CacheAnswer answer = look(question, after);
            boolean waits = answer.kind() == Kind.BUSY || answer.kind() == Kind.LATER && !blocks;
            Production on = productions.get(question.key());
            if (!waits || on == null) {
                after.actions.add(() -> reply.accept(answer));
            } else if (closed || waiting >= MOST_WAITING || asking + question.on().size() > MOST_ASKING) {
                after.actions.add(() -> reply.accept(CacheAnswer.of(Kind.ALONE)));
            } else {
                Waiter waiter = new Waiter(question, reply, blocks);
                waiting++;
                wait(waiter, on);
                ExchangeScope exchange = question.exchange();
                if (exchange != null) {
                    owned(exchange, after).waiters.add(waiter);
                }
                if (most != null) {
                    waiter.end = clock.schedule(() -> tooLong(waiter), most.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        }
        after.run();
    }

    private void wait(Waiter waiter, Production on) {
        waiter.on = on;
        on.waiting.add(waiter);
        asking += waiter.question.on().size();
        for (Long token : waiter.question.on()) {
            Production asking = byToken.get(token);
            if (asking != null) {
                asking.asks.add(waiter);
            }
        }
    }

    private void tooLong(Waiter waiter) {
        synchronized (this) {
            Production on = waiter.on;
            if (on == null) {
                return;
            }
            on.waiting.remove(waiter);
            leave(waiter);
        }
        waiter.reply.accept(CacheAnswer.of(Kind.ALONE));
    }

    /** It waits no longer; whoever calls has taken it out of its queue. */
    private void leave(Waiter waiter) {
        waiter.on = null;
        waiting--;
        asking -= waiter.question.on().size();
        for (Long token : waiter.question.on()) {
            Production asking = byToken.get(token);
            if (asking != null) {
                asking.asks.remove(waiter);
            }
        }
        Future<?> end = waiter.end;
        if (end != null) {
            end.cancel(false);
        }
        ExchangeScope exchange = waiter.question.exchange();
        Owned owned = exchange == null ? null : exchanges.get(exchange);
        if (owned != null) {
            owned.waiters.remove(waiter);
        }
    }

    // ---- productions

    private CacheAnswer begin(Question question, After after) {
        if (closed || byToken.size() >= MOST && !dropOrphan()) {
            return CacheAnswer.of(Kind.ALONE);
        }
        Production production = new Production(question.key(), ++lastToken, question.exchange());
        Production before = productions.put(question.key(), production);
        if (before != null) {
            byToken.remove(before.token);
        }
        byToken.put(production.token, production);
        ExchangeScope exchange = production.exchange;
        if (exchange != null) {
            owned(exchange, after).productions.add(production);
        } else {
            production.end = clock.schedule(() -> abandoned(List.of(production), List.of()), UNOWNED.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        return new CacheAnswer(Kind.TURN, Long.toString(production.token));
    }

    private boolean dropOrphan() {
        for (Iterator<Production> each = productions.values().iterator(); each.hasNext();) {
            Production production = each.next();
            if (production.orphan) {
                each.remove();
                byToken.remove(production.token);
                return true;
            }
        }
        return false;
    }

    /**
     * Asks to be told when nothing of the exchange runs any more, once for each.
     */
    private Owned owned(ExchangeScope exchange, After after) {
        Owned known = exchanges.get(exchange);
        if (known != null) {
            return known;
        }
        Owned owned = new Owned();
        exchanges.put(exchange, owned);
        after.actions.add(() -> exchange.loop().execute(() -> exchange.whenNothingRuns(() -> ended(exchange, owned))));
        return owned;
    }

    private void ended(ExchangeScope exchange, Owned owned) {
        List<Production> productionsLeft;
        List<Waiter> waitersLeft;
        synchronized (this) {
            exchanges.remove(exchange, owned);
            productionsLeft = List.copyOf(owned.productions);
            waitersLeft = List.copyOf(owned.waiters);
        }
        abandoned(productionsLeft, waitersLeft);
    }

    private void abandoned(List<Production> lost, List<Waiter> gone) {
        After after = new After();
        synchronized (this) {
            for (Waiter waiter : gone) {
                Production on = waiter.on;
                if (on != null) {
                    on.waiting.remove(waiter);
                    leave(waiter);
                    // Nobody hears it, unless a worker waits.
                    after.reply(waiter, CacheAnswer.of(Kind.ALONE));
                }
            }
            for (Production production : lost) {
                if (byToken.get(production.token) != production) {
                    continue;
                }
                if (production.waiting.isEmpty() && productions.get(production.key) == production) {
                    production.orphan = true;
                } else {
                    over(production);
                    handOn(production, after);
                }
            }
        }
        after.run();
    }

    /** The producer has given a promise. */
    void later(long token) {
        tell(token, (production, after) -> {
            production.later = true;
            for (Waiter waiter : List.copyOf(production.waiting)) {
                if (waiter.blocks) {
                    production.waiting.remove(waiter);
                    leave(waiter);
                    after.reply(waiter, CacheAnswer.of(Kind.LATER));
                }
            }
        });
    }

    /**
     * The producer has given a value.
     *
     * @param value
     *            the answer for whoever asks from now on
     * @param time
     *            how long it is kept; zero for not at all
     */
    void keep(long token, CacheAnswer value, Duration time) {
        tell(token, (production, after) -> {
            if (productions.get(production.key) == production && time.isPositive() && !closed) {
                entries.put(production.key, value, time);
            }
            over(production);
            release(production, value, after);
        });
    }

    /** There is a value, and it is nothing to keep. */
    void drop(long token) {
        tell(token, (production, after) -> {
            over(production);
            release(production, CacheAnswer.of(Kind.ALONE), after);
        });
    }

    /** The producer has failed, or what it gave is none. */
    void fail(long token) {
        tell(token, (production, after) -> {
            over(production);
            handOn(production, after);
        });
    }

    /** Does something about a production, unless it is over. */
    private void tell(long token, BiConsumer<Production, After> what) {
        After after = new After();
        synchronized (this) {
            Production production = byToken.get(token);
            if (production == null) {
                return;
            }
            what.accept(production, after);
        }
        after.run();
    }

    /** Forgets a key; what is being produced for it now will not be kept. */
    void purge(CacheKey key) {
        entries.remove(key);
        synchronized (this) {
            // It goes on for those who wait for it.
            productions.remove(key);
        }
    }

    private void over(Production production) {
        productions.remove(production.key, production);
        byToken.remove(production.token);
        Future<?> end = production.end;
        if (end != null) {
            end.cancel(false);
        }
        ExchangeScope exchange = production.exchange;
        Owned owned = exchange == null ? null : exchanges.get(exchange);
        if (owned != null) {
            owned.productions.remove(production);
        }
    }

    private void release(Production production, CacheAnswer answer, After after) {
        for (Waiter waiter = production.waiting.poll(); waiter != null; waiter = production.waiting.poll()) {
            leave(waiter);
            after.reply(waiter, answer);
        }
    }

    /** The first in the queue has the next turn, and the others wait for that. */
    private void handOn(Production production, After after) {
        Waiter first = production.waiting.poll();
        if (first == null) {
            return;
        }
        leave(first);
        CacheAnswer turn = look(first.question, after);
        after.reply(first, turn);
        Production next = productions.get(production.key);
        if (turn.kind() != Kind.TURN || next == null) {
            // It was purged meanwhile, and somebody else produces it anew, or has; or there
            // are too many.
            release(production, switch (turn.kind()) {
                case VALUE, LATER_VALUE, BUSY, LATER -> turn;
                case TURN, ALONE, WITHIN -> CacheAnswer.of(Kind.ALONE);
            }, after);
            return;
        }
        for (Waiter waiter = production.waiting.poll(); waiter != null; waiter = production.waiting.poll()) {
            waiter.on = next;
            next.waiting.add(waiter);
        }
    }

    /** Nobody waits any more; what was kept is gone. */
    void close() {
        After after = new After();
        synchronized (this) {
            closed = true;
            for (Production production : List.copyOf(byToken.values())) {
                over(production);
                release(production, CacheAnswer.of(Kind.ALONE), after);
            }
            exchanges.clear();
        }
        entries.close();
        after.run();
    }
}
