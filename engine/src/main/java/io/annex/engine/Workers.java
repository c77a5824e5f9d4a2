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
     * The client of an exchange has gone. One that has not begun is taken back. The
     * code of one that has is told and comes to its own end, in flight and within
     * its limits: others may wait for what it has begun. That end is said as any
     * other's, with an answer of status 499 where the guest makes none.
     */
    void abandon(Exchange exchange);

    /**
     * So many bytes of an answer that comes in pieces have been taken, and others
     * may come for them. Where the exchange is over, nothing happens.
     */
    void taken(Exchange exchange, int bytes);

    WorkersStatus status();

    /**
     * Whether the program has been evaluated. Where it has not, what it declares
     * was known before.
     */
    default boolean isEvaluated() {
        return true;
    }

    /**
     * Whether it makes a pause after workers that failed, or has just made one:
     * where it is closed now, the next would begin without a pause.
     */
    default boolean remembers() {
        return false;
    }

    /**
     * Takes offers again at once where the program was
     * {@linkplain WorkersStatus#suspended suspended}.
     *
     * @return whether it was
     */
    default boolean resume() {
        return false;
    }

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
