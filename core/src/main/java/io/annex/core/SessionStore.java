package io.annex.core;

import org.jspecify.annotations.Nullable;

/** Where sessions are kept: JSON by add-on and session id. Thread-safe. */
public interface SessionStore {
    /** The session, or {@code null}; counts as use. */
    @Nullable
    String load(String addon, String id);

    void save(String addon, String id, String json);

    void remove(String addon, String id);
}
