package io.annex.core.service.cache;

import io.annex.core.service.ExchangeScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A producer that runs, who waits for it, and for whom it waits itself. Guarded
 * by its {@link VersionCache}.
 */
final class Production {
    final CacheKey key;
    final long token;
    final @Nullable ExchangeScope exchange;
    /** Its producer has given a promise. */
    boolean later;
    /** Its exchange is over: whoever asks next may take its place. */
    boolean orphan;
    final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    /** What is asked on its behalf, and waits. */
    final List<Waiter> asks = new ArrayList<>();
    /** What gives it up, where no exchange does. */
    @Nullable
    Future<?> end;

    Production(CacheKey key, long token, @Nullable ExchangeScope exchange) {
        this.key = key;
        this.token = token;
        this.exchange = exchange;
    }

    /** A question that waits. */
    static final class Waiter {
        final Question question;
        final Consumer<CacheAnswer> reply;
        /** Its worker does nothing else meanwhile. */
        final boolean blocks;
        /** What it waits for; {@code null} when it waits no longer. */
        @Nullable
        Production on;
        /** What ends the wait of a worker. */
        @Nullable
        Future<?> end;

        Waiter(Question question, Consumer<CacheAnswer> reply, boolean blocks) {
            this.question = question;
            this.reply = reply;
            this.blocks = blocks;
        }
    }

    /** Whether it waits, through others or not, for one of these. */
    boolean waitsFor(Set<Long> tokens) {
        if (tokens.isEmpty()) {
            return false;
        }
        Set<Production> seen = new HashSet<>(Set.of(this));
        ArrayDeque<Production> left = new ArrayDeque<>(seen);
        for (Production each = left.poll(); each != null; each = left.poll()) {
            for (Waiter asked : each.asks) {
                Production next = asked.on;
                if (next != null && tokens.contains(next.token)) {
                    return true;
                }
                if (next != null && seen.add(next)) {
                    left.add(next);
                }
            }
        }
        return false;
    }
}
