package io.annex.server.http;

import io.annex.core.Answer;
import io.annex.core.Dispatcher;
import io.annex.core.Problems;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, and takes each request to whom it is for: the host's own endpoints
 * below {@code /-/}, or the add-ons'. What could be read in two ways is refused
 * first.
 *
 * <p>
 * Netty's decoder refuses what breaks the framing of HTTP/1.1 (RFC 9112): both
 * a length and a transfer coding, several lengths, bad chunk sizes, broken
 * lines. {@link RequestTarget} judges the target, {@link RequestHead} the
 * header fields.
 */
public final class Edge implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Edge.class);
    private static final int REQUEST_LINE = 16 << 10;
    private static final int ALL_HEADERS = 32 << 10;
    private static final long SWEEP_MILLIS = 1000;
    private static final Answer FIXED = new Answer.Text(200, List.of("content-type", "application/json"),
            "{\"message\":\"Hello, World!\"}");

    private final Vertx vertx;
    private final HttpServer server;
    private final EdgeOptions options;
    private final Dispatcher dispatcher;
    private final Supplier<String> metrics;
    private final BooleanSupplier ready;
    private final HttpDate date = new HttpDate();
    private final Map<HttpConnection, Connection> connections = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean draining;

    /** A client's connection: when it last had a request, and how many it has. */
    static final class Connection {
        volatile long since = System.nanoTime();
        volatile boolean used;
        /** The connection is being closed: nothing more on it is a request. */
        volatile boolean refused;
        final AtomicInteger requests = new AtomicInteger();
    }

    private Edge(EdgeOptions options, Dispatcher dispatcher, Supplier<String> metrics, BooleanSupplier ready) {
        this.options = options;
        this.dispatcher = dispatcher;
        this.metrics = metrics;
        this.ready = ready;
        this.vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
        this.server = vertx.createHttpServer(httpOptions(options));
    }

    private static HttpServerOptions httpOptions(EdgeOptions options) {
        HttpServerOptions http = new HttpServerOptions().setHost(options.host()).setPort(options.port())
                .setReuseAddress(true).setMaxInitialLineLength(REQUEST_LINE).setMaxHeaderSize(ALL_HEADERS)
                .setHttp2ClearTextEnabled(false).setMaxFormAttributeSize(1 << 20).setMaxFormFields(1000)
                .setTcpNoDelay(true).setAcceptBacklog(1024);
        if (options.tlsCertificate() != null && options.tlsKey() != null) {
            http.setSsl(true).setUseAlpn(true).setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setKeyCertOptions(new PemKeyCertOptions().addCertPath(options.tlsCertificate().toString())
                            .addKeyPath(options.tlsKey().toString()));
        }
        return http;
    }

    /**
     * Starts to listen.
     *
     * @param metrics
     *            gives the metrics page
     * @param ready
     *            whether the server is ready for requests
     * @throws java.io.IOException
     *             when it cannot listen, e.g. because the port is in use
     */
    public static Edge open(EdgeOptions options, Dispatcher dispatcher, Supplier<String> metrics, BooleanSupplier ready)
            throws java.io.IOException {
        Edge edge = new Edge(options, dispatcher, metrics, ready);
        edge.server.requestHandler(edge::handle).invalidRequestHandler(edge::refuse).connectionHandler(edge::connected)
                .exceptionHandler(failure -> log.debug("A connection failed", failure));
        try {
            edge.server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            edge.vertx.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new java.io.IOException(String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.IOException("interrupted", e);
        }
        edge.vertx.setPeriodic(SWEEP_MILLIS, timer -> edge.everySecond());
        return edge;
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    // ---- connections
    // -----------------------------------------------------------------------------------------------

    private void connected(HttpConnection connection) {
        connections.put(connection, new Connection());
        connection.closeHandler(closed -> connections.remove(connection));
    }

    /**
     * Closes connections that have been without a request for too long, however
     * slowly they send one (slow loris).
     */
    private void everySecond() {
        date.tick();
        long now = System.nanoTime();
        connections.forEach((connection, state) -> {
            Duration patience = state.used ? options.idleTime() : options.headTime();
            if (state.requests.get() == 0 && now - state.since > patience.toNanos()) {
                connection.close();
            }
        });
    }

    // ---- requests
    // --------------------------------------------------------------------------------------------------

    private void handle(HttpServerRequest http) {
        Connection connection = connections.get(http.connection());
        if (connection != null && connection.refused) {
            return;
        }
        VertxRequest request = new VertxRequest(this, vertx, http, connection == null ? new Connection() : connection,
                options.trustedProxies());
        String fault = RequestTarget.fault(request.target());
        if (fault == null) {
            fault = RequestHead.fault(http);
        }
        if (fault != null) {
            request.closeAfterwards();
            request.answer(Problems.badRequest("Bad request: " + fault + "."));
        } else if (request.target().startsWith("/-/")) {
            own(request);
        } else {
            dispatcher.handle(request);
        }
    }

    /** What the decoder could not read: 400, 414 or 431. */
    private void refuse(HttpServerRequest http) {
        Connection connection = connections.get(http.connection());
        if (connection != null && connection.refused) {
            return;
        }
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(http);
    }

    /** The host's own endpoints. */
    private void own(VertxRequest request) {
        boolean serving = ready.getAsBoolean() && !draining;
        Answer answer = switch (request.path()) {
            case "/-/health/live" -> health(200, "live");
            case "/-/health/ready", "/-/health" ->
                health(serving ? 200 : 503, serving ? "ready" : draining ? "draining" : "starting");
            case "/-/metrics" -> new Answer.Text(200,
                    List.of("content-type", "text/plain; version=0.0.4; charset=utf-8"), metrics.get());
            case "/-/fixed" -> options.fixed() ? FIXED : Problems.notFound();
            default -> Problems.notFound();
        };
        request.answer(answer);
    }

    private static Answer health(int status, String state) {
        return new Answer.Text(status, List.of("content-type", "application/json", "cache-control", "no-store"),
                "{\"status\":\"" + state + "\"}");
    }

    HttpDate date() {
        return date;
    }

    boolean draining() {
        return draining;
    }

    void began(Connection connection) {
        open.incrementAndGet();
        connection.requests.incrementAndGet();
        connection.used = true;
    }

    void ended(Connection connection) {
        open.decrementAndGet();
        connection.since = System.nanoTime();
        connection.requests.decrementAndGet();
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    /** Accepts no more connections; answers from now on ask clients to go. */
    public void drain() {
        draining = true;
    }

    /** Requests that are not answered yet. */
    public int openRequests() {
        return open.get();
    }

    @Override
    public void close() {
        try {
            server.shutdown(Duration.ofSeconds(1)).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("The edge did not close in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
