package io.annex.core.deploy;

import io.annex.engine.Engine;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.LoadException;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Placement;
import io.annex.engine.Program;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.engine.WorkersStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine without V8. The script is not run: it is the JSON that loading it
 * gives, or, when it begins with {@code throw}, the error.
 */
public final class FakeEngine implements Engine {
    public final List<FakeWorkers> opened = new CopyOnWriteArrayList<>();
    /** Whether evaluations wait for their release. */
    volatile boolean holds;

    @Override
    public FakeWorkers open(Program program, Placement placement, WorkerLimits limits, Host host) {
        FakeWorkers workers = new FakeWorkers(program, host, this);
        opened.add(workers);
        return workers;
    }

    @Override
    public String identity(Placement placement) {
        return "fake";
    }

    public FakeWorkers last() {
        return opened.getLast();
    }

    @Override
    public void close() {
    }

    /** Keeps what it is offered, for the test to answer. */
    public static final class FakeWorkers implements Workers {
        final Program program;
        public final Host host;
        public final List<Exchange> offered = new CopyOnWriteArrayList<>();
        public final List<Exchange> abandoned = new CopyOnWriteArrayList<>();
        public final CompletableFuture<Void> drained = new CompletableFuture<>();
        /** Bytes of answers in pieces that were taken. */
        public final AtomicInteger taken = new AtomicInteger();
        volatile boolean draining;
        volatile boolean closed;

        volatile int evaluations;
        private final FakeEngine engine;
        private final CompletableFuture<Void> released = new CompletableFuture<>();

        FakeWorkers(Program program, Host host, FakeEngine engine) {
            this.engine = engine;
            this.program = program;
            this.host = host;
        }

        void release() {
            released.complete(null);
        }

        @Override
        public CompletionStage<String> load() {
            evaluations++;
            return engine.holds ? released.thenCompose(any -> evaluate()) : evaluate();
        }

        private CompletionStage<String> evaluate() {
            CompletableFuture<String> source = new CompletableFuture<>();
            host.op(new Op("source", program.entry(), null, null, true), new OpReply() {
                @Override
                public void ok(String text) {
                    source.complete(text);
                }

                @Override
                public void ok(byte[] bytes) {
                    source.completeExceptionally(new IllegalStateException("bytes"));
                }

                @Override
                public void ok(String text, byte[] bytes) {
                    source.completeExceptionally(new IllegalStateException("bytes"));
                }

                @Override
                public void fail(String message) {
                    source.completeExceptionally(new LoadException(message));
                }
            });
            return source.thenCompose(script -> script.startsWith("throw")
                    ? CompletableFuture.failedFuture(new LoadException("index.js:1:1: " + script.strip()))
                    : CompletableFuture.completedFuture(script));
        }

        @Override
        public void offer(Exchange exchange) {
            if (closed) {
                exchange.stopped(new Stop(StopReason.NOT_BEGUN, "the version was closed"), 0);
            } else {
                offered.add(exchange);
            }
        }

        @Override
        public void abandon(Exchange exchange) {
            abandoned.add(exchange);
        }

        @Override
        public void taken(Exchange exchange, int bytes) {
            taken.addAndGet(bytes);
        }

        @Override
        public WorkersStatus status() {
            return new WorkersStatus(1, 0, offered.size(), 0, 0, 0, false);
        }

        @Override
        public CompletionStage<Void> drain(Duration time) {
            draining = true;
            return drained;
        }

        @Override
        public void close() {
            closed = true;
            drained.complete(null);
        }
    }
}
