package io.annex.engine.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Engine;
import io.annex.engine.EngineOptions;
import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.Isolation;
import io.annex.engine.Placement;
import io.annex.engine.TestHost;
import io.annex.engine.Workers;
import io.annex.testing.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolateStartTest {
    @Test
    void aThreadThatIsNotToBeHadIsNotWaitedFor(@TempDir Path cache) {
        Engine engine = IsolateEngine.start(new EngineOptions(128 << 20, cache, Spare.FIRST));
        Workers workers = engine.open(TestHost.program(), new Placement(Isolation.THREAD, ""),
                TestHost.limits(Duration.ofSeconds(5)), new TestHost("require('router');"));
        // Nothing starts threads any more, as where the system has none left to give.
        engine.close();
        for (int times = 0; times < 2; times++) {
            assertThat(workers.load()).failsWithin(Waiting.time(Duration.ofSeconds(20))).withThrowableThat()
                    .withMessageContaining("no worker could be started");
        }
        assertThat(workers.status().workers()).isZero();
    }
}
