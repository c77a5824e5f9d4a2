package io.annex.server.http;

import io.annex.core.http.Answer;
import io.annex.core.http.EncodedSlash;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.settings.Quantities;
import io.annex.engine.budget.ByteBudget;
import io.annex.server.http.answer.AnswerFields;
import io.annex.server.http.answer.EdgeProblems;
import io.annex.server.http.bound.Connections;
import io.annex.server.http.bound.PacedLog;
import io.annex.server.http.connection.ConnectionGate;
import io.annex.server.http.connection.GatedTransport;
import io.annex.server.http.connection.Listener;
import io.annex.server.http.connection.ListenerEnd;
import io.annex.server.http.connection.StrictRequestDecoder;
import io.annex.server.http.connection.Tls;
import io.annex.server.http.head.HostRules;
import io.annex.server.http.head.RequestTarget;
import io.annex.server.http.head.TrustedProxies;
import io.annex.server.http.wire.AnswerHead;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Listens, and takes each request to whom it is for: the host's own endpoints
 * below {@code /-/}, or the add-ons'. What could be read in two ways is refused
 * first: heads by {@link StrictRequestDecoder}, targets by
 * {@link RequestTarget}.
 */
public final class Edge implements AutoCloseable {
    /** What is down when something is out of service under this name. */
    public static final String FAILING = "failing";

