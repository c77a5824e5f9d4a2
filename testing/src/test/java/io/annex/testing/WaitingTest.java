package io.annex.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitingTest {
    @Test
    void itEndsWhenTheConditionHolds() {
        AtomicInteger asked = new AtomicInteger();
        Waiting.until("it is asked five times", () -> asked.incrementAndGet() == 5);
        assertThat(asked.get()).isEqualTo(5);
    }

    @Test
    void whatNeverComesIsNamedWithTheTimeThatWasGiven() {
        assertThatThrownBy(() -> Waiting.until(Duration.ofMillis(20), "pigs fly", () -> false))
                .isInstanceOf(AssertionError.class).hasMessageContaining("did not come true in ")
                .hasMessageEndingWith("for how slow this machine is): pigs fly");
    }

    @Test
    void aFutureThatFailsFailsAtOnce() {
        assertThatThrownBy(
                () -> Waiting.get("nothing", CompletableFuture.failedFuture(new IllegalStateException("why"))))
                .isInstanceOf(ExecutionException.class).hasRootCauseMessage("why");
    }

    @Test
    void aProcessThatDoesNotEndIsKilled() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        assertThatThrownBy(() -> Waiting.exit(Duration.ofMillis(20), process)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("sleep 600");
        assertThat(Waiting.exit(process)).isEqualTo(128 + 9);
    }

    @Test
    void aQuietMachineIsOnceAsSlowAndNoneMoreThanTwelveTimes() {
        assertThat(Slowness.of(30e6, 15e6, 25e6)).isEqualTo(1);
        assertThat(Slowness.of(30e6, 150e6, 25e6)).isEqualTo(5);
        assertThat(Slowness.of(600e6, 15e6, 25e6)).isEqualTo(10);
        assertThat(Slowness.of(30e6, 15e6, 5e9)).isEqualTo(12);
    }

    @Test
    void thisMachineHasBeenLookedAt() {
        double before = Slowness.ofThisMachine().factor();
        assertThat(before).isBetween(1.0, Slowness.MOST);
        assertThat(Slowness.ofThisMachine().measureAgain()).isGreaterThanOrEqualTo(before);
        assertThat(Waiting.time(Duration.ofSeconds(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
}
