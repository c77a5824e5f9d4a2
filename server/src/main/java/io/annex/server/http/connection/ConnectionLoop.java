package io.annex.server.http.connection;

import io.annex.engine.budget.ByteBudget;
import io.annex.server.http.bound.PaceRule;

/**
 * What a connection needs of its event loop, which looks at all its connections
 * at every tick: nothing is scheduled for one alone.
 */
public interface ConnectionLoop {
    /** The time in ticks. */
    int now();

    /** The same in milliseconds. */
    long millis();

    /** How long a head may take, in ticks. */
    int headTicks();

    /** How long a connection may be without a request, in ticks. */
    int idleTicks();

    /** How fast answers have to go. */
    PaceRule pace();

    /** What may be held for clients. */
    ByteBudget budget();

    /** Whether connections are closed without ceremony. */
    boolean isOver();

    void opened(StrictRequestDecoder connection);

    void closed(StrictRequestDecoder connection);
}
