package io.annex.core.addon;

import java.util.Locale;

/** What became of a call of an op. */
public enum OpOutcome {
    OK,
    /** The service said no. */
    FAILED,
    /** The service broke. */
    ERROR,
    /** A limit was passed. */
    LIMIT,
    /** A grant is missing. */
    DENIED,
    /** There is no such op. */
    UNKNOWN,
    /** Nobody waited for it any more. */
    CANCELLED;

    /** What metrics call it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
