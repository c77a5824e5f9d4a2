package io.annex.server;

import io.annex.core.Annex;
import io.annex.core.CoreOptions;
import io.annex.core.Persistence;
import io.annex.core.addon.Version;
import io.annex.core.deploy.Deployments;
import io.annex.core.http.EncodedSlash;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.http.Visitors;
import io.annex.core.jbackend.JbackendEndpoint;
import io.annex.core.message.Messages;
import io.annex.core.outbound.Outbound;
import io.annex.core.service.HostService;
import io.annex.core.session.SessionTimes;
import io.annex.core.widget.WidgetStyle;
import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.Engines;
import io.annex.server.config.Config;
import io.annex.server.config.InvalidConfig;
import io.annex.server.console.ConsolePages;
import io.annex.server.console.WidgetAccess;
import io.annex.server.console.WidgetEndpoints;
import io.annex.server.database.Storage;
import io.annex.server.docs.DocsPages;
import io.annex.server.http.Edge;
import io.annex.server.http.ServerPhase;
import io.annex.server.http.bound.ConnectionBounds;
import io.annex.server.operator.AddonCommands;
import io.annex.server.operator.AdminSocket;
import io.annex.server.operator.Administration;
import io.annex.server.operator.EventCommands;
import io.annex.server.operator.FileCommands;
import io.annex.server.operator.OperatorAccess;
import io.annex.server.operator.OperatorToken;
import io.annex.server.operator.ResumeEndpoint;
import io.annex.server.operator.Resuming;
import io.annex.server.operator.SettingCommands;
import io.annex.server.outbound.HttpOutbound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: the engine, the add-ons, the edge. */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);
    /**
     * How long a connection without a request may stay when the server ends, so
     * that one that is on its way is still answered.
     */
    private static final Duration QUIET = Duration.ofSeconds(1);
    /** The same for who ends without a grace. */
    private static final Duration SHORT_QUIET = Duration.ofMillis(50);
    /** What the rest has to end when the drain time is over. */
    private static final Duration STOPPING = Duration.ofMillis(500);

    private final Config config;
    private final DataFolder folder;
    private final Storage storage;
    private final SettingCommands settings;
    private final AdminSocket admin;
    private final Engines engine;
    private final HttpOutbound outbound;
    /** Who may call widgets' services; {@code null} for everybody. */
    private final @Nullable WidgetAccess access;
    private final Annex annex;
    private final Edge edge;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile ServerPhase phase = ServerPhase.STARTING;
    private volatile @Nullable WidgetEndpoints widgets;
    private volatile @Nullable ResumeEndpoint resume;
    private String freshToken = "";
    private int failedAddons;

    private Server(Config config, Surroundings around) throws IOException, InvalidConfig {
        this.config = config;
        this.folder = DataFolder.take(config.data()).orElseThrow(() -> DataFolder.inUse(config.data()));
        Storage stored = null;
        HttpOutbound calls = null;
        Engines started = null;
        Annex opened = null;
        try {
            started = EngineSetup.engines(config, around.cache(config.data()), around.spare());
            Engines engines = started;
            // What takes longest: it is there when the first add-on has been staged.
            Thread.ofPlatform().daemon().name("annex-first-engine")
                    .start(() -> engines.engine(config.addon("").placement().isolation()));
            stored = new Storage(config.database(), config.data(),
                    new SessionTimes(config.sessionIdle(), config.sessionWrite(), around.sessionClock()),
                    config.traceKeep(), config.secretsKey());
            this.storage = stored;
            // Settings are in it, which every add-on is loaded with.
            storage.warmUp();
            Metrics metrics = new Metrics();
            metrics.observe(storage);
            metrics.observe(engines);
            calls = HttpOutbound.open();
            this.access = config.widgetsOpen() ? null : new WidgetAccess(calls, config.manager());
            opened = open(config, started, metrics, around.outbound().apply(calls), around.stores(storage.stores()),
                    around);
            storage.settings().onChange(opened.settings()::changed);
            metrics.observe(opened.deployments());
            metrics.observe(opened.messages(), opened.deployments());
            this.edge = listen(engines, opened, metrics);
            metrics.observe(edge);
            this.settings = new SettingCommands(storage.settings(), opened.deployments()::active,
                    addon -> config.addon(addon).values().configured(), opened.settings()::apply);
            this.admin = AdminSocket.open(config.data(),
                    new Administration(storage,
                            List.of(new AddonCommands(new Resuming(opened.deployments()::active)),
                                    new FileCommands(config.data(), serving(opened.deployments())),
                                    new EventCommands(opened.deployments()::active, opened.timers()), settings)));
        } catch (IOException | InvalidConfig | RuntimeException | Error e) {
            if (opened != null) {
                opened.close();
            }
            if (started != null) {
                started.close();
            }
            if (calls != null) {
                calls.close();
            }
            if (stored != null) {
                stored.close();
            }
            folder.close();
            throw e;
        }
        this.engine = started;
        this.outbound = calls;
        this.annex = opened;
    }

    /**
     * Starts a server and deploys what is in {@code sources}. It listens from the
     * beginning, and each add-on serves as soon as it has loaded; this returns when
     * all have. Add-ons that do not load are logged.
     *
     * @throws IOException
     *             when it cannot listen, or was interrupted
     * @throws InvalidConfig
     *             when the data folder cannot be used
     */
    public static Server start(Config config, List<Path> sources) throws IOException, InvalidConfig {
        return start(config, sources, List.of());
    }

    /**
     * The same with services of the program that this is part of: add-ons
     * {@code require} each by its name.
     *
     * @throws IllegalArgumentException
     *             when one of them has a name, or an op, that is taken
     */
    public static Server start(Config config, List<Path> sources, List<HostService> services)
            throws IOException, InvalidConfig {
        return start(config, sources, Surroundings.none().with(services, Visitors.NOBODY));
    }

    /**
     * The same where that program knows who asks: it wins over users whom Annex
     * knows by itself.
     */
    public static Server start(Config config, List<Path> sources, List<HostService> services, Visitors visitors)
            throws IOException, InvalidConfig {
        return start(config, sources, Surroundings.none().with(services, visitors));
    }

    /** The same with other things of its own in the place of the server's. */
    public static Server start(Config config, List<Path> sources, Surroundings around)
            throws IOException, InvalidConfig {
        Server server = new Server(config, around);
        boolean started = false;
        try {
            server.load(sources);
            started = true;
            if (around.spare() == Spare.ALWAYS) {
                server.outbound.warmUp();
            }
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    private void load(List<Path> sources) throws IOException, InvalidConfig {
        log.info("Listening on {}; the add-ons are being loaded", url());
        if (config.edge().hosts().takesAnyName(config.edge().host())) {
            log.warn(
                    "server.hosts: not set, so requests for any name are answered, also for one that a stranger points here "
                            + "(expected: the names that clients use, such as annex.example.org)");
        }
        ConnectionBounds connections = config.edge().limits().connections();
        if (connections.neededDescriptors() > ConnectionBounds.descriptors()) {
            log.warn("server.connections: {} (expected: at most three quarters of the {} descriptors of this process)",
                    connections.most(), ConnectionBounds.descriptors());
        }
        failedAddons = annex.start(sources, config.watch());
        if (access == null && addons().stream()
                .anyMatch(each -> each.mount().equals(WidgetStyle.MOUNT) && !each.endpoints().isEmpty())) {
            log.warn(
                    "widgets.access: open, so everybody who reaches the server may call the widgets' services (expected"
                            + " where that is not meant: `manager`, with manager.url)");
        }
        OperatorToken chosen = config.operator().token();
        OperatorToken.Kept kept = chosen == null ? token(config.data()) : new OperatorToken.Kept(chosen, "");
        freshToken = kept.fresh();
        OperatorAccess operator = new OperatorAccess(kept.token());
        widgets = new WidgetEndpoints(annex, operator, config.operator(), outbound, Annex.uploads(config.data()));
        resume = new ResumeEndpoint(operator, new Resuming(annex.deployments()::active));
        phase = ServerPhase.READY;
    }

    private Edge listen(Engines engines, Annex opened, Metrics metrics) throws IOException {
        Deployments deployments = opened.deployments();
        DocsPages docs = new DocsPages(deployments::active, deployments::areArriving, Installation.version());
        MetricsPage page = new MetricsPage(metrics::scrape);
        ConsolePages pages = new ConsolePages(deployments::active, deployments::areArriving);
        return Edge.open(config.edge(), request -> route(opened, pages, request), () -> condition(engines, opened),
                () -> phase,
                request -> config.docs() && docs.answers(request) || page.answers(request) || resumes(request));
    }

    private boolean resumes(IncomingRequest request) {
        if (!ResumeEndpoint.serves(request.path())) {
            return false;
        }
        ResumeEndpoint endpoint = resume;
        if (endpoint == null) {
            request.answer(Problems.starting());
        } else {
            endpoint.handle(request);
        }
        return true;
    }

    /** What is the host's own comes before the add-ons. */
    private void route(Annex opened, ConsolePages pages, IncomingRequest request) {
        boolean page = pages.takes(request);
        if ((page || WidgetEndpoints.serves(request.path())) && EncodedSlash.in(request.path())) {
            request.answer(Problems.encodedSlash());
        } else if (page) {
            pages.handle(request);
        } else if (WidgetEndpoints.serves(request.path())) {
            WidgetEndpoints endpoints = widgets;
            if (endpoints == null) {
                request.answer(Problems.starting());
            } else {
                endpoints.handle(request);
            }
        } else if (access != null && WidgetAccess.guards(request.path())) {
            access.admit(request, () -> opened.handle(request));
        } else {
            opened.handle(request);
        }
    }

    private static Predicate<String> serving(Deployments deployments) {
        return addon -> deployments.active().stream().anyMatch(version -> version.addon().equals(addon));
    }

    private static OperatorToken.Kept token(Path data) throws InvalidConfig {
        Path file = data.resolve(OperatorToken.FILE);
        try {
            return OperatorToken.in(data);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(file + ": no operator's token (expected: " + e.getMessage()
                    + "; when it is deleted, another one is made)");
        } catch (IOException | UncheckedIOException e) {
            throw DataFolder.unusable(file, e);
        }
    }

    /** What is out of service, for the health page. */
    private Map<String, Object> condition(Engines engine, Annex annex) {
        List<String> suspended = annex.deployments().active().stream()
                .filter(version -> version.workers().status().suspended()).map(Version::addon).sorted().toList();
        Map<String, Object> condition = new LinkedHashMap<>();
        if (!suspended.isEmpty()) {
            condition.put("suspended", suspended);
        }
        List<String> failing = engine.failing();
        if (!failing.isEmpty()) {
            condition.put(Edge.FAILING, failing);
        }
        if (storage.trouble() != null) {
            condition.put("database", "away");
        }
        if (storage.sessionTrouble() != null) {
            condition.put("sessions", "in memory");
        }
        return condition;
    }

    private static Annex open(Config config, Engines engines, Metrics metrics, Outbound outbound, Persistence stores,
            Surroundings around) throws InvalidConfig {
        try {
            return Annex.open(new CoreOptions(config.data(), around.settings(config), stores, outbound,
                    around.mail(config), config.manager(), config.jbackend(), config.java(), config.publicPath(),
                    around.services(), config.services(), around.timetable(config), metrics.timers(), around.visitors(),
                    around.clock(), around.styles()), engines, metrics);
        } catch (IOException | UncheckedIOException e) {
            throw DataFolder.unusable(config.data(), e);
        }
    }

    /** The server's address, e.g. {@code http://127.0.0.1:8080}. */
    public String url() {
        String host = config.edge().host();
        return (config.edge().tls() == null ? "http" : "https") + "://" + (host.contains(":") ? "[" + host + "]" : host)
                + ":" + edge.port();
    }

    /** The add-ons that serve, by name. */
    public List<Version> addons() {
        Collection<Version> active = annex.deployments().active();
        return active.stream().sorted(Comparator.comparing(Version::addon)).toList();
    }

    /**
     * The operator's token if it was made at this start, to be shown once;
     * otherwise empty.
     */
    public String freshToken() {
        return freshToken;
    }

    /** Where modules answer. */
    public List<JbackendEndpoint> jbackendEndpoints() {
        return config.jbackend().endpoints();
    }

    /** Speaks to the add-ons: events, calls, timers. */
    public Messages messages() {
        return annex.messages();
    }

    /** Sets the add-ons' settings at run time, as an operator does. */
    public SettingCommands settings() {
        return settings;
    }

    /** Where keys, users and the trace are kept. */
    Storage storage() {
        return storage;
    }

    /** What it serves. */
    public Annex annex() {
        return annex;
    }

    /** Whether add-ons that could not be deployed are tried again by themselves. */
    public boolean triesAgain() {
        return annex.deployments().areArriving();
    }

    /** How many add-ons could not be deployed at the start. */
    public int failedAddons() {
        return failedAddons;
    }

    /**
     * Ends as it should where others send requests here: its health says 503 and it
     * serves on for the grace, so that a balancer goes elsewhere; then as
     * {@link #close}, which ends the grace as well.
     */
    public void leave() {
        phase = ServerPhase.DRAINING;
        boolean interrupted = false;
        try {
            boolean closed = ending.await(config.grace().toMillis(), TimeUnit.MILLISECONDS);
            log.debug(closed ? "The grace was ended" : "The grace is over");
        } catch (InterruptedException e) {
            interrupted = true;
        }
        end(QUIET);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Answers what has begun, for at most the configured time, and ends. Returns
     * when it has ended, whoever called first.
     */
    @Override
    public void close() {
        end(SHORT_QUIET);
    }

    private void end(Duration quiet) {
        boolean first;
        synchronized (ending) {
            first = ending.getCount() > 0;
            ending.countDown();
        }
        if (first) {
            stop(drain(quiet));
            ended.countDown();
            return;
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lets what has begun come to its end; takes nothing new.
     *
     * @return until when that may take: {@link System#nanoTime()}
     */
    private long drain(Duration quiet) {
        phase = ServerPhase.DRAINING;
        edge.drain(quiet);
        long until = System.nanoTime() + config.drain().toNanos();
        while (!edge.isDrained() && System.nanoTime() < until) {
            LockSupport.parkNanos(10_000_000);
        }
        if (edge.openRequests() > 0) {
            log.warn("{} requests were not answered within the drain time of {} s", edge.openRequests(),
                    config.drain().toSeconds());
        }
        return until;
    }

    /** Stops the rest. Event loops go last: all others hand answers to them. */
    private void stop(long until) {
        edge.refuse();
        admin.close();
        // What was handed to waitUntil may go on after the last answer.
        long left = until - System.nanoTime();
        annex.drain(left < STOPPING.toNanos() ? STOPPING : Duration.ofNanos(left));
        annex.close();
        engine.close();
        WidgetEndpoints endpoints = widgets;
        if (endpoints != null) {
            endpoints.close();
        }
        if (access != null) {
            access.close();
        }
        edge.close();
        outbound.close();
        storage.close();
        try {
            folder.close();
        } catch (IOException e) {
            log.debug("The lock could not be released", e);
        }
    }
}
