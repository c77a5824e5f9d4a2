package io.annex.engine.cell;

import io.annex.engine.sandbox.Sandbox;
import io.annex.engine.sandbox.SandboxPolicy;
import io.annex.engine.sandbox.SandboxReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that starts child processes. A cell asks the kernel to be killed
 * when its parent dies, and to the kernel the parent is the thread that started
 * it (PR_SET_PDEATHSIG(2const)): so it is one that lives as long as the engine.
 *
 * <p>
 * It is confined itself, so that children are from their first instruction, in
 * all their threads. A thread hands its confinement on to those that it starts,
 * and nothing else of this process may inherit it: therefore nobody but
 * platform threads may wait for this one, or for the threads of the JDK that it
 * starts to wait for children. To wake a virtual thread can mean to start a
 * carrier for it; {@link Process#onExit} uses the common pool.
 */
final class Spawner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spawner.class);

    private final CellOptions options;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "annex-cell-spawner");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Process> connecting = ConcurrentHashMap.newKeySet();
    private boolean confined;

    Spawner(CellOptions options) {
        this.options = options;
    }

    /** To be called on a platform thread. */
    Process start(ProcessBuilder builder) throws IOException {
        confineOnce();
        Process started = onThread(builder::start);
        connecting.add(started);
        return started;
    }

    /** It has, or will not any more. */
    void connected(Process process) {
        connecting.remove(process);
    }

    /** Ends those that have not connected yet. */
    void giveUp() {
        connecting.forEach(Process::destroyForcibly);
    }

    /** When the first is started: what its policy names is there by then. */
    private synchronized void confineOnce() throws IOException {
        if (!confined) {
            confined = true;
            log.debug("Cells are started confined: {}", onThread(this::confine));
        }
    }

    private <T> T onThread(Callable<T> task) throws IOException {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private SandboxReport confine() {
        return Sandbox.confine(SandboxPolicy.forJava(ProcessHandle.current().pid()).reading(options.cache())
                .reading(options.run()).reading(options.classPath().toArray(Path[]::new)));
    }

    /** Completed on a thread of its own when the process has ended. */
    static CompletableFuture<Void> exit(Process process) {
        CompletableFuture<Void> exited = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("annex-cell-exit-" + process.pid()).start(() -> {
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
