package io.annex.engine;

import java.time.Duration;

/**
 * The host's word that an exchange was ended without an answer of the guest.
 *
 * @param reason
 *            which limit or event
 * @param detail
 *            what was measured, for the log, e.g.
 *            {@code "it used 1.02 s of CPU time (limit: limits.cpu, 1.00 s; …)"},
 *            and lines of where the code was
 * @param retryAfter
 *            when it may be worth to ask again
 */
public record Stop(StopReason reason, String detail, Duration retryAfter) {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** One after which it is worth to ask again soon. */
    public Stop(StopReason reason, String detail) {
        this(reason, detail, SOON);
    }

    /**
     * The same with the place in the author's source where it was.
     *
     * @param where
     *            lines of a stack; empty where that is not known
     */
    public Stop at(String where) {
        return where.isEmpty() ? this : new Stop(reason, detail + '\n' + where, retryAfter);
    }
}
