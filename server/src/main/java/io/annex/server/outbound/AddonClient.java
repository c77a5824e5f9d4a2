package io.annex.server.outbound;

import io.annex.core.grant.Grants;
import io.annex.core.grant.Grants.Denial;
import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundFailure.Kind;
import io.annex.core.outbound.OutboundRequest;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of one version of an add-on: its connections, its look-ups, its
 * calls. All of it happens on {@link #context}.
 */
final class AddonClient implements Outbound.Client {
    private static final Logger log = LoggerFactory.getLogger(AddonClient.class);
    /**
     * Many servers close an idle connection after 5 s; a call must not go into one
     * that is about to be closed.
     */
    private static final int KEEP_ALIVE_SECONDS = 4;
    private static final int MOST_HEADER_BYTES = 64 << 10;
    private static final int MOST_MESSAGE_BYTES = 1 << 20;
    /** An add-on that calls ever other names does not fill the log. */
    private static final int MOST_TOLD = 20;

    private final Vertx vertx;
    private final Context context;
    private final Lookups lookups;
    private final String addon;
    private final long idleMillis;
    private final int mostCalls;
    private final int connectMillis;
    private final Trust trust = new Trust();
    private final HttpClient http;

    // The event loop's.
    private final Set<AddressedCall> calls = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private @Nullable WebSocketClient sockets;
    private boolean closed;

    AddonClient(Vertx vertx, Context context, Lookups lookups, String addon, Limits limits) {
        this.vertx = vertx;
        this.context = context;
        this.lookups = lookups;
        this.addon = addon;
        this.idleMillis = TimeUnit.NANOSECONDS.toMillis(limits.get(Limit.CALL_IDLE));
        mostCalls = Math.clamp(limits.get(Limit.CALLS), 1, Integer.MAX_VALUE);
        connectMillis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(limits.get(Limit.CALL_CONNECT)), 0, Integer.MAX_VALUE);
        HttpClientOptions options = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS).setDecompressionSupported(true)
                .setMaxHeaderSize(MOST_HEADER_BYTES).setConnectTimeout(connectMillis).setTcpNoDelay(true);
        this.http = vertx.createHttpClient(options,
                new PoolOptions().setHttp1MaxSize(mostCalls).setCleanerPeriod(1000));
    }

    @Override
    public Outbound.Call call(OutboundRequest request, Grants grants) {
        return begun(new HttpCall(this, request, grants));
    }

    @Override
    public Outbound.Call socket(OutboundRequest request, Grants grants) {
        return begun(new SocketCall(this, request, grants));
    }

    private Outbound.Call begun(AddressedCall call) {
        context.runOnContext(none -> {
            if (closed) {
                call.fail(new OutboundFailure(Kind.CANCELLED, "the add-on was stopped"));
            } else {
                calls.add(call);
                call.start();
            }
        });
        return call;
    }

    /** Logs to which address a name led, once for each of a few names. */
    void refused(OutboundRequest request, Denial refusal) {
        if (!refusal.logged().isEmpty() && told.size() < MOST_TOLD && told.add(request.host())) {
            log.info("{} of {} was refused: {}", request.host(), addon.isEmpty() ? "the operator" : "add-on " + addon,
                    refusal.logged());
        }
    }

    void over(AddressedCall call) {
        calls.remove(call);
    }

    Vertx vertx() {
        return vertx;
    }

    Context context() {
        return context;
    }

    Lookups lookups() {
        return lookups;
    }

    Trust trust() {
        return trust;
    }

    HttpClient http() {
        return http;
    }

    /** On the event loop: few add-ons open any. */
    WebSocketClient sockets() {
        if (sockets == null) {
            sockets = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(mostCalls)
                    .setMaxFrameSize(MOST_MESSAGE_BYTES).setMaxMessageSize(MOST_MESSAGE_BYTES)
                    .setConnectTimeout(connectMillis).setTcpNoDelay(true));
        }
        return sockets;
    }

    String addon() {
        return addon;
    }

    long idleMillis() {
        return idleMillis;
    }

    @Override
    public void close() {
        context.runOnContext(none -> {
            closed = true;
            for (AddressedCall call : new ArrayList<>(calls)) {
                call.fail(new OutboundFailure(Kind.CANCELLED, "the add-on was stopped"));
            }
            http.close();
            if (sockets != null) {
                sockets.close();
            }
        });
    }
}
