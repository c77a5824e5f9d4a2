package io.annex.core.trace;

/** Keeps what happened to requests. Thread-safe. */
public interface Trace {
    /** Keeps nothing. */
    Trace NONE = row -> {
    };

    /**
     * Keeps a row. Never blocks and never fails: it is written later, with others,
     * and dropped and counted where they come faster than they can be written.
     */
    void record(TraceRow row);
}
