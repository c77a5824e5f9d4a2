package io.annex.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an author reads of a breach says how much it was, and which limit. */
class StopsTest {
    private static final WorkerLimits LIMITS = TestHost.limits(Duration.ofSeconds(10));

    @Test
    void whatIsOverALimitNamesBothAndTheKey() {
        assertThat(Stops.cpu(Duration.ofMillis(310), LIMITS).detail())
                .isEqualTo("it used 0.31 s of CPU time (limit: limits.cpu, " + Stops.seconds(LIMITS.cpu())
                        + "; do less at a time, or have the operator raise it)");
        assertThat(Stops.load(Duration.ofMillis(410), LIMITS).detail())
                .isEqualTo("it used 0.41 s of CPU time to load (limit: limits.load, " + Stops.seconds(LIMITS.load())
                        + "; do less at a time, or have the operator raise it)");
        assertThat(Stops.heap(33 << 20, LIMITS).detail()).startsWith("its heap had 33 MB (limit: limits.heap, ");
        assertThat(Stops.external(20 << 20, LIMITS).detail())
                .startsWith("it had 20 MB outside the heap, in array buffers (limit: limits.external, ");
        assertThat(Stops.resident(600 << 20, 512 << 20).detail())
                .isEqualTo("its process had 600 MB of memory (limit: limits.resident, 512 MB)");
        assertThat(Stops.allCells(600 << 20, 512 << 20).detail()).isEqualTo(
                "all cells together had 600 MB of memory, and its own had most (setting: cells.memory, 512 MB)");
        assertThat(Stops.output(LIMITS).detail()).startsWith("the body of its answer was over ")
                .endsWith(" MB (limit: limits.output; send less, or have the operator raise it)");
        assertThat(Stops.tooMany(LIMITS).detail()).isEqualTo("as many exchanges as may were in flight, "
                + LIMITS.inFlight() + ", and waited, " + LIMITS.queued() + " (limits: limits.inFlight, limits.queued)");
    }

    @Test
    void aSuspensionSaysWhenItIsOver() {
        assertThat(Stops.suspended(LIMITS, Duration.ofSeconds(2)).detail()).contains("(limit: limits.deaths)")
                .endsWith("the next try is in 2.00 s, or at once when it is resumed or deployed anew");
    }
}
