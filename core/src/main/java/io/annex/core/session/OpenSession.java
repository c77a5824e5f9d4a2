package io.annex.core.session;

import org.jspecify.annotations.Nullable;

/** A session as one exchange has opened it. */
public final class OpenSession {
    private final SessionKey key;
    private final SessionLife life;
    private final @Nullable String json;
    private final boolean kept;

    OpenSession(SessionKey key, SessionLife life, @Nullable String json, boolean kept) {
        this.key = key;
        this.life = life;
        this.json = json;
        this.kept = kept;
    }

    /** What was in it, or {@code null} where there was none. */
    public @Nullable String json() {
        return json;
    }

    SessionKey key() {
        return key;
    }

    SessionLife life() {
        return life;
    }

    /** Whether the table has it. */
    boolean isKept() {
        return kept;
    }
}
