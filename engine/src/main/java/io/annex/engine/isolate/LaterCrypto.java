package io.annex.engine.isolate;

import io.annex.engine.WorkerLimits;
import io.annex.engine.crypto.Crypto;
import io.annex.engine.crypto.CryptoFailure;
import io.annex.engine.crypto.Turn;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cryptography whose answer the guest is given later: it runs beside the
 * worker, on the exchange's account and under its limits.
 */
final class LaterCrypto {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Crypto crypto;
    private final Executor beside;
    private final Mailbox mailbox;
    private final WorkerLimits limits;

    LaterCrypto(Crypto crypto, Executor beside, Mailbox mailbox, WorkerLimits limits) {
        this.crypto = crypto;
        this.beside = beside;
        this.mailbox = mailbox;
        this.limits = limits;
    }

    void call(Messages.AsyncOp op, @Nullable Pending on, byte @Nullable [] bytes) {
        try {
            Beside turn = new Beside(on);
            Runnable task = crypto.later(op.payload(), bytes, turn, new Crypto.Later() {
                @Override
                public void ok(String head, byte[] blocks) {
                    turn.charge();
                    mailbox.post(new Mail.Settled(op.number(), true, head, blocks, on));
                }

                @Override
                public void fail(String message) {
                    turn.charge();
                    mailbox.post(new Mail.Settled(op.number(), false, message, null, on));
                }
            });
            beside.execute(() -> {
                turn.begin();
                task.run();
            });
        } catch (CryptoFailure e) {
            refuse(op, on, String.valueOf(e.getMessage()));
        } catch (RejectedExecutionException e) {
            refuse(op, on, "bound\0too much cryptography waits already (" + e.getMessage() + ")");
        }
    }

    private void refuse(Messages.AsyncOp op, @Nullable Pending on, String message) {
        mailbox.post(new Mail.Settled(op.number(), false, message, null, on));
    }

    /** A call on a thread beside the worker's, which it has for itself. */
    private final class Beside extends Turn {
        private final @Nullable Pending on;
        private long used;
        private long mark;
        private long looked;

        Beside(@Nullable Pending on) {
            this.on = on;
        }

        void begin() {
            mark = THREADS.getCurrentThreadCpuTime();
        }

        void charge() {
            long cpu = THREADS.getCurrentThreadCpuTime();
            used += cpu - mark;
            if (on != null) {
                on.addCpuBeside(cpu - mark);
            }
            mark = cpu;
        }

        @Override
        protected boolean isOver() {
            long now = System.nanoTime();
            if (now - looked > LOOK_NANOS) {
                looked = now;
                charge();
            }
            // What belongs to no exchange belongs to the evaluation of the program.
            return on == null
                    ? used > limits.load().toNanos()
                    : on.isStopped() || on.cpuCounted() > limits.cpu().toNanos();
        }
    }
}
