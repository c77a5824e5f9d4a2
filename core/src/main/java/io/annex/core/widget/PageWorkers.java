package io.annex.core.widget;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadEnded;
import io.annex.engine.LoadException;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Workers;
import io.annex.engine.WorkersStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The workers of a widget that has no backend: there are none. Thread-safe. */
final class PageWorkers implements Workers {
    /** Opens what compiles, and is told when it has. */
    interface Compiler {
        /**
         * Workers that have not begun.
         *
         * @param alone
         *            whether no other script is compiled beside it
         */
        Workers opened(boolean alone);

        /** They are done. */
        void compiled(Workers workers, boolean alone);
    }

    private static final WorkersStatus NONE = new WorkersStatus(0, 0, 0, 0, 0, 0, false);

    private final Host host;
    private final Compiler compiler;

    // Guarded by this object.
    private @Nullable Workers compiling;
    private boolean closed;

    PageWorkers(Host host, Compiler compiler) {
        this.host = host;
        this.compiler = compiler;
    }

    @Override
    public CompletionStage<String> load() {
        return compile(false).handle((declared, failure) -> {
            if (declared != null) {
                return CompletableFuture.completedFuture(declared);
            }
            return failure != null && PageEngine.mayHaveBeenAnothers(failure)
                    ? compile(true)
                    : CompletableFuture
                            .<String>failedFuture(failure == null ? new LoadException("it was not compiled") : failure);
        }).thenCompose(compiled -> compiled);
    }

    private CompletableFuture<String> compile(boolean alone) {
        Workers workers = compiler.opened(alone);
        if (!begins(workers)) {
            workers.close();
            return CompletableFuture.failedFuture(new LoadEnded("the version was closed"));
        }
        return workers.load().toCompletableFuture().whenComplete((declared, failure) -> done(workers, alone, failure));
    }

    private synchronized boolean begins(Workers workers) {
        if (!closed) {
            compiling = workers;
        }
        return !closed;
    }

    private void done(Workers workers, boolean alone, @Nullable Throwable failure) {
        synchronized (this) {
            compiling = null;
        }
        if (failure == null) {
            compiler.compiled(workers, alone);
        } else {
            workers.close();
        }
    }

    /** No exchange comes: such a widget declares nothing that one could be for. */
    @Override
    public void offer(Exchange exchange) {
        Stop stop = new Stop(StopReason.TERMINATED, "a widget without a backend answers nothing");
        host.breach(stop, exchange);
        exchange.loop().execute(() -> exchange.stopped(stop, 0));
    }

    @Override
    public void taken(Exchange exchange, int bytes) {
        // Its answers are whole.
    }

    @Override
    public void abandon(Exchange exchange) {
        // It has its end.
    }

    @Override
    public WorkersStatus status() {
        return NONE;
    }

    @Override
    public CompletionStage<Void> drain(Duration time) {
        close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        Workers left;
        synchronized (this) {
            closed = true;
            left = compiling;
            compiling = null;
        }
        if (left != null) {
            left.close();
        }
    }
}
