package io.annex.server.outbound;

import io.annex.core.grant.Grants;
import io.annex.core.grant.Grants.Denial;
import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.Outbound.Head;
import io.annex.core.outbound.Outbound.Part;
import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundFailure.Kind;
import io.annex.core.outbound.OutboundRequest;
import io.vertx.core.Context;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What is called under an address that the grants allow: name → addresses →
 * those that may be called → a connection to exactly one of them.
 *
 * <h2>Why the address is what is checked</h2> A name says nothing of where it
 * leads: {@code localtest.me} is 127.0.0.1, and a name server of the attacker's
 * may give a public address to whoever checks and another one to whoever
 * connects. So the name is looked up once, each address is checked, and Vert.x
 * is given one of those that passed to connect to, without its name, which it
 * would look up again; the name is left for the {@code Host} header, SNI and
 * the certificate. A redirect is another call and goes through all of it again.
 * A pooled connection is found by its address, which is checked before it is
 * looked for.
 *
 * <h2>What a refusal tells</h2> The address that an add-on wrote itself, and
 * never the one that a name leads to: so an add-on cannot map the network that
 * it may not call. The operator finds it in the log.
 *
 * <p>
 * The methods of {@link Outbound.Call} may be called from any thread; all else,
 * and all fields, belong to the event loop of the client.
 */
abstract class AddressedCall implements Outbound.Call {
    final AddonClient client;
    final OutboundRequest request;
    private final Grants grants;
    final CompletableFuture<Head> head = new CompletableFuture<>();
    final CompletableFuture<Void> over = new CompletableFuture<>();

    // The event loop's.
    @Nullable
    CompletableFuture<Part> reading;
    @Nullable
    OutboundFailure failure;

    AddressedCall(AddonClient client, OutboundRequest request, Grants grants) {
        this.client = client;
        this.request = request;
        this.grants = grants;
    }

    /** Gives whoever reads what has arrived, if there is both. */
    abstract void deliver();

    /** It has failed: lets go of its connection and of what is under way there. */
    abstract void letGo(OutboundFailure why);

    /** It has ended in one way or the other. */
    abstract void end();

    /** It may be called, and is from now on under way. */
    abstract void begun();

    /** Connects to one of these, the others after it. */
    abstract void connect(List<InetAddress> addresses, int index);

    @Override
    public final CompletionStage<Head> head() {
        return head;
    }

    @Override
    public final CompletionStage<Void> over() {
        return over;
    }

    @Override
    public final CompletionStage<Part> read() {
        CompletableFuture<Part> part = new CompletableFuture<>();
        client.context().runOnContext(none -> {
            if (failure != null) {
                part.completeExceptionally(failure);
            } else if (reading != null || !head.isDone()) {
                part.completeExceptionally(failed(Kind.INVALID, "two reads at once"));
            } else {
                reading = part;
                deliver();
            }
        });
        return part;
    }

    @Override
    public final void cancel(OutboundFailure why) {
        client.context().runOnContext(none -> fail(failed(why.kind(), why.text())));
    }

    /** Whether it has ended already. */
    final boolean isOver() {
        return failure != null || over.isDone();
    }

    /** Ends it, unless it has ended. */
    final void fail(OutboundFailure why) {
        if (isOver()) {
            return;
        }
        failure = why;
        letGo(why);
        head.completeExceptionally(why);
        CompletableFuture<Part> waits = reading;
        if (waits != null) {
            reading = null;
            waits.completeExceptionally(why);
        }
        over.completeExceptionally(why);
        end();
    }

    final void start() {
        String flaw = RequestFlaw.of(request);
        if (flaw != null) {
            fail(failed(Kind.INVALID, flaw));
            return;
        }
        String port = grants.refusesPort(request.host(), request.port(), client.addon());
        if (port != null) {
            fail(failed(Kind.REFUSED, port));
            return;
        }
        begun();
        client.lookups().addresses(request.host())
                .whenComplete((addresses, unknown) -> onLoop(() -> found(addresses == null ? List.of() : addresses)));
    }

    private void found(List<InetAddress> addresses) {
        if (isOver()) {
            return;
        }
        List<InetAddress> allowed = new ArrayList<>();
        Denial refusal = null;
        for (InetAddress address : addresses) {
            Denial reason = grants.refuses(request.host(), request.port(), address, client.addon());
            if (reason == null) {
                allowed.add(address);
            } else if (refusal == null) {
                refusal = reason;
            }
        }
        if (!allowed.isEmpty()) {
            connect(allowed, 0);
        } else if (refusal != null) {
            client.refused(request, refusal);
            fail(failed(Kind.REFUSED, refusal.told()));
        } else {
            fail(failed(Kind.NOT_FOUND, "there is no address of this name"));
        }
    }

    static boolean isConnect(Throwable cause) {
        return cause instanceof ConnectException || cause instanceof NoRouteToHostException;
    }

    final void onLoop(Runnable task) {
        Context context = client.context();
        if (io.vertx.core.Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(none -> task.run());
        }
    }

    final OutboundFailure failed(Kind kind, String what) {
        return new OutboundFailure(kind, request.method() + ' ' + request.shown() + ": " + what);
    }

    final OutboundFailure told(Throwable cause) {
        return switch (cause) {
            case OutboundFailure known -> known;
            case SSLException e -> failed(Kind.TLS, "TLS failed: " + root(e));
            case ConnectException e when isTimeout(e) ->
                failed(Kind.TIME, "no connection in time (limits.callConnect)");
            case ConnectException e -> failed(Kind.CONNECT, "the connection was refused");
            case NoRouteToHostException e -> failed(Kind.CONNECT, "there is no route to it");
            case TimeoutException e -> failed(Kind.TIME, "no connection in time");
            case ConnectionPoolTooBusyException e -> failed(Kind.LIMIT, "too many calls at once");
            default -> failed(Kind.RESET, "the connection was closed before the answer was complete");
        };
    }

    private static boolean isTimeout(ConnectException e) {
        return e instanceof io.netty.channel.ConnectTimeoutException;
    }

    private static @Nullable String root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}
