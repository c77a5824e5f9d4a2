package io.annex.engine;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a worker and back. Exactly one of {@link #answered}
 * and {@link #stopped} is called, once, on {@link #loop}, unless the exchange
 * was {@linkplain Workers#abandon abandoned} before it had begun (then
 * {@link #over}). The other methods may be called from any thread.
 */
public interface Exchange {
    /**
     * The exchange message from its second field on; the worker puts its own number
     * in front.
     */
    String message();

    /**
     * The body where it is not text and so not in the message, or {@code null}. Not
     * to be altered any more.
     */
    byte @Nullable [] body();

    /**
     * The message and the body were copied to where the exchange runs; they are not
     * asked for again, so that what is large is in memory once.
     */
    default void taken() {
    }

    /**
     * The event loop that the exchange belongs to; answers of one drain go there in
     * one task.
     */
    Executor loop();

    /** What logs call it; the same at each call, also after its end. */
    String id();

    /** {@link System#nanoTime()} at arrival; wall time counts from here. */
    long arrivedAt();

    /**
     * The guest's answer.
     *
     * @param answer
     *            the answer message, whole
     * @param bytes
     *            the body of an answer of kind {@code b}, else {@code null}
     * @param cpuNanos
     *            CPU time that the exchange used in its worker
     */
    void answered(String answer, byte @Nullable [] bytes, long cpuNanos);

    /**
     * The head of an answer that comes in pieces, before its {@linkplain #piece
     * pieces} and its end: {@link #answered} with a message of kind {@code .} where
     * all has come, with one of kind {@code e} or {@link #stopped} where it broke
     * off. At most once.
     *
     * @param head
     *            an answer message of kind {@code s}
     */
    default void began(String head) {
        throw new UnsupportedOperationException("nobody waits for an answer in pieces");
    }

    /**
     * A piece of the body, after {@link #began}. Whoever takes it says so by
     * {@link Workers#taken}.
     */
    default void piece(byte[] bytes) {
        throw new UnsupportedOperationException("nobody waits for an answer in pieces");
    }

    /** What an operator knows it by, in one line of a log. */
    default String shown() {
        return toString();
    }

    /** The exchange was ended by the host. */
    void stopped(Stop stop, long cpuNanos);

    /**
     * Said before {@link #answered} or {@link #stopped}: the exchange's code goes
     * on after it, and {@link #over} will say when it does no more.
     */
    default void goesOn() {
    }

    /**
     * Nothing of the exchange runs any more: after {@link #goesOn}, or instead of
     * an end where it was abandoned before it had begun.
     */
    default void over() {
    }
}
