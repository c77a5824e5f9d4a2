package io.annex.server.operator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annex.core.access.Clients;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often an address may be wrong: some times at once, and then once in a
 * while. Nobody waits in here; who is too fast is refused. Each failure costs
 * its address a piece of time ahead of the clock, so one number an address is
 * all that is kept (the generic cell rate algorithm of ITU-T I.371).
 * Thread-safe.
 */
final class FailurePace {
    private static final int AT_ONCE = 20;
    private static final Duration EACH = Duration.ofSeconds(3);
    private static final int MOST_ADDRESSES = 10_000;

    private final LongSupplier clock;
    private final Cache<String, Long> paidUntil = Caffeine.newBuilder().maximumSize(MOST_ADDRESSES)
            .expireAfterWrite(EACH.multipliedBy(AT_ONCE + 1)).build();

    /**
     * @param clock
     *            nanoseconds from wherever
     */
    FailurePace(LongSupplier clock) {
        this.clock = clock;
    }

    /** Seconds until the address may try again; 0 for now. */
    long wait(String address) {
        Long until = paidUntil.getIfPresent(Clients.key(address));
        long ahead = until == null ? 0 : until - clock.getAsLong() - EACH.toNanos() * (AT_ONCE - 1);
        return ahead <= 0 ? 0 : Duration.ofNanos(ahead).toSeconds() + 1;
    }

    void failed(String address) {
        long now = clock.getAsLong();
        paidUntil.asMap().merge(Clients.key(address), now + EACH.toNanos(),
                (until, next) -> Math.max(until - now, 0) + now + EACH.toNanos());
    }
}
