package io.annex.server.http;

import io.annex.core.body.FormReader;
import io.annex.engine.budget.ByteBudget;
import io.annex.server.http.body.BodyLoop;
import io.annex.server.http.bound.Outflow;
import io.annex.server.http.bound.PaceRule;
import io.annex.server.http.bound.WatchedPace;
import io.annex.server.http.connection.ConnectionLoop;
import io.annex.server.http.connection.HardClose;
import io.annex.server.http.connection.Http1Connection;
import io.annex.server.http.connection.Http1Requests;
import io.annex.server.http.connection.LingeringClose;
import io.annex.server.http.connection.StrictRequestDecoder;
import io.annex.server.http.connection.VertxWire;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop of the edge with its connections. Everything in it happens on
 * its one thread, so nothing is locked; only {@link #open} and
 * {@link #connected} are read from outside.
 */
final class EdgeLoop extends VerticleBase implements ConnectionLoop, BodyLoop, Http1Requests {
    private static final Logger log = LoggerFactory.getLogger(EdgeLoop.class);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'",
            Locale.ENGLISH);
    private static final long TICK_MILLIS = 500;

    private final Edge edge;
    private final HttpServerOptions options;
    private final SocketAddress address;
    private final Http1ServerConfig http1;
    private final EdgeLimits limits;
    private final int headTicks;
    private final int idleTicks;
    private final int idleSeconds;
    /** The oldest first: of those idle since one tick, it is the one to go. */
    private final Set<StrictRequestDecoder> connections = new LinkedHashSet<>();
    private final Map<HttpConnection, Outflow> http2 = new HashMap<>();
    private final Set<WatchedPace> watched = new HashSet<>();
    private @Nullable HttpServer server;
    private @Nullable EventLoop loop;
    private int ticks;
    private String date = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
    private boolean closesQuiet;
    private volatile int open;
    private volatile int connected;

    EdgeLoop(Edge edge, HttpServerOptions options, EdgeOptions edgeOptions) {
        EdgeLimits limits = edgeOptions.limits();
        this.edge = edge;
        this.options = options;
        this.address = SocketAddress.inetSocketAddress(edgeOptions.port(), edgeOptions.host());
        this.http1 = new Http1ServerConfig().setMaxInitialLineLength(options.getMaxInitialLineLength())
                .setMaxHeaderSize(options.getMaxHeaderSize()).setMaxChunkSize(options.getMaxChunkSize())
                .setDecoderInitialBufferSize(options.getDecoderInitialBufferSize());
        this.headTicks = ticks(limits.headTime());
        this.limits = limits;
        this.idleTicks = ticks(limits.idleTime());
        this.idleSeconds = Math.clamp(limits.idleTime().toSeconds(), 1, Integer.MAX_VALUE);
    }

    private static int ticks(Duration time) {
        return Math.clamp(time.toMillis() / TICK_MILLIS, 1, Integer.MAX_VALUE);
    }

    @Override
    public io.vertx.core.Future<?> start() {
        EventLoop mine = ((ContextInternal) context).nettyEventLoop();
        loop = mine;
        mine.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        HttpServer made = vertx.createHttpServer(options).requestHandler(this::handle)
                .invalidRequestHandler(http -> refuse(new VertxWire(http), http.decoderResult().cause()))
                .connectionHandler(this::connected)
                .exceptionHandler(failure -> log.debug("A connection failed", failure));
        server = made;
        // Event loops listen on one address together, also if it is to have a free
        // port.
        return made.listen(address.port() == 0 ? SocketAddress.sharedRandomPort(1, address.host()) : address);
    }

    /** A request of HTTP/2. */
    private void handle(HttpServerRequest http) {
        handle(new VertxWire(http), null);
    }

    @Override
    public void begin(Wire wire, StrictRequestDecoder connection) {
        handle(wire, connection);
    }

    @Override
    public void refuse(Wire wire, Throwable why) {
        edge.refuse(wire, why, date);
    }

    private void handle(Wire wire, @Nullable StrictRequestDecoder connection) {
        EdgeExchange exchange = new EdgeExchange(this, wire, connection);
        exchange.guarded(() -> edge.handle(exchange));
    }

    private void connected(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        edge.accepted(channel);
        if (channel.pipeline().get("httpDecoder") == null) {
            // HTTP/2; its requests have deadlines of their own.
            channel.pipeline().addFirst(new IdleStateHandler(0, 0, idleSeconds));
            if (channel.pipeline().get(SslHandler.class) != null) {
                channel.pipeline().addAfter(channel.pipeline().context(SslHandler.class).name(), null,
                        new LingeringClose(this));
            }
            http2.put(connection, new Outflow(limits.pace()));
            counted();
            channel.closeFuture().addListener(closed -> {
                http2.remove(connection);
                counted();
            });
            if (closesQuiet) {
                connection.shutdown(Duration.ofDays(1));
            } else if (edge.isDraining()) {
                goAway(connection);
            }
        } else {
            takeOver(channel.pipeline());
        }
    }

    /**
     * Puts what is ours in the place of all that Vert.x has in a connection of
     * HTTP/1.1, but for TLS.
     */
    private void takeOver(ChannelPipeline pipeline) {
        SslHandler tls = pipeline.get(SslHandler.class);
        for (ChannelHandler each : pipeline.toMap().values()) {
            if (each != tls) {
                pipeline.remove(each);
            }
        }
        StrictRequestDecoder decoder = new StrictRequestDecoder(this, http1);
        pipeline.addLast(decoder, new Http1Connection(this, decoder, tls != null));
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    /**
     * Tells HTTP/2 connections that they are to end; those of HTTP/1.1 hear it with
     * their next answer. Any thread.
     */
    void drain() {
        executor().execute(() -> http2.keySet().forEach(EdgeLoop::goAway));
    }

    /**
     * Asks for no new streams, and takes those that are on their way (RFC 9113,
     * section 6.8).
     */
    private static void goAway(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        ChannelHandlerContext context = pipeline.context(Http2ConnectionHandler.class);
        if (context != null && context.handler() instanceof Http2ConnectionHandler http2) {
            http2.goAway(context, Integer.MAX_VALUE, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER,
                    context.newPromise());
            context.flush();
        }
    }

    /**
     * Closes the connections that wait for a request, and those of HTTP/2 when they
     * have been answered. Any thread.
     */
    void closeQuiet() {
        executor().execute(() -> {
            closesQuiet = true;
            for (StrictRequestDecoder connection : connections.toArray(StrictRequestDecoder[]::new)) {
                connection.closeIfQuiet();
            }
            for (HttpConnection connection : http2.keySet().toArray(HttpConnection[]::new)) {
                connection.shutdown(Duration.ofDays(1));
            }
        });
    }

    /** Stops to listen in Vert.x's own way, which ends connections at once. */
    void stopListening() {
        HttpServer listening = server;
        if (listening != null) {
            listening.shutdown(Duration.ofDays(1));
        }
    }

    int port() {
        HttpServer listening = server;
        return listening == null ? -1 : listening.actualPort();
    }

    // ---- time
    // ------------------------------------------------------------------------------------------------------

    private void tick() {
        ticks++;
        if ((ticks & 1) == 0) {
            date = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
        }
        if (!connections.isEmpty()) {
            for (StrictRequestDecoder connection : connections.toArray(StrictRequestDecoder[]::new)) {
                connection.check(ticks);
            }
        }
        if (!http2.isEmpty()) {
            Map.copyOf(http2).forEach((connection, outflow) -> HardClose
                    .ifTooSlow(((ConnectionBase) connection).channel(), outflow, millis()));
        }
        if (closesQuiet) {
            for (StrictRequestDecoder connection : connections.toArray(StrictRequestDecoder[]::new)) {
                connection.closeIfQuiet();
            }
        }
        if (!watched.isEmpty()) {
            for (WatchedPace each : watched.toArray(WatchedPace[]::new)) {
                each.check();
            }
        }
    }

    /** The time in ticks of {@value #TICK_MILLIS} ms. */
    @Override
    public int now() {
        return ticks;
    }

    /** The same in milliseconds. */
    @Override
    public long millis() {
        return ticks * TICK_MILLIS;
    }

    @Override
    public int headTicks() {
        return headTicks;
    }

    /** How fast a body has to come, and an answer to go. */
    @Override
    public PaceRule pace() {
        return limits.pace();
    }

    FormReader.Bounds form() {
        return new FormReader.Bounds(limits.formFields(), limits.formField());
    }

    /**
     * Runs what computes or waits for the disk, in the threads that the edge keeps
     * for bodies; what follows is on this loop again.
     */
    @Override
    public <T> Future<@Nullable T> blocking(Callable<T> task) {
        return run(edge.bodies(), task);
    }

    /** Reads of the disk what is an answer; what follows is on this loop again. */
    <T> Future<@Nullable T> reading(Callable<T> task) {
        return run(edge.disk(), task);
    }

    private <T> Future<@Nullable T> run(Executor threads, Callable<T> task) {
        Promise<@Nullable T> promise = executor().newPromise();
        threads.execute(() -> {
            try {
                promise.setSuccess(task.call());
            } catch (Exception | Error e) {
                promise.setFailure(e);
            }
        });
        return promise;
    }

    /** Threads that read of the disk what is an answer. */
    Executor disk() {
        return edge.disk();
    }

    /** From how many bytes an answer is compressed. */
    int gzip() {
        return limits.gzip();
    }

    @Override
    public ByteBudget budget() {
        return edge.budget();
    }

    @Override
    public boolean isOver() {
        return edge.isOver();
    }

    @Override
    public int idleTicks() {
        return idleTicks;
    }

    /** The {@code Date} field (RFC 9110 section 6.6.1), formatted once a second. */
    String date() {
        return date;
    }

    // ---- what is open
    // ----------------------------------------------------------------------------------------------

    @Override
    public void opened(StrictRequestDecoder connection) {
        connections.add(connection);
        counted();
    }

    @Override
    public void closed(StrictRequestDecoder connection) {
        connections.remove(connection);
        counted();
    }

    /**
     * Closes the connection that has been without a request for longest, if there
     * is one, so that another can have its place. Any thread.
     */
    void closeLongestIdle() {
        executor().execute(() -> {
            StrictRequestDecoder longest = null;
            for (StrictRequestDecoder each : connections) {
                if (each.isIdle() && (longest == null || each.idleSince() - longest.idleSince() < 0)) {
                    longest = each;
                }
            }
            if (longest != null) {
                longest.closeIdle();
            }
        });
    }

    private void counted() {
        connected = connections.size() + http2.size();
    }

    /** Connections; may be read by any thread. */
    int connected() {
        return connected;
    }

    @Override
    public void watch(WatchedPace pace) {
        watched.add(pace);
    }

    @Override
    public void forget(WatchedPace pace) {
        watched.remove(pace);
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void began() {
        open++;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void ended() {
        open--;
    }

    /** Requests that are not answered yet; may be read by any thread. */
    int open() {
        return open;
    }

    EventLoop executor() {
        EventLoop mine = loop;
        if (mine == null) {
            throw new IllegalStateException("the event loop has not started");
        }
        return mine;
    }

    Edge edge() {
        return edge;
    }
}
