package io.annex.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EveryTestEndsTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    @Test
    void whatATestGivesAndThrowsIsWhatComesOut() throws Throwable {
        assertThat(EveryTestEnds.run(() -> "given", "test", Duration.ofMinutes(1))).isEqualTo("given");
        assertThatThrownBy(() -> EveryTestEnds.run(() -> {
            throw new IOException("thrown");
        }, "test", Duration.ofMinutes(1))).isInstanceOf(IOException.class).hasMessage("thrown");
    }

    @Test
    void aTestThatHangsIsInterruptedAndItsStackIsShown() {
        AtomicBoolean closed = new AtomicBoolean();
        assertThatThrownBy(() -> EveryTestEnds.run(() -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                closed.set(true);
            }
            return null;
        }, "test", SHORT)).isInstanceOf(AssertionError.class).hasMessageStartingWith("did not end in ")
                .hasStackTraceContaining("CountDownLatch.await");
        assertThat(closed).isTrue();
    }

    /**
     * Plants what the build must not hang for; {@code tools/verify-long} expects
     * that they fail.
     */
    @Tag("hang")
    @Test
    void plantedConditionThatNeverComes() {
        Waiting.until("pigs fly", () -> false);
    }

    @Tag("hang")
    @Test
    void plantedReadThatNeverReturnsAndHeedsNoInterrupt() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            socket.accept();
        }
    }
}
