package io.annex.server.http.body;

import io.annex.server.http.bound.Holding;

/**
 * Whose body is read. Whatever it is told, it says itself what the reader is to
 * do.
 */
public interface BodyOwner {
    /** What is held for it. */
    Holding holding();

    /** The body trickles in. */
    void tooSlow();

    /** The server holds too much already. */
    void noRoom();
}
