package io.annex.engine;

import java.util.Locale;

/** What stands between a program and the server. */
public enum Isolation {
    /** A process of its own, a cell: whatever happens in it, the server goes on. */
    PROCESS,
    /**
     * A V8 isolate in the server's process, for programs that are trusted like the
     * server itself: V8 ends the whole process on some allocations.
     */
    THREAD;

    /** The word in configuration, logs and metrics, e.g. {@code process}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
