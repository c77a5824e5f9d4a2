package io.annex.core.deploy;

import io.annex.core.addon.InvalidAddon;
import io.annex.engine.BackOff;
import io.annex.engine.BlockingTasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys, says in the log what has failed, and tries again where the host was
 * at fault: no room for a cell, no process in time, a full disk. An author
 * cannot mend that, so no change of the files would come. Thread-safe.
 */
public final class DeployTries implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeployTries.class);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int AT_A_TIME = 2;
    private static final int WAITING = 10_000;

    /** Deploys what is there now. */
    public interface Deploy {
        void run() throws InvalidAddon;
    }

    /**
     * A try to come.
     *
     * @param backOff
     *            of all tries of the source
     * @param starts
     *            whether it waits for something to start
     */
    private record Pause(BackOff backOff, boolean starts) {
    }

    private final Map<Path, Pause> pauses = new ConcurrentHashMap<>();
    private final BlockingTasks tasks = new BlockingTasks("annex-deploy-again", AT_A_TIME);
    private final BlockingTasks.Lane lane = tasks.lane(AT_A_TIME, WAITING);
    private final ScheduledExecutorService clock = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("annex-deploy-clock").factory());

    /**
     * Whether an add-on waits for what it needs to start, so that what is not there
     * may be about to come.
     */
    boolean areToCome() {
        return !pauses.isEmpty() && pauses.values().stream().anyMatch(Pause::starts);
    }

    /**
     * Deploys from a source, in the calling thread.
     *
     * @return whether it serves
     */
    public boolean deploy(Path source, Deploy deploy) {
        Pause waited = pauses.get(source);
        try {
            deploy.run();
            pauses.remove(source);
            return true;
        } catch (InvalidAddon e) {
            failed(source, deploy, waited, e);
        } catch (RuntimeException | Error e) {
            pauses.remove(source);
            log.error("{} was not deployed", source, e);
        }
        return false;
    }

    private void failed(Path source, Deploy deploy, @Nullable Pause waited, InvalidAddon e) {
        if (e.fault() == InvalidAddon.Fault.STOPPING) {
            log.info("{} is not deployed: {}", source, e.getMessage());
            return;
        }
        if (!e.mayPass()) {
            pauses.remove(source);
            log.error("{} was not deployed: {}", source, e.getMessage());
            return;
        }
        BackOff backOff = waited == null ? new BackOff(FIRST_PAUSE, LONGEST_PAUSE) : waited.backOff();
        Duration time = backOff.failed(System.nanoTime());
        Pause pause = new Pause(backOff, e.fault() == InvalidAddon.Fault.WORKER);
        pauses.put(source, pause);
        log.error("{} was not deployed: {} (tried again in {} s)", source, e.getMessage(), time.toSeconds());
        try {
            clock.schedule(() -> again(source, deploy, pause), time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            log.debug("{} is not tried again: the server is stopping", source);
        }
    }

    private void again(Path source, Deploy deploy, Pause pause) {
        try {
            lane.execute(() -> {
                // Unless a change of its files was deployed meanwhile.
                if (pauses.get(source) == pause) {
                    deploy(source, deploy);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("{} is not tried again: {}", source, e.getMessage());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        tasks.close();
    }
}
