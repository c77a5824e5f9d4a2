package io.annex.engine.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Stop;
import io.annex.testing.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a worker waits for, and for how long. */
class GuestOpsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<OpReply> asked = new CompletableFuture<>();

    private GuestOps ops(Duration most) {
        return new GuestOps(new Silent(), new Mailbox(new Parking()), most, stopped::get);
    }

    /** A host that answers when the test does. */
    private final class Silent implements Host {
        @Override
        public void op(Op op, OpReply reply) {
            asked.complete(reply);
        }

        @Override
        public void log(String level, String message, @Nullable String exchange) {
        }

        @Override
        public void dropped(long lines) {
        }

        @Override
        public void breach(Stop stop, @Nullable Exchange exchange) {
        }

        @Override
        public void lost(String why) {
        }
    }

    private static CompletableFuture<@Nullable Object> begun(GuestOps ops) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ops.now("storage.get", "", null, null);
            } catch (Isolate.OpFailure e) {
                return e;
            }
        });
    }

    @Test
    void itIsWokenByTheAnswer() throws Exception {
        CompletableFuture<@Nullable Object> waits = begun(ops(LONG));
        Waiting.get("the op", asked).ok("here");
        assertThat(Waiting.get("the answer", waits)).isEqualTo("here");
    }

    /** No call to V8 ends a wait that is not in V8: it has to look by itself. */
    @Test
    void itWaitsNoLongerThanItsExchangeGoesOn() throws Exception {
        CompletableFuture<@Nullable Object> waits = begun(ops(LONG));
        Waiting.get("the op", asked);
        assertThat(waits).isNotDone();
        stopped.set(true);
        assertThat(Waiting.get("its end", waits)).isInstanceOf(Isolate.OpFailure.class);
    }

    @Test
    void itWaitsNoLongerThanItMay() {
        assertThatExceptionOfType(Isolate.OpFailure.class)
                .isThrownBy(() -> ops(Duration.ZERO).now("storage.get", "", null, null))
                .withMessage("the host did not answer in time");
    }
}
