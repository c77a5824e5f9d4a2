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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
    /** An add-on that calls ever other names does not fill the log. */
    private static final int MOST_TOLD = 20;

    private final Vertx vertx;
    private final Context context;
    private final Lookups lookups;
    private final String addon;
    private final long idleMillis;
    private final Trust trust = new Trust();
    private final HttpClient http;

    // The event loop's.
    private final Set<HttpCall> calls = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private boolean closed;

    AddonClient(Vertx vertx, Context context, Lookups lookups, String addon, Limits limits) {
        this.vertx = vertx;
        this.context = context;
        this.lookups = lookups;
        this.addon = addon;
        this.idleMillis = TimeUnit.NANOSECONDS.toMillis(limits.get(Limit.CALL_IDLE));
        int calls = (int) Math.min(limits.get(Limit.CALLS), Integer.MAX_VALUE);
        long connect = TimeUnit.NANOSECONDS.toMillis(limits.get(Limit.CALL_CONNECT));
        HttpClientOptions options = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS).setDecompressionSupported(true)
                .setMaxHeaderSize(MOST_HEADER_BYTES).setConnectTimeout((int) Math.min(connect, Integer.MAX_VALUE))
                .setTcpNoDelay(true);
        this.http = vertx.createHttpClient(options,
                new PoolOptions().setHttp1MaxSize(Math.max(1, calls)).setCleanerPeriod(1000));
    }

    @Override
    public Outbound.Call call(OutboundRequest request, Grants grants) {
        HttpCall call = new HttpCall(this, request, grants);
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

    void over(HttpCall call) {
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
            for (HttpCall call : new ArrayList<>(calls)) {
                call.fail(new OutboundFailure(Kind.CANCELLED, "the add-on was stopped"));
            }
            http.close();
        });
    }
}
