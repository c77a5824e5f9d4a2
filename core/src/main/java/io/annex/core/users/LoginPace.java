package io.annex.core.users;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a login has to wait, by the failures of its user name and of its
 * address. An attempt counts as a failure when it begins and is taken back when
 * it succeeds, so that many at the same time slow each other down. Nobody is
 * ever locked out: whoever knows the password waits at most
 * {@value #MOST_MILLIS} ms. Bounded, by forgetting. Thread-safe.
 */
final class LoginPace {
    private static final int FREE_OF_USER = 3;
    /** Many people may come from one address. */
    private static final int FREE_OF_ADDRESS = 20;
    private static final long FIRST_MILLIS = 250;
    static final long MOST_MILLIS = 8_000;
    private static final Duration MEMORY = Duration.ofMinutes(15);
    private static final int MOST_NAMES = 10_000;

    private final Cache<String, AtomicInteger> users;
    private final Cache<String, AtomicInteger> addresses;

    LoginPace(Ticker ticker) {
        users = failures(ticker);
        addresses = failures(ticker);
    }

    private static Cache<String, AtomicInteger> failures(Ticker ticker) {
        return Caffeine.newBuilder().maximumSize(MOST_NAMES).expireAfterAccess(MEMORY).ticker(ticker).build();
    }

    /** An attempt begins; after how many milliseconds it is to be looked at. */
    long begins(String user, String address) {
        return Math.max(millis(increment(users, user) - FREE_OF_USER),
                millis(increment(addresses, address) - FREE_OF_ADDRESS));
    }

    private static int increment(Cache<String, AtomicInteger> failures, String key) {
        return failures.get(key, any -> new AtomicInteger()).incrementAndGet();
    }

    private static long millis(int over) {
        return over <= 0 ? 0 : Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(over - 1, 10));
    }

    /**
     * It was no failure. Those of the address before it stay: someone may have
     * logged in with a name of their own to go on guessing others.
     */
    void succeeded(String user, String address) {
        users.invalidate(user);
        AtomicInteger ofAddress = addresses.getIfPresent(address);
        if (ofAddress != null) {
            ofAddress.decrementAndGet();
        }
    }
}
