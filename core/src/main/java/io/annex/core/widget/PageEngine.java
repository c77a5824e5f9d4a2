package io.annex.core.widget;

import io.annex.engine.Engine;
import io.annex.engine.Host;
import io.annex.engine.Isolation;
import io.annex.engine.NotStarted;
import io.annex.engine.Placement;
import io.annex.engine.Program;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the scripts of widgets that have no backend. Nothing is ever asked
 * of such a widget, so it has no process: one cell compiles for all of them,
 * each in an isolate of its own under its own limits and with nothing but its
 * own files, so no script can alter what becomes of another. Thread-safe.
 *
 * <p>
 * The cell stays for a while after the last of them, so that many widgets need
 * one and not one each. A script that takes the cell with it may take others
 * that were being compiled; so what did not come out of it is compiled once
 * more, in a cell of its own.
 */
public final class PageEngine implements AutoCloseable {
    private static final String CELL = "scripts of widgets without a backend";
    private static final Duration STAYS = Duration.ofSeconds(5);

    private final Engine scripts;

    // Guarded by this object.
    private @Nullable Workers last;
    private boolean closed;

    /**
     * @param scripts
     *            the caller closes it
     */
    public PageEngine(Engine scripts) {
        this.scripts = scripts;
    }

    /**
     * Workers for a program without a script of its own: {@link Workers#load}
     * compiles the page's, and there are none afterwards.
     *
     * @param placement
     *            of it the isolation counts
     */
    public Workers open(Program program, Placement placement, WorkerLimits limits, Host host) {
        Isolation isolation = placement.isolation();
        return new PageWorkers(host, new PageWorkers.Compiler() {
            @Override
            public Workers opened(boolean alone) {
                return scripts.open(program, new Placement(isolation, alone ? "" : CELL), limits, host);
            }

            @Override
            public void compiled(Workers workers, boolean alone) {
                if (alone || isolation == Isolation.THREAD) {
                    workers.close();
                } else {
                    stay(workers);
                }
            }
        });
    }

    /**
     * What is wrong with a script itself is no failure: that is told to its author.
     */
    static boolean mayHaveBeenAnothers(Throwable failure) {
        Throwable why = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return !(why instanceof NotStarted);
    }

    /** The cell lives as long as something is open in it. */
    private void stay(Workers workers) {
        Workers before;
        synchronized (this) {
            before = closed ? workers : last;
            last = closed ? null : workers;
        }
        if (before != null) {
            before.close();
        }
        CompletableFuture.delayedExecutor(STAYS.toMillis(), TimeUnit.MILLISECONDS).execute(() -> leave(workers));
    }

    private void leave(Workers workers) {
        synchronized (this) {
            if (last != workers) {
                return;
            }
            last = null;
        }
        workers.close();
    }

    @Override
    public void close() {
        Workers left;
        synchronized (this) {
            closed = true;
            left = last;
            last = null;
        }
        if (left != null) {
            left.close();
        }
    }
}
