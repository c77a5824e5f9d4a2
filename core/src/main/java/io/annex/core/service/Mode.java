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
     * On a thread that may wait, of which each add-on has a few at a time. Where
     * the worker's own thread waits for the answer anyhow, it is served right
     * there.
     */
    BLOCKING,
    /**
     * Begun there, with as little as {@link #INLINE}, and answered later, from any
     * thread.
     */
    ASYNC
}
