package io.annex.engine;

/**
 * The host's word that an exchange was ended without an answer of the guest.
 *
 * @param reason
 *            which limit or event
 * @param detail
 *            what was measured, for the log, e.g.
 *            {@code "cpu 1.02 s (limit: 1 s)"}
 */
public record Stop(StopReason reason, String detail) {
}
