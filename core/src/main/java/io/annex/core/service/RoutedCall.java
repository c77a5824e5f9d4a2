package io.annex.core.service;

import io.annex.core.addon.OpOutcome;
import io.annex.core.service.OpRoutes.Route;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through the router: let in, served as its mode says,
 * answered once, counted.
 */
final class RoutedCall implements Call, Runnable, ExchangeScope.Listener {
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
    /** Whether the version knows of it, and ends it when it goes itself. */
    private volatile boolean known;
    // Guarded by this object.
    private @Nullable List<Runnable> actions;
    private boolean cancelled;

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
        // Whatever it waits for there, it ends with its version.
        register();
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
        if (host.isClosed()) {
            // No scope is asked after its end.
            cancel();
            return;
        }
        try {
            Blocking more = rest;
            if (more == null) {
                host.scope(route.service()).serve(this);
            } else {
                more.run();
            }
        } catch (OpRefused e) {
            fail(e.code(), String.valueOf(e.getMessage()));
            return;
        } catch (Throwable e) {
            // Services need not be written in Java, nor declare what they throw.
            broken(e);
            return;
        }
        if (!isAnswered()) {
            register();
        }
    }

    private void broken(Throwable failure) {
        if (end(OpOutcome.ERROR)) {
            reply.fail(failed());
        }
        host.broke(this, failure);
    }

    private String failed() {
        return "The host service '" + op() + "' failed";
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
        if (known) {
            forgotten();
        }
        return true;
    }

    private boolean isAnswered() {
        return answered != 0;
    }

    @Override
    public void ok(String text) {
        if (text == null) {
            broken(new NullPointerException("it answered with null"));
        } else if (end(OpOutcome.OK)) {
            try {
                reply.ok(text);
            } catch (RuntimeException | Error e) {
                undelivered(e);
            }
        }
    }

    @Override
    public void ok(byte[] bytes) {
        if (bytes == null) {
            broken(new NullPointerException("it answered with null"));
        } else if (end(OpOutcome.OK)) {
            try {
                reply.ok(bytes);
            } catch (RuntimeException | Error e) {
                undelivered(e);
            }
        }
    }

    @Override
    public void ok(String text, byte[] bytes) {
        if (text == null || bytes == null) {
            broken(new NullPointerException("it answered with null"));
        } else if (end(OpOutcome.OK)) {
            try {
                reply.ok(text, bytes);
            } catch (RuntimeException | Error e) {
                undelivered(e);
            }
        }
    }

    /** Too large an answer, say; whoever waits for it is told all the same. */
    private void undelivered(Throwable failure) {
        reply.fail(failed());
        host.broke(this, failure);
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
        register();
        if (!isKept(action)) {
            perform(action);
            return;
        }
        ExchangeScope exchange = exchange();
        if (exchange != null) {
            exchange.tell(this);
        }
        if (isAnswered()) {
            forgotten();
        }
    }

    /** Whether it is to be done later, if at all. */
    private synchronized boolean isKept(Runnable action) {
        if (cancelled) {
            return false;
        }
        if (actions == null) {
            actions = new ArrayList<>(1);
        }
        actions.add(action);
        return true;
    }

    /**
     * Tells the version; as often as one likes, and from any thread. An answer that
     * comes meanwhile finds it known, or is found.
     */
    private void register() {
        if (!known) {
            known = true;
            host.cancels(this);
            if (isAnswered()) {
                forgotten();
            }
        }
    }

    private void forgotten() {
        host.forget(this);
        ExchangeScope exchange = exchange();
        if (exchange != null) {
            exchange.forget(this);
        }
    }

    @Override
    public void ended(boolean answeredExchange) {
        if (!answeredExchange) {
            cancel();
        }
    }

    /** Nobody waits any more. */
    void cancel() {
        if (end(OpOutcome.CANCELLED)) {
            List<Runnable> due;
            synchronized (this) {
                cancelled = true;
                due = actions == null ? List.of() : List.copyOf(actions);
            }
            due.forEach(this::perform);
            reply.fail(VersionHost.coded("cancelled", "nobody waits for it any more"));
        }
    }

    private void perform(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            host.broke(this, e);
        }
    }
}
