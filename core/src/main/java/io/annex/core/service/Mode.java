package io.annex.core.service;

/**
 * How an op is served, alike in both isolations. An op arrives on a thread that
 * has more to do: the worker's own, or the one that reads what all cells say.
 */
public enum Mode {
    /**
     * There, at once: microseconds, no file, no database, no lock that anybody
     * holds for long.
     */
    INLINE,
    /**
     * As {@link #INLINE}, of an op that ends or lets go of what is held, such as
     * the abort of a call: it is let in too where the add-on has as many calls open
     * as it may, and up to twice as many in a second.
     */
    ENDING,
    /**
     * On a thread that may wait, of which each add-on has a few at a time. Where
     * the worker's own thread waits for the answer anyhow, it is served right
     * there.
     */
    BLOCKING,
    /**
     * Begun there, with as little as {@link #INLINE}, and answered later, from any
     * thread.
     */
    ASYNC;

    /** Whether it is answered before the caller goes on. */
    public boolean isAtOnce() {
        return this == INLINE || this == ENDING;
    }
}
