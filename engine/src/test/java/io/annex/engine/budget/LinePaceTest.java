package io.annex.engine.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinePaceTest {
    private final LinePace pace = new LinePace(3, Duration.ofSeconds(1));
    /** Close to where {@link System#nanoTime} starts again. */
    private long now = Long.MAX_VALUE - 1_500_000_000;

    @Test
    void someMayComeAtOnceAndThenOneInAWhile() {
        assertThat(pace.take(now)).isZero();
        assertThat(pace.take(now)).isZero();
        assertThat(pace.take(now)).isZero();
        assertThat(pace.take(now)).isEqualTo(-1);
        assertThat(pace.isFirstLeftOut()).isTrue();
        assertThat(pace.take(now)).isEqualTo(-1);
        assertThat(pace.isFirstLeftOut()).isFalse();
        now += 1_000_000_000;
        assertThat(pace.take(now)).as("left out before").isEqualTo(2);
        assertThat(pace.take(now)).isEqualTo(-1);
        now += 1_000_000_000;
        assertThat(pace.take(now)).isEqualTo(1);
        now += 10_000_000_000L;
        for (int i = 0; i < 3; i++) {
            assertThat(pace.take(now)).isZero();
        }
        assertThat(pace.take(now)).isEqualTo(-1);
    }
}
