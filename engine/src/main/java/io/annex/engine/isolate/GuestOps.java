package io.annex.engine.isolate;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The ops of a worker's guest that are the host's to serve. */
final class GuestOps {
    /** Between two looks at whether an op is still waited for. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Host host;
    private final Mailbox mailbox;
    private final Duration most;
    private final BooleanSupplier stopped;

    /**
     * @param mailbox
     *            where answers go that come later
     * @param most
     *            how long a synchronous op is waited for
     * @param stopped
     *            whether nobody waits any more for what comes of it
     */
    GuestOps(Host host, Mailbox mailbox, Duration most, BooleanSupplier stopped) {
        this.stopped = stopped;
        this.host = host;
        this.mailbox = mailbox;
        this.most = most;
    }

    void log(String level, String message, @Nullable String exchange) {
        host.log(level, message, exchange);
    }

    /** One whose answer is mail. */
    void later(Messages.AsyncOp op, @Nullable Pending on, byte @Nullable [] bytes) {
        Exchange exchange = on == null ? null : on.exchange;
        host.op(new Op(op.name(), op.payload(), bytes, exchange, false), new OpReply() {
            @Override
            public void ok(String text) {
                mailbox.post(new Mail.Settled(op.number(), true, text, null, on));
            }

            @Override
            public void ok(String text, byte[] block) {
                mailbox.post(new Mail.Settled(op.number(), true, text, block, on));
            }

            @Override
            public void ok(byte[] block) {
                ok("", block);
            }

            @Override
            public void fail(String message) {
                mailbox.post(new Mail.Settled(op.number(), false, message, null, on));
            }
        });
    }

    /** One whose answer the guest waits for. */
    @Nullable
    Object now(String name, String text, byte @Nullable [] bytes, @Nullable Pending on) throws Isolate.OpFailure {
        SyncReply reply = new SyncReply();
        host.op(new Op(name, text, bytes, on == null ? null : on.exchange, true), reply);
        return reply.await(most, stopped);
    }

    /**
     * The answer of a synchronous op: nearly always there when the service returns.
     */
    private static final class SyncReply implements OpReply {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Object value;
        private volatile @Nullable String failure;

        @Override
        public void ok(String text) {
            value = text;
            done.countDown();
        }

        @Override
        public void ok(byte[] bytes) {
            value = bytes;
            done.countDown();
        }

        @Override
        public void ok(String text, byte[] bytes) {
            fail("The service answers a text with bytes and must be called asynchronously");
        }

        @Override
        public void fail(String message) {
            failure = message;
            done.countDown();
        }

        @Nullable
        Object await(Duration time, BooleanSupplier stopped) throws Isolate.OpFailure {
            try {
                long until = System.nanoTime() + time.toNanos();
                // V8 cannot end a wait that is not in V8: a worker whose exchange was stopped
                // here would be taken for lost.
                while (!done.await(LOOK_NANOS, TimeUnit.NANOSECONDS)) {
                    if (stopped.getAsBoolean() || System.nanoTime() - until >= 0) {
                        throw new Isolate.OpFailure("the host did not answer in time");
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Isolate.OpFailure("interrupted");
            }
            String message = failure;
            if (message != null) {
                throw new Isolate.OpFailure(message);
            }
            return value;
        }
    }
}
