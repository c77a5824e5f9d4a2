package io.annex.core.service;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.OpOutcome;
import io.annex.core.service.OpRoutes.Route;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The host side of one version: routes its ops to the services, writes its log.
 * Called on workers' threads, and on the one that reads what cells say.
 *
 * <p>
 * An op is looked up once. It is let in by the add-on's {@link OpGate}, also
 * where there is none of its name; its grant is checked; it is served as its
 * {@link Mode} says, and counted with its answer.
 */
public final class VersionHost implements Host, AutoCloseable {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_FAILURE = 1000;

    private final OpenedVersion version;
    private final OpRoutes routes;
    private final OpGate gate;
    private final OpGate.Bounds bounds;
    private final ExchangeObserver observer;
    private final List<Scope> scopes = new ArrayList<>();
    private final Set<RoutedCall> cancelling = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    VersionHost(OpenedVersion version, OpRoutes routes, OpGate gate, ExchangeObserver observer) {
        this.version = version;
        this.routes = routes;
        this.gate = gate;
        this.bounds = OpGate.Bounds.of(version.limits());
        this.observer = observer;
    }

    /** Opens the services, in their order; before any op. */
    void open(List<HostService> services) throws InvalidAddon {
        for (HostService service : services) {
            try {
                scopes.add(Objects.requireNonNull(service.open(version), "no scope"));
            } catch (RuntimeException | Error e) {
                throw new InvalidAddon("the host service '" + service.name() + "' could not be opened for it: " + e, e,
                        InvalidAddon.Fault.WORKER);
            }
        }
    }

    // ---- ops

    @Override
    public void op(Op op, OpReply reply) {
        long now = System.nanoTime();
        Route route = routes.find(op.name());
        long size = RoutedCall.size(op);
        String passed = gate.enter(bounds, route != null && route.op().mode() == Mode.ENDING, now, size);
        if (passed != null) {
            refuse(route, OpOutcome.LIMIT, now);
            reply.fail(coded("limit", passed));
        } else if (route == null) {
            gate.leave(size);
            refuse(null, OpOutcome.UNKNOWN, now);
            reply.fail("There is no host service '" + shortened(op.name(), LONGEST_NAME) + "'");
        } else if (!isGranted(route.op().grant())) {
            gate.leave(size);
            refuse(route, OpOutcome.DENIED, now);
            reply.fail(coded("denied", op.name() + ": not granted: add '" + route.grant() + "' under addons."
                    + version.addon() + ".grants in annex.yaml"));
        } else {
            new RoutedCall(this, route, op, reply, now, size).serve();
        }
    }

    private boolean isGranted(String grant) {
        return grant.isEmpty() || version.settings().grants().has(grant);
    }

    private void refuse(@Nullable Route route, OpOutcome outcome, long begun) {
        gate.observer().done(route == null ? routes.unknown() : route.index(), outcome, System.nanoTime() - begun);
    }

    /** How a failure crosses. */
    static String coded(@Nullable String code, @Nullable String message) {
        return code == null || code.isEmpty() ? String.valueOf(message) : code + '\0' + message;
    }

    /** What guests have said, in a message: it may be millions of characters. */
    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    OpGate gate() {
        return gate;
    }

    Scope scope(int service) {
        return scopes.get(service);
    }

    /** A service has failed in a way that is not for the add-on to know. */
    void broke(Call call, Throwable failure) {
        ExchangeScope exchange = call.exchange();
        // At its own pace: code can have this as often as it likes.
        version.log().host(Level.WARN,
                "the host service '" + call.op() + "' failed: " + shortened(failure.toString(), LONGEST_FAILURE),
                exchange == null ? null : exchange.id());
        LoggerFactory.getLogger(VersionHost.class).debug("{}: the host service {} failed", version.addon(), call.op(),
                failure);
    }

    /**
     * Something is to be done when the version goes before its call is answered.
     */
    void cancels(RoutedCall call) {
        cancelling.add(call);
        if (closed) {
            call.cancel();
        }
    }

    void forget(RoutedCall call) {
        cancelling.remove(call);
    }

    // ---- all else that workers tell

    @Override
    public void log(String level, String message, @Nullable String exchange) {
        version.log().line(level, message, exchange);
    }

    @Override
    public void dropped(long lines) {
        version.log().dropped(lines);
    }

    @Override
    public void breach(Stop stop, @Nullable Exchange exchange) {
        observer.breach(version.addon(), stop.reason());
        if (exchange == null) {
            version.log().line("warn", "stopped: " + stop.reason().code() + ": " + stop.detail(), null);
        }
    }

    @Override
    public void lost(String why) {
        LoggerFactory.getLogger(VersionHost.class).error(
                "{}: {}; its thread takes a processor until that ends. Let it run with isolation: process",
                version.addon(), why);
    }

    /** The version serves no more: its calls end. */
    @Override
    public void close() {
        closed = true;
        cancelling.forEach(RoutedCall::cancel);
        scopes.forEach(scope -> quietly(addon(), scope::close));
        version.log().reportDropped();
    }

    /** The others are to end all the same. */
    static void quietly(String whose, Runnable end) {
        try {
            end.run();
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(VersionHost.class).error("{}: a host service did not close", whose, e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    String addon() {
        return version.addon();
    }

    public AddonLog addonLog() {
        return version.log();
    }
}
