package io.annex.server.http.bound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeasuredPaceTest {
    private static final PaceRule RULE = new PaceRule(Duration.ofSeconds(10), 240, Duration.ofSeconds(60));

    private final MeasuredPace pace = new MeasuredPace(RULE, 0);

    @Test
    void isNotLookedAtInTheFirstSeconds() {
        assertThat(pace.isKept(10_000)).isTrue();
        assertThat(pace.isKept(10_001)).isFalse();
    }

    @Test
    void isAnAverage() {
        pace.moved(24_000);
        assertThat(pace.isKept(50_000)).isTrue();
        pace.moved(1);
        assertThat(pace.isKept(100_000)).isTrue();
        assertThat(pace.isKept(100_100)).isFalse();
    }

    @Test
    void isNotKeptByWhatStandsStillHoweverFastItWas() {
        pace.moved(100_000_000);
        assertThat(pace.isKept(1_000)).isTrue();
        assertThat(pace.isKept(61_000)).isTrue();
        assertThat(pace.isKept(61_001)).isFalse();
    }

    @Test
    void isKeptByWhatPausesAndGoesOn() {
        for (int second = 0; second < 3600; second += 50) {
            pace.moved(50 * 240);
            assertThat(pace.isKept(second * 1000L)).isTrue();
        }
    }
}
