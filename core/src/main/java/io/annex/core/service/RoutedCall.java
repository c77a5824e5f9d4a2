package io.annex.core.service;

import io.annex.core.addon.OpOutcome;
import io.annex.core.service.OpRoutes.Route;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through the router: let in, served as its mode says,
 * answered once, counted.
 */
final class RoutedCall implements Call, Runnable {
    private static final AtomicIntegerFieldUpdater<RoutedCall> ANSWERED = AtomicIntegerFieldUpdater
            .newUpdater(RoutedCall.class, "answered");

    private final VersionHost host;
    private final Route route;
    private final Op op;
    private final OpReply reply;
    private final long begun;
    private final long size;
    @SuppressWarnings("unused") // by its updater
    private volatile int answered;
    /** What goes on where it may wait, once it has begun. */
    private @Nullable Blocking rest;
    private volatile @Nullable Cancelling cancelling;

    RoutedCall(VersionHost host, Route route, Op op, OpReply reply, long begun, long size) {
        this.host = host;
        this.route = route;
        this.op = op;
        this.reply = reply;
        this.begun = begun;
        this.size = size;
    }

    static long size(Op op) {
        byte[] bytes = op.bytes();
        return op.text().length() + (bytes == null ? 0L : bytes.length);
    }

    /** Serves it, here or where it may wait. */
    void serve() {
        if (route.op().mode() == Mode.BLOCKING && !op.waits()) {
            onLane();
        } else {
            run();
        }
    }

    private void onLane() {
        try {
            host.gate().lane().execute(this);
        } catch (RejectedExecutionException e) {
            if (end(OpOutcome.LIMIT)) {
                reply.fail(VersionHost.coded("limit",
                        "The host service '" + op() + "' is busy: too many of its calls wait"));
            }
        }
    }

    /** Not for others: on a thread that may do what is to be done. */
    @Override
    public void run() {
        try {
            Blocking more = rest;
            if (more == null) {
                host.scope(route.service()).serve(this);
            } else {
                more.run();
            }
        } catch (OpRefused e) {
            if (end(OpOutcome.FAILED)) {
                reply.fail(VersionHost.coded(e.code(), String.valueOf(e.getMessage())));
            }
        } catch (IOException | RuntimeException | Error e) {
            host.broke(this, e);
            if (end(OpOutcome.ERROR)) {
                reply.fail("The host service '" + op() + "' failed");
            }
        }
    }

    @Override
    public void blocking(Blocking more) {
        rest = more;
        if (op.waits()) {
            run();
        } else {
            onLane();
        }
    }

    // ---- what it is

    @Override
    public String op() {
        return route.op().name();
    }

    @Override
    public String text() {
        return op.text();
    }

    @Override
    public byte @Nullable [] bytes() {
        return op.bytes();
    }

    @Override
    public @Nullable ExchangeScope exchange() {
        return op.exchange() instanceof ExchangeScope of ? of : null;
    }

    // ---- its answer

    /** Whether this is the first answer; counts it. */
    private boolean end(OpOutcome outcome) {
        if (!ANSWERED.compareAndSet(this, 0, 1)) {
            return false;
        }
        host.gate().leave(size);
        host.gate().observer().done(route.index(), outcome, System.nanoTime() - begun);
        Cancelling known = cancelling;
        if (known != null) {
            known.over();
        }
        return true;
    }

    private boolean isAnswered() {
        return answered != 0;
    }

    @Override
    public void ok(String text) {
        if (end(OpOutcome.OK)) {
            reply.ok(text);
        }
    }

    @Override
    public void ok(byte[] bytes) {
        if (end(OpOutcome.OK)) {
            reply.ok(bytes);
        }
    }

    @Override
    public void ok(String text, byte[] bytes) {
        if (end(OpOutcome.OK)) {
            reply.ok(text, bytes);
        }
    }

    @Override
    public void fail(String code, String message) {
        if (end(OpOutcome.FAILED)) {
            reply.fail(VersionHost.coded(code, message));
        }
    }

    // ---- its end without one

    @Override
    public void onCancel(Runnable action) {
        Cancelling made = new Cancelling(action);
        cancelling = made;
        host.cancels(made);
        ExchangeScope exchange = exchange();
        if (exchange != null) {
            exchange.tell(made);
        }
        if (isAnswered()) {
            made.over();
        }
    }

    /** What is to be done when nobody waits any more. */
    final class Cancelling implements ExchangeScope.Listener {
        private final Runnable action;

        Cancelling(Runnable action) {
            this.action = action;
        }

        @Override
        public void ended(boolean answeredExchange) {
            if (!answeredExchange) {
                cancel();
            }
        }

        void cancel() {
            if (end(OpOutcome.CANCELLED)) {
                try {
                    action.run();
                } catch (RuntimeException | Error e) {
                    host.broke(RoutedCall.this, e);
                }
                reply.fail(VersionHost.coded("cancelled", "nobody waits for it any more"));
            }
        }

        private void over() {
            host.forget(this);
            ExchangeScope exchange = exchange();
            if (exchange != null) {
                exchange.forget(this);
            }
        }
    }
}
