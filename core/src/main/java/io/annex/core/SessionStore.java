package io.annex.core;

import org.jspecify.annotations.Nullable;

/** Where sessions are kept: JSON by add-on and session id. Thread-safe. */
public interface SessionStore {
    /**
     * The session, or {@code null}; counts as use. May wait for the database, so
     * never call it on an event loop.
     */
    @Nullable
    String load(String addon, String id);

    /** Keeps a session; never waits. */
    void save(String addon, String id, String json);

    /** Ends a session; never waits. */
    void remove(String addon, String id);
}
