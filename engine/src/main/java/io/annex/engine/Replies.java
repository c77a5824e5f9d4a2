package io.annex.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For transports: answers of a worker on their way back: those of one drain go
 * to an event loop in one task. Used by the worker's thread alone. Each stands
 * alone: one that cannot be delivered takes no other with it, and the batch may
 * be that of several programs.
 *
 * <p>
 * A program has rarely more than a few event loops, so a list that is searched
 * beats a map.
 */
public final class Replies {
    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    /** One exchange's end. */
    private record Reply(Exchange exchange, @Nullable String answer, byte @Nullable [] bytes, @Nullable Stop stop,
            long cpuNanos) {
        private static final long GOES_ON = -1;
        private static final long OVER = -2;
        private static final long BEGAN = -3;
        private static final long PIECE = -4;

        void deliver() {
            if (stop != null) {
                exchange.stopped(stop, cpuNanos);
            } else if (answer != null && cpuNanos == BEGAN) {
                exchange.began(answer);
            } else if (bytes != null && cpuNanos == PIECE) {
                exchange.piece(bytes);
            } else if (answer != null) {
                exchange.answered(answer, bytes, cpuNanos);
            } else if (cpuNanos == GOES_ON) {
                exchange.goesOn();
            } else {
                exchange.over();
            }
        }
    }

    private record Batch(Executor loop, List<Reply> replies) {
        void send() {
            try {
                loop.execute(this::deliver);
            } catch (RejectedExecutionException e) {
                // The event loop has ended, and with it the clients' connections.
                log.debug("{} answers have no event loop to go to", replies.size(), e);
            }
        }

        private void deliver() {
            for (Reply reply : replies) {
                try {
                    reply.deliver();
                } catch (RuntimeException | Error e) {
                    log.error("The end of an exchange could not be delivered", e);
                }
            }
        }
    }

    private List<Batch> batches = new ArrayList<>();
    private int size;

    public void answered(Exchange exchange, String answer, byte @Nullable [] bytes, long cpuNanos) {
        add(new Reply(exchange, answer, bytes, null, cpuNanos));
    }

    public void stopped(Exchange exchange, Stop stop, long cpuNanos) {
        add(new Reply(exchange, null, null, stop, cpuNanos));
    }

    /** To be followed by pieces, and by the answer or the stop. */
    public void began(Exchange exchange, String head) {
        add(new Reply(exchange, head, null, null, Reply.BEGAN));
    }

    public void piece(Exchange exchange, byte[] bytes) {
        add(new Reply(exchange, null, bytes, null, Reply.PIECE));
    }

    /** To be followed by the answer or the stop. */
    public void goesOn(Exchange exchange) {
        add(new Reply(exchange, null, null, null, Reply.GOES_ON));
    }

    public void over(Exchange exchange) {
        add(new Reply(exchange, null, null, null, Reply.OVER));
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
        sending.forEach(Batch::send);
    }
}
