package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentMaxTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    /** As {@link System#nanoTime()} may overflow. */
    private static final long BEGIN = Long.MAX_VALUE - 10 * SECOND;
    private final RecentMax max = new RecentMax(BEGIN);

    private double at(int second) {
        return max.seconds(BEGIN + second * SECOND);
    }

    @Test
    void theLargestCounts() {
        assertThat(at(0)).isZero();
        max.record(BEGIN, 2 * MILLI);
        max.record(BEGIN, 7 * MILLI);
        max.record(BEGIN + 21 * SECOND, 5 * MILLI);
        assertThat(at(22)).isEqualTo(0.007);
    }

    @Test
    void whatIsOldIsForgotten() {
        max.record(BEGIN, 7 * MILLI);
        max.record(BEGIN + 25 * SECOND, 5 * MILLI);
        assertThat(at(59)).isEqualTo(0.007);
        assertThat(at(60)).isEqualTo(0.005);
        assertThat(at(79)).isEqualTo(0.005);
        assertThat(at(80)).isZero();
    }

    @Test
    void aPlaceIsTakenOverAlsoByWhatIsShorter() {
        max.record(BEGIN, 7 * MILLI);
        max.record(BEGIN + 600 * SECOND, 1 * MILLI);
        assertThat(at(600)).isEqualTo(0.001);
    }

    @Test
    void whatTakesADayIsCutShort() {
        max.record(BEGIN + SECOND, 30 * 60 * 60 * SECOND);
        assertThat(at(2)).isBetween(60_000.0, 100_000.0);
        max.record(BEGIN + 30 * SECOND, MILLI);
        assertThat(at(65)).isEqualTo(0.001);
    }
}
