package io.annex.api;

import java.util.Optional;

/**
 * A visitor's session with one add-on: texts by name, which are saved with the
 * answer. Used by one thread.
 */
public interface Session {
    Optional<String> get(String name);

    void set(String name, String value);

    void remove(String name);

    /**
     * Ends the session: what was set is gone, and so is its cookie. What is set
     * afterwards begins another one.
     */
    void invalidate();
}
