package io.annex.server.http;

import io.annex.core.body.FormReader;
import io.annex.engine.budget.ByteBudget;
import io.annex.server.http.body.BodyLoop;
import io.annex.server.http.bound.PaceRule;
import io.annex.server.http.bound.WatchedPace;
import io.annex.server.http.connection.ConnectionLoop;
import io.annex.server.http.connection.Http1Connection;
import io.annex.server.http.connection.Http1Requests;
import io.annex.server.http.connection.Http2Connection;
import io.annex.server.http.connection.Http2Requests;
import io.annex.server.http.connection.StrictRequestDecoder;
import io.annex.server.http.connection.Tls;
import io.annex.server.http.wire.Wire;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.http.Http1ServerConfig;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the edge with its connections. Everything in it happens on
 * its one thread, so nothing is locked; only {@link #open} and
 * {@link #connected} are read from outside.
 */
final class EdgeLoop implements ConnectionLoop, BodyLoop, Http1Requests, Http2Requests {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'",
            Locale.ENGLISH);
    private static final long TICK_MILLIS = 500;

    private final Edge edge;
    private final EventLoop loop;
    private final @Nullable Tls tls;
    private final Http1ServerConfig http1;
    private final EdgeLimits limits;
    private final int headTicks;
    private final int idleTicks;
    private final int idleSeconds;
    /** The oldest first: of those idle since one tick, it is the one to go. */
    private final Set<StrictRequestDecoder> connections = new LinkedHashSet<>();
    private final Set<Http2Connection> http2 = new HashSet<>();
    private final LiveStreams live;
    private final Set<WatchedPace> watched = new HashSet<>();
    private int ticks;
    private String date = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
    private boolean closesQuiet;
    private volatile int open;
    private volatile int connected;

    EdgeLoop(Edge edge, EventLoop loop, EdgeLimits limits, @Nullable Tls tls) {
        this.edge = edge;
        this.loop = loop;
        this.tls = tls;
        this.http1 = new Http1ServerConfig().setMaxInitialLineLength(limits.requestLine())
                .setMaxHeaderSize(limits.headers());
        this.headTicks = ticks(limits.headTime());
        this.limits = limits;
        this.live = new LiveStreams(limits.heartbeat());
        this.idleTicks = ticks(limits.idleTime());
        this.idleSeconds = Math.clamp(limits.idleTime().toSeconds(), 1, Integer.MAX_VALUE);
    }

    private static int ticks(Duration time) {
        return Math.clamp(time.toMillis() / TICK_MILLIS, 1, Integer.MAX_VALUE);
    }

    /** Begins to look at its connections. */
    void start() {
        loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A request of HTTP/2. */
    @Override
    public void begin(Wire wire) {
        handle(wire, null);
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

    /** Somebody has connected. */
    void accepted(Channel channel) {
        if (tls == null) {
            http1(channel, false);
        } else {
            tls.begin(channel, this::agreed);
        }
    }

    private void agreed(Channel channel, boolean isHttp2) {
        if (isHttp2) {
            http2(channel);
        } else {
            http1(channel, true);
        }
    }

    private void http1(Channel channel, boolean encrypted) {
        StrictRequestDecoder decoder = new StrictRequestDecoder(this, http1);
        channel.pipeline().addLast(decoder, new Http1Connection(this, decoder, encrypted));
    }

    private void http2(Channel channel) {
        Http2Connection connection = Http2Connection.begin(channel, this, this, limits.headers(), idleSeconds);
        http2.add(connection);
        counted();
        channel.closeFuture().addListener(closed -> {
            http2.remove(connection);
            counted();
        });
        if (closesQuiet) {
            connection.shutdown();
        } else if (edge.isDraining()) {
            connection.goAway();
        }
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    /**
     * Tells HTTP/2 connections that they are to end; those of HTTP/1.1 hear it with
     * their next answer. Streams of events end. Any thread.
     */
    void drain() {
        executor().execute(() -> {
            http2.forEach(Http2Connection::goAway);
            live.end();
        });
    }

    /**
     * Closes the connections that wait for a request, and those of HTTP/2 when they
     * have been answered. Any thread.
     */
    void closeQuietIn(long millis) {
        loop.schedule(() -> {
            closesQuiet = true;
            for (StrictRequestDecoder connection : connections.toArray(StrictRequestDecoder[]::new)) {
                connection.closeIfQuiet();
            }
            for (Http2Connection connection : http2.toArray(Http2Connection[]::new)) {
                connection.shutdown();
            }
        }, millis, TimeUnit.MILLISECONDS);
    }

    // ---- time
    // ------------------------------------------------------------------------------------------------------

    private void tick() {
        ticks++;
        if ((ticks & 1) == 0) {
            date = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
        }
        live.check(millis());
        if (!connections.isEmpty()) {
            for (StrictRequestDecoder connection : connections.toArray(StrictRequestDecoder[]::new)) {
                connection.check(ticks);
            }
        }
        if (!http2.isEmpty()) {
            for (Http2Connection connection : http2.toArray(Http2Connection[]::new)) {
                connection.check(millis());
            }
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
        if (loop.inEventLoop()) {
            // At once: who is about to be let in has not asked for anything yet either.
            closeLongestIdleOfMine();
        } else {
            loop.execute(this::closeLongestIdleOfMine);
        }
    }

    private void closeLongestIdleOfMine() {
        StrictRequestDecoder longest = null;
        for (StrictRequestDecoder each : connections) {
            if (each.isIdle() && (longest == null || each.idleSince() - longest.idleSince() < 0)) {
                longest = each;
            }
        }
        if (longest != null) {
            longest.closeIdle();
        }
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
        return loop;
    }

    LiveStreams live() {
        return live;
    }

    Edge edge() {
        return edge;
    }
}
