package io.annex.engine.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CellLoopTest {
    @Test
    void goesOnAfterAnErrorAndSaysThatItFails() {
        AtomicBoolean planted = new AtomicBoolean(true);
        AtomicInteger ticks = new AtomicInteger();
        try (CellLoop loop = new CellLoop(() -> {
            ticks.incrementAndGet();
            if (planted.get()) {
                throw new NoClassDefFoundError("planted");
            }
        })) {
            Waiting.until("it fails and ticks again", () -> ticks.get() > 2 && loop.isFailing());
            planted.set(false);
            Waiting.until("it does well", () -> !loop.isFailing());
        }
    }
}
