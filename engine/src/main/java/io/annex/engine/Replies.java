package io.annex.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * For transports: answers of a worker on their way back: those of one drain go
 * to an event loop in one task. Used by the worker's thread alone.
 *
 * <p>
 * A program has rarely more than a few event loops, so a list that is searched
 * beats a map.
 */
public final class Replies {
    /** One exchange's end. */
    private record Reply(Exchange exchange, @Nullable String answer, byte @Nullable [] bytes, @Nullable Stop stop,
            long cpuNanos) {
        void deliver() {
            if (stop != null) {
                exchange.stopped(stop, cpuNanos);
            } else if (answer != null) {
                exchange.answered(answer, bytes, cpuNanos);
            }
        }
    }

    private record Batch(Executor loop, List<Reply> replies) {
    }

    private List<Batch> batches = new ArrayList<>();
    private int size;

    public void answered(Exchange exchange, String answer, byte @Nullable [] bytes, long cpuNanos) {
        add(new Reply(exchange, answer, bytes, null, cpuNanos));
    }

    public void stopped(Exchange exchange, Stop stop, long cpuNanos) {
        add(new Reply(exchange, null, null, stop, cpuNanos));
    }

    private void add(Reply reply) {
        Executor loop = reply.exchange().loop();
        size++;
        for (Batch batch : batches) {
            if (batch.loop() == loop) {
                batch.replies().add(reply);
                return;
            }
        }
        List<Reply> replies = new ArrayList<>();
        replies.add(reply);
        batches.add(new Batch(loop, replies));
    }

    public int size() {
        return size;
    }

    public void flush() {
        if (size == 0) {
            return;
        }
        List<Batch> sending = batches;
        batches = new ArrayList<>(sending.size());
        size = 0;
        for (Batch batch : sending) {
            batch.loop().execute(() -> batch.replies().forEach(Reply::deliver));
        }
    }
}
