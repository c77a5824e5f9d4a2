package io.annex.core.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests an add-on takes, in all and of one client address. One that
 * is refused counts for neither. Thread-safe; waits for nothing.
 */
public final class Rates {
    /** Beyond this those are forgotten that ask least. */
    static final int MOST_CLIENTS = 50_000;

    private final RateWindow all;
    private final boolean boundsAll;
    private final Rate each;
    private final Cache<String, RateWindow> clients;
    private final LongSupplier clock;

    public Rates(Rate all, Rate each) {
        this(all, each, System::nanoTime);
    }

    Rates(Rate all, Rate each, LongSupplier clock) {
        this.all = new RateWindow(all);
        this.boundsAll = all.most() > 0;
        this.each = each;
        this.clients = Caffeine.newBuilder().maximumSize(MOST_CLIENTS).executor(Runnable::run)
                .expireAfterAccess(each.per().toNanos(), TimeUnit.NANOSECONDS).build();
        this.clock = clock;
    }

    /**
     * Counts a request.
     *
     * @param address
     *            the client's
     * @return zero where it may pass, or when the next may
     */
    public Duration take(String address) {
        long now = clock.getAsLong();
        RateWindow client = each.most() == 0 ? null : clients.get(Clients.key(address), any -> new RateWindow(each));
        long wait = client == null ? 0 : client.take(now);
        if (wait == 0 && boundsAll) {
            wait = all.take(now);
            if (wait > 0 && client != null) {
                client.giveBack();
            }
        }
        return Duration.ofNanos(wait);
    }
}
