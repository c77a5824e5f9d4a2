package io.annex.engine.isolate;

import io.annex.engine.WorkerLimits;
import io.annex.engine.crypto.Crypto;
import io.annex.engine.crypto.CryptoFailure;
import io.annex.engine.crypto.Turn;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The cryptography that a worker's guest asks for, now or later. */
final class GuestCrypto {
    private final Crypto crypto;
    private final LaterCrypto later;
    private final Turn turn;

    GuestCrypto(IsolateWorkers pool, Mailbox mailbox, WorkerLimits limits, Slices slices) {
        this.crypto = new Crypto(pool.room().bytes());
        this.later = new LaterCrypto(crypto, pool.lane(), mailbox, limits);
        this.turn = new Turn() {
            @Override
            protected boolean isOver() {
                return slices.stopped();
            }
        };
    }

    Object now(String text, @Nullable ByteBuffer bytes) throws Isolate.OpFailure {
        try {
            return crypto.now(text, bytes, turn);
        } catch (CryptoFailure e) {
            throw new Isolate.OpFailure(String.valueOf(e.getMessage()));
        }
    }

    void quick() throws Isolate.OpFailure {
        try {
            crypto.quick(turn);
        } catch (CryptoFailure e) {
            throw new Isolate.OpFailure(String.valueOf(e.getMessage()));
        }
    }

    void later(Messages.AsyncOp op, @Nullable Pending on, byte @Nullable [] bytes) {
        later.call(op, on, bytes);
    }

    void share(ByteBuffer buffer) {
        crypto.share(buffer);
    }
}
