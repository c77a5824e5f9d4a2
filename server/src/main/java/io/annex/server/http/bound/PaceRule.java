package io.annex.server.http.bound;

import java.time.Duration;

/**
 * How fast a body has to come, and an answer to go.
 *
 * @param grace
 *            how long it may take before its pace counts
 * @param bytesPerSecond
 *            that pace, on average since it began
 * @param standstill
 *            how long it may not move at all, however fast it was before
 */
public record PaceRule(Duration grace, int bytesPerSecond, Duration standstill) {
}
