package io.annex.engine.cell;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The thread that starts child processes. A cell asks the kernel to be killed
 * when its parent dies, and to the kernel the parent is the thread that started
 * it (PR_SET_PDEATHSIG(2const)): so it is one that lives as long as the engine.
 */
final class Spawner implements AutoCloseable {
    private static final int WAITER_STACK = 256 << 10;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "annex-cell-spawner");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Process> connecting = ConcurrentHashMap.newKeySet();

    Process start(ProcessBuilder builder) throws IOException {
        try {
            Process started = thread.submit(builder::start).get();
            connecting.add(started);
            return started;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** It has, or will not any more. */
    void connected(Process process) {
        connecting.remove(process);
    }

    /** Ends those that have not connected yet. */
    void giveUp() {
        connecting.forEach(Process::destroyForcibly);
    }

    /**
     * Completed when the process has ended, on a thread of its own:
     * {@link Process#onExit} would need the common pool, which an embedding program
     * may keep busy.
     */
    static CompletableFuture<Void> exit(Process process) {
        CompletableFuture<Void> exited = new CompletableFuture<>();
        Thread.ofPlatform().daemon().stackSize(WAITER_STACK).name("annex-cell-exit-" + process.pid()).start(() -> {
            boolean waiting = true;
            while (waiting) {
                try {
                    process.waitFor();
                    waiting = false;
                } catch (InterruptedException e) {
                    // Nobody may.
                }
            }
            exited.complete(null);
        });
        return exited;
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
