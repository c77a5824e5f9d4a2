package io.annex.engine;

import org.jspecify.annotations.Nullable;

/**
 * What logs call the exchanges that have ended last: what they have left behind
 * (a promise that nobody waited for, a callback) may still fail or log, and is
 * to be found under its request. Thread-safe.
 */
public final class EndedExchanges {
    /** So many are remembered: a second's, with a thousand requests in it. */
    static final int MOST = 1024;

    private final int[] numbers = new int[MOST];
    private final @Nullable String[] ids = new @Nullable String[MOST];

    /**
     * Remembers one, in the place of one that ended long before.
     *
     * @param number
     *            what the worker calls it: a later one is larger by one, but for
     *            those in between that have not ended
     */
    public synchronized void add(int number, String id) {
        int place = number & MOST - 1;
        numbers[place] = number;
        ids[place] = id;
    }

    /** Says what logs call it, or {@code null} where it has been forgotten. */
    public synchronized @Nullable String find(int number) {
        int place = number & MOST - 1;
        return numbers[place] == number ? ids[place] : null;
    }
}
