package io.annex.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SteadyThreadTest {
    private final AtomicReference<@Nullable Error> planted = new AtomicReference<>();
    private final AtomicInteger turns = new AtomicInteger();

    private void turn() {
        turns.incrementAndGet();
        Error error = planted.get();
        if (error != null) {
            throw error;
        }
        Thread.onSpinWait();
    }

    @Test
    void anErrorEndsItsTurnAloneAndShowsUntilOneHasGoneWell() {
        try (SteadyThread thread = SteadyThread.of("test", this::turn)) {
            thread.start();
            Waiting.until("it runs", () -> turns.get() > 2);
            assertThat(thread.isFailing()).isFalse();
            planted.set(new OutOfMemoryError("planted"));
            Waiting.until("it fails", thread::isFailing);
            int before = turns.get();
            Waiting.until("it goes on", () -> turns.get() > before + 1);
            assertThat(thread.isFailing()).isTrue();
            planted.set(null);
            Waiting.until("it does well", () -> !thread.isFailing());
        }
    }

    @Test
    void closedItEndsAndIsNotFailing() throws Exception {
        SteadyThread thread = SteadyThread.of("test", this::turn);
        thread.start();
        thread.close();
        thread.join(Waiting.time().toMillis());
        int last = turns.get();
        assertThat(thread.isFailing()).isFalse();
        assertThat(turns).hasValue(last);
    }
}
