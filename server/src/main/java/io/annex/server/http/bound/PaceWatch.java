package io.annex.server.http.bound;

/** Looks at paces now and then. On one event loop. */
public interface PaceWatch {
    /** How fast a body has to come, and an answer to go. */
    PaceRule pace();

    /** The time in milliseconds, of any clock. */
    long millis();

    /** From now on it is checked. */
    void watch(WatchedPace pace);

    /** It is not any more. */
    void forget(WatchedPace pace);
}
