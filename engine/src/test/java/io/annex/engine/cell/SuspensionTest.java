package io.annex.engine.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuspensionTest {
    private final Suspension suspension = new Suspension(3);
    /** Close to where {@link System#nanoTime} starts again. */
    private long now = Long.MAX_VALUE - 5_000_000_000L;

    @Test
    void deathsThatAreFarApartSuspendNothing() {
        for (int i = 0; i < 20; i++) {
            assertThat(suspension.died(now)).isFalse();
            pass(Duration.ofSeconds(31));
        }
    }

    @Test
    void soManyWithinAMinuteSuspendItForASecond() {
        assertThat(suspension.died(now)).isFalse();
        assertThat(suspension.died(now)).isFalse();
        assertThat(suspension.died(now)).isTrue();
        assertThat(suspension.left(now)).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofMillis(999));
        assertThat(suspension.endWhenOver(now)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(suspension.endWhenOver(now)).isTrue();
        assertThat(suspension.endWhenOver(now)).as("once").isFalse();
        assertThat(suspension.isOn()).isFalse();
    }

    @Test
    void eachDeathOnTrialDoublesThePauseUpToAMinute() {
        suspend();
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            seconds.add(suspension.left(now).toSeconds());
            pass(suspension.left(now));
            assertThat(suspension.endWhenOver(now)).isTrue();
            pass(Duration.ofSeconds(59));
            assertThat(suspension.died(now)).as("on trial").isTrue();
        }
        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void aTrialWithoutADeathIsTheEndOfIt() {
        suspend();
        pass(Duration.ofSeconds(1));
        assertThat(suspension.endWhenOver(now)).isTrue();
        pass(Duration.ofSeconds(61));
        assertThat(suspension.died(now)).isFalse();
        assertThat(suspension.died(now)).isFalse();
        assertThat(suspension.died(now)).isTrue();
        assertThat(suspension.left(now)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatAnOperatorEndsIsForgotten() {
        suspend();
        suspension.forget();
        assertThat(suspension.isOn()).isFalse();
        assertThat(suspension.left(now)).isZero();
        assertThat(suspension.died(now)).isFalse();
        assertThat(suspension.died(now)).isFalse();
        assertThat(suspension.died(now)).isTrue();
    }

    private void suspend() {
        for (int i = 0; i < 3; i++) {
            suspension.died(now);
        }
        assertThat(suspension.isOn()).isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
