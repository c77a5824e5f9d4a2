package io.annex.core.jar;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Stop;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with Java code. Exactly one of all that may end it does: who
 * gets {@code true} of {@link #end}.
 */
final class JarRun {
    private final Exchange exchange;
    private final long offeredAt = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    // Guarded by this object.
    private @Nullable Thread thread;
    // Guarded by this object.
    private boolean begun;

    JarRun(Exchange exchange) {
        this.exchange = exchange;
    }

    Exchange exchange() {
        return exchange;
    }

    long offeredAt() {
        return offeredAt;
    }

    boolean isOver() {
        return over.get();
    }

    /** Whether it is the caller's to end it. */
    boolean end() {
        return over.compareAndSet(false, true);
    }

    /** The caller has been told to end it. */
    void stopped(Host host, Stop stop) {
        host.breach(stop, exchange);
        exchange.loop().execute(() -> exchange.stopped(stop, 0));
    }

    /** False when it has been ended before; then it must not begin. */
    synchronized boolean begins() {
        if (isOver()) {
            return false;
        }
        begun = true;
        thread = Thread.currentThread();
        return true;
    }

    /** Asked after {@link #end}, this does not change any more. */
    synchronized boolean hasBegun() {
        return begun;
    }

    synchronized void ends() {
        thread = null;
        // What interrupted this exchange is nothing to the next.
        Thread.interrupted();
    }

    /** In the midst of what it does, where it does something. */
    synchronized void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
