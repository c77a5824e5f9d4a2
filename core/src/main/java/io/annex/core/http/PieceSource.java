package io.annex.core.http;

/**
 * The body of an answer that comes piece by piece. Called on the exchange's
 * event loop alone.
 */
public interface PieceSource {
    /**
     * The head is on its way; from now on pieces may be written. Called at most
     * once, and not for an answer that has no body (to HEAD, or with the status 204
     * or 304).
     */
    void begin(PieceSink sink);

    /**
     * There is room again, after {@link PieceSink#write} had said that there is
     * none.
     */
    void more();

    /**
     * Whether it is a stream of events: it waits for them, is told when it has been
     * quiet, and can be asked for again when it has ended.
     */
    default boolean isLive() {
        return false;
    }

    /** Of a live one: nothing has been written for a while, and there is room. */
    default void quiet() {
    }

    /** Of a live one: who serves it is about to end. */
    default void ending() {
    }

    /**
     * Nothing that is written counts any more: all has left, the client has gone or
     * was cut off, or there is no body to be sent. Called once, whatever was called
     * before.
     *
     * @param whole
     *            whether the client has been sent all of it
     */
    void closed(boolean whole);
}
