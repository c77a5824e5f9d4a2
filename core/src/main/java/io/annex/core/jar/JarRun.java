package io.annex.core.jar;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private volatile boolean gone;
    // Guarded by this object.
    private @Nullable Thread thread;
    // Guarded by this object.
    private boolean begun;
    private @Nullable List<CompletableFuture<?>> kept;

    JarRun(Exchange exchange) {
        this.exchange = exchange;
    }

    Exchange exchange() {
        return exchange;
    }

    long offeredAt() {
        return offeredAt;
    }

    /** Its client has gone. What it does, others may need. */
    void gone() {
        gone = true;
    }

    /** The same, or its time is over. */
    boolean isGone() {
        return gone || over.get();
    }

    /** What the exchange is kept for after its answer. */
    synchronized void waitUntil(CompletionStage<?> stage) {
        if (kept == null) {
            kept = new ArrayList<>();
        }
        CompletableFuture<@Nullable Object> own = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                own.complete(value);
            } else {
                own.completeExceptionally(failure);
            }
        });
        kept.add(own);
    }

    /** The same when the handler has returned; {@code null} for nothing. */
    synchronized @Nullable CompletableFuture<Void> kept() {
        return kept == null ? null : CompletableFuture.allOf(kept.toArray(CompletableFuture<?>[]::new));
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

    /**
     * Where the add-on's code is, a line for each frame; empty where none runs.
     */
    synchronized String where() {
        Thread running = thread;
        return running == null ? "" : JarLogger.frames(running.getStackTrace());
    }

    /** In the midst of what it does, where it does something. */
    synchronized void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
