package io.annex.engine.isolate;

import io.annex.engine.BlockingTasks;
import io.annex.engine.budget.ByteBudget;
import io.annex.engine.crypto.Crypto;
import java.util.concurrent.Executor;

/**
 * What the cryptography of all workers of a process has together: threads
 * beside theirs, which end when they have nothing to do, and memory.
 */
final class CryptoRoom implements AutoCloseable {
    private static final int MOST_WAITING = 1000;

    private final int most = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final BlockingTasks threads = new BlockingTasks("annex-crypto", most);
    private final ByteBudget bytes = new ByteBudget(Crypto.ROOM);

    /** Of one program, whose calls take turns with those of others. */
    Executor lane() {
        return threads.lane(most, MOST_WAITING);
    }

    ByteBudget bytes() {
        return bytes;
    }

    @Override
    public void close() {
        threads.close();
    }
}