    private static final Logger log = LoggerFactory.getLogger(Edge.class);
    /**
     * How long a client may take to close its side of a connection that has ended.
     */
    private static final long FAREWELL_MILLIS = 300;
    /** Who asks whether a server lives does so by whatever address it finds. */
    private static final String HEALTH = "/-/health";
    /** They wait for the disk, most of their time. */
    private static final int FILE_THREADS = 8;
    private static final Answer ANY_METHOD = new Answer.Empty(204,
            List.of("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));

    /**
     * Nothing is served from the class path, so no folder in the temporary one is
     * needed.
     */
    private static final FileSystemOptions NO_FILE_CACHE = new FileSystemOptions().setFileCachingEnabled(false)
            .setClassPathResolvingEnabled(false);

    private final VertxInternal vertx;
    private final ExecutorService bodies;
    private final ExecutorService disk;
    private final EdgeOptions options;
    private final Consumer<IncomingRequest> addons;
    private final Supplier<Map<String, Object>> condition;
    private final Supplier<ServerPhase> phase;
    private final Predicate<IncomingRequest> pages;
    private final @Nullable AccessLog accessLog;
    private final Map<EventLoop, EdgeLoop> loops = new LinkedHashMap<>();
    private final GatedTransport transport;
    /** The sockets that connections come from. */
    private List<Channel> listeners = List.of();
    private volatile boolean draining;
    private volatile boolean over;
    private volatile long quietFrom;
    private final ByteBudget budget;
    private final Connections connections;
    private final PacedLog cuts = new PacedLog(log);

    private Edge(EdgeOptions options, Consumer<IncomingRequest> addons, Supplier<Map<String, Object>> condition,
            Supplier<ServerPhase> phase, Predicate<IncomingRequest> pages) {
        this.options = options;
        this.accessLog = options.accessLog() ? new AccessLog() : null;
        this.addons = addons;
        this.condition = condition;
        this.phase = phase;
        this.pages = pages;
        this.budget = new ByteBudget(options.limits().buffered());
        this.connections = new Connections(options.limits().connections(), options.trustedProxies()::contains);
        ConnectionGate gate = new ConnectionGate(connections, options.tls() != null, this::closeIdle);
        this.transport = new GatedTransport(transport(), gate);
        this.vertx = (VertxInternal) Vertx.builder()
                .with(new VertxOptions().setFileSystemOptions(NO_FILE_CACHE).setEventLoopPoolSize(options.loops()))
                .withTransport(transport).build();
        this.bodies = threads("annex-bodies-", bodyThreads());
        this.disk = threads("annex-files-", FILE_THREADS);
    }

    /**
     * Where bodies are unpacked, compressed and written to the disk: not more than
     * the machine can run at once, as the event loops wait behind them for a
     * processor.
     */
    private static int bodyThreads() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    private static ExecutorService threads(String name, int most) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name(name, 1).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Transport transport() {
        Transport fast = Transport.nativeTransport();
        return fast != null && fast.available() ? fast : Transport.NIO;
    }

    private @Nullable Tls tls() throws IOException {
        EdgeOptions.Tls files = options.tls();
        if (files == null) {
            return null;
        }
        try {
            return new Tls(new PemKeyCertOptions().addCertPath(files.certificate().toString())
                    .addKeyPath(files.key().toString()).getKeyManagerFactory(vertx));
        } catch (Exception e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Starts to listen.
     *
     * @param addons
     *            takes what is not for the host, on the request's event loop
     * @param condition
     *            what is out of service, for the health page
     * @param phase
     *            what the server does; what it serves at the time is for
     *            {@code addons} to know
     * @param pages
     *            answers what else is the host's, below {@code /-/}; false for what
     *            is not
     * @throws IOException
     *             when it cannot listen, e.g. because the port is in use
     */
    public static Edge open(EdgeOptions options, Consumer<IncomingRequest> addons,
            Supplier<Map<String, Object>> condition, Supplier<ServerPhase> phase, Predicate<IncomingRequest> pages)
            throws IOException {
        Edge edge = new Edge(options, addons, condition, phase, pages);
        try {
            edge.listen();
        } catch (IOException e) {
            edge.vertx.close();
            throw e;
        }
        return edge;
    }

    private void listen() throws IOException {
        Tls tls = tls();
        EventLoopGroup all = vertx.nettyEventLoopGroup();
        all.forEach(each -> loops.put((EventLoop) each, new EdgeLoop(this, (EventLoop) each, options.limits(), tls)));
        loops.values().forEach(EdgeLoop::start);
        listeners = Listener.open(transport, all, List.copyOf(loops.keySet()), options.host(), options.port(),
                new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        Objects.requireNonNull(loops.get(connection.eventLoop())).accepted(connection);
                    }
                });
    }

    private static void await(Future<?> future, Duration time) throws IOException {
        try {
            CompletionStage<?> stage = future.toCompletionStage();
            stage.toCompletableFuture().get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it was not done after " + time.toSeconds() + " s (the machine may be busy)", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) listeners.getFirst().localAddress()).getPort();
    }

    HostRules hosts() {
        return options.hosts();
    }

    TrustedProxies proxies() {
        return options.trustedProxies();
    }

    @Nullable
    AccessLog accessLog() {
        return accessLog;
    }

    boolean isDraining() {
        return draining;
    }

    /** Whether connections are closed without ceremony. */
    boolean isOver() {
        return over;
    }

    /** The sockets that connections come from. */
    List<Channel> listeners() {
        return listeners;
    }

    // ---- what clients take
    // -----------------------------------------------------------------------------------------

    /** Threads for what bodies take of the processor and the disk. */
    Executor bodies() {
        return bodies;
    }

    /** Threads that read of the disk what is an answer. */
    Executor disk() {
        return disk;
    }

    /** What may be held for clients. */
    public ByteBudget budget() {
        return budget;
    }

    /** How many connections there are; any thread. */
    public int openConnections() {
        return connections.open();
    }

    /** How many connections have been refused so far; any thread. */
    public long refusedConnections() {
        return connections.refused();
    }

    /** Makes room for another connection, where most are. */
    private void closeIdle() {
        loops.values().stream().max(Comparator.comparingInt(EdgeLoop::connected)).ifPresent(EdgeLoop::closeLongestIdle);
    }

    /** Says, now and then, that the budget is short. */
    void isShort(String what) {
        cuts.warn(what + ": " + Quantities.size(budget.used()) + " of " + Quantities.size(budget.most())
                + " are held for clients (server.buffered)");
    }

    // ---- requests
    // --------------------------------------------------------------------------------------------------

    void handle(EdgeExchange request) {
        String target = request.target();
        if (target.equals("*") && request.method().equals("OPTIONS")) {
            request.answer(ANY_METHOD);
            return;
        }
        String flaw = request.flaw();
        if (flaw != null) {
            request.answer(EdgeProblems.badRequest(flaw));
        } else if (!target.startsWith(HEALTH) && !request.isForThisServer()) {
            request.answer(EdgeProblems.misdirected(request.authority()));
        } else if (!request.headFits()) {
            request.answer(EdgeProblems.NO_ROOM);
        } else if (target.startsWith("/-/")) {
            if (EncodedSlash.in(request.path())) {
                request.answer(Problems.encodedSlash());
            } else if (!pages.test(request)) {
                request.answer(own(request));
            }
        } else if (over) {
            request.answer(EdgeProblems.DRAINING);
        } else {
            addons.accept(request);
        }
    }

    /**
     * Answers a head that the decoder did not take, and ends the connection behind
     * it.
     */
    void refuse(Wire wire, Throwable why, String date) {
        Answer answer = EdgeProblems.of(why, options.limits().requestLine(), options.limits().headers());
        log.debug("Refused a request of {}: {}", wire.peer(), answer.status(), why);
        String body = answer instanceof Answer.Text text ? text.body() : "";
        if (answer == EdgeProblems.NO_ROOM) {
            isShort("A head was refused");
        }
        AnswerHead head = new AnswerHead();
        AnswerFields.put(head, answer);
        head.date(date);
        head.length(body.length());
        head.last();
        wire.head(head);
        wire.end(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        if (accessLog != null) {
            // What stood in its head is not to be relied on.
            accessLog.entry(null, null, "-", "-", answer.status(), 0, body.length());
        }
    }

    /** The host's own endpoints. */
    private Answer own(IncomingRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Problems.wrongMethod(request.method(), "GET, HEAD");
        }
        ServerPhase now = phase.get();
        return switch (request.path()) {
            case "/-/health/live" -> health(200, "live", Map.of());
            case "/-/health/ready", "/-/health" ->
                health(now == ServerPhase.READY ? 200 : 503, now.shown(), condition.get());
            default -> Problems.notFound();
        };
    }

    private static Answer health(int status, String state, Map<String, Object> outOfService) {
        boolean down = outOfService.containsKey(FAILING);
        ObjectNode health = JsonMapper.shared().createObjectNode().put("status", down ? "down" : state);
        outOfService.forEach(health::putPOJO);
        return new Answer.Text(down ? 503 : status,
                List.of("content-type", "application/json", "cache-control", "no-store"), health.toString());
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    /**
     * Accepts no more connections, and ends each: behind its next answer, or when
     * it has been without a request for {@code quiet} from now. So a client that
     * was about to send one is not met by a closed connection.
     */
    public void drain(Duration quiet) {
        draining = true;
        loops.values().forEach(EdgeLoop::drain);
        listeners.forEach(ListenerEnd::close);
        long millis = ListenerEnd.MILLIS + quiet.toMillis();
        quietFrom = System.nanoTime() + (millis + FAREWELL_MILLIS) * 1_000_000;
        loops.values().forEach(loop -> loop.closeQuietIn(millis));
    }

    /**
     * Whether a drain has come to its end: all has been answered, and the
     * connections have gone or had their time to.
     */
    public boolean isDrained() {
        return openRequests() == 0 && listeners.stream().noneMatch(Channel::isOpen)
                && (loops.values().stream().allMatch(loop -> loop.connected() == 0) || System.nanoTime() > quietFrom);
    }

    /**
     * Refuses requests from now on; connections that are left are closed without
     * ceremony.
     */
    public void refuse() {
        draining = true;
        over = true;
    }

    /** Requests that are not answered yet. */
    public int openRequests() {
        return loops.values().stream().mapToInt(EdgeLoop::open).sum();
    }

    @Override
    public void close() {
        refuse();
        listeners.forEach(Channel::close);
        try {
            await(vertx.close(), Duration.ofSeconds(5));
        } catch (IOException e) {
            log.debug("The edge did not close in time", e);
        }
        bodies.shutdown();
        disk.shutdown();
    }
}
