package io.annex.engine;

import java.time.Duration;

/**
 * The host's word that an exchange was ended without an answer of the guest.
 *
 * @param reason
 *            which limit or event
 * @param detail
 *            what was measured, for the log, e.g.
 *            {@code "it used 1.02 s of CPU time (limit: limits.cpu, 1.00 s)"}
 * @param retryAfter
 *            when it may be worth to ask again
 */
public record Stop(StopReason reason, String detail, Duration retryAfter) {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** One after which it is worth to ask again soon. */
    public Stop(StopReason reason, String detail) {
        this(reason, detail, SOON);
    }
}
