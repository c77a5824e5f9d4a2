package io.annex.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The workers of one program, wherever they run. Thread-safe. */
public interface Workers extends AutoCloseable {
    /**
     * Starts the first worker and evaluates the program.
     *
     * @return the JSON that the guest's {@code load} returned; fails with
     *         {@link LoadException}
     */
    CompletionStage<String> load();

    /**
     * Hands an exchange over; it is answered or stopped on its own event loop.
     * Never blocks, never throws.
     */
    void offer(Exchange exchange);

    /**
     * Gives up an exchange whose client has gone: what the guest still says of it
     * is ignored. An answer that is on its way already arrives.
     */
    void abandon(Exchange exchange);

    WorkersStatus status();

    /**
     * Lets what was offered end, for at most {@code time}, then stops the rest with
     * {@link StopReason#DRAINING}, or {@link StopReason#NOT_BEGUN} where that is
     * sure, and closes.
     */
    CompletionStage<Void> drain(Duration time);

    /** Stops everything at once. Idempotent. */
    @Override
    void close();
}
