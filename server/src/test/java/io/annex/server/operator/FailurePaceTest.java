package io.annex.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailurePaceTest {
    private final AtomicLong clock = new AtomicLong(-1_000_000_000_000L);
    private final FailurePace pace = new FailurePace(clock::get);

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            pace.failed(address);
        }
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void anAddressMayBeWrongTwentyTimesAtOnceAndThenEveryThreeSeconds() {
        fail("10.0.0.1", 19);
        assertThat(pace.wait("10.0.0.1")).isZero();
        fail("10.0.0.1", 1);
        assertThat(pace.wait("10.0.0.1")).isBetween(3L, 4L);
        pass(Duration.ofSeconds(4));
        assertThat(pace.wait("10.0.0.1")).isZero();
        fail("10.0.0.1", 1);
        assertThat(pace.wait("10.0.0.1")).isPositive();
        pass(Duration.ofSeconds(60));
        fail("10.0.0.1", 19);
        assertThat(pace.wait("10.0.0.1")).isZero();
    }

    @Test
    void othersDoNotWaitForIt() {
        fail("10.0.0.1", 30);
        assertThat(pace.wait("10.0.0.2")).isZero();
        assertThat(pace.wait("no address")).isZero();
    }

    @Test
    void aNetworkOfASubscriberIsOneAddress() {
        fail("2001:db8::1", 10);
        fail("2001:db8::2:1", 10);
        assertThat(pace.wait("2001:db8::3")).isPositive();
        assertThat(pace.wait("2001:db8:0:1::1")).isZero();
    }
}
