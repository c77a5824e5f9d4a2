package io.annex.server.http.bound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutflowTest {
    private final Outflow outflow = new Outflow(new PaceRule(Duration.ofSeconds(10), 240, Duration.ofSeconds(60)));

    @Test
    void whatStandsStillIsTooSlowInTheEnd() {
        Object waiting = new Object();
        assertThat(outflow.isKept(0, waiting, 0)).isTrue();
        assertThat(outflow.isKept(9_000, waiting, 0)).isTrue();
        assertThat(outflow.isKept(11_000, waiting, 0)).isFalse();
    }

    @Test
    void whatGoesOnSlowlyIsKept() {
        Object waiting = new Object();
        for (int second = 0; second < 3600; second++) {
            assertThat(outflow.isKept(second * 1000L, waiting, second * 300L)).isTrue();
        }
        assertThat(outflow.isKept(3_600_000 + 61_000, waiting, 3599 * 300L)).isFalse();
    }

    @Test
    void whatGoesPieceByPieceIsKept() {
        for (int minute = 0; minute < 60; minute++) {
            assertThat(outflow.isKept(minute * 59_000L, new Object(), 10)).isTrue();
        }
    }

    @Test
    void aTrickleIsTooSlow() {
        Object waiting = new Object();
        boolean kept = true;
        for (int second = 0; second < 12; second++) {
            kept &= outflow.isKept(second * 1000L, waiting, second * 10L);
        }
        assertThat(kept).isFalse();
    }

    @Test
    void whatComesAfterAPauseBeginsAnew() {
        Object waiting = new Object();
        outflow.isKept(0, waiting, 0);
        outflow.isEmpty();
        assertThat(outflow.isKept(100_000, waiting, 0)).isTrue();
        assertThat(outflow.isKept(109_000, waiting, 0)).isTrue();
    }
}
