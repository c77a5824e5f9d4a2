package io.annex.server;

import io.annex.core.Annex;
import io.annex.core.CoreOptions;
import io.annex.core.IncomingRequest;
import io.annex.core.Stores;
import io.annex.core.Version;
import io.annex.core.jbackend.JbackendEndpoint;
import io.annex.engine.Engines;
import io.annex.server.admin.AdminSocket;
import io.annex.server.admin.Administration;
import io.annex.server.config.Config;
import io.annex.server.config.InvalidConfig;
import io.annex.server.console.ConsolePages;
import io.annex.server.console.WidgetEndpoints;
import io.annex.server.database.Storage;
import io.annex.server.docs.DocsPages;
import io.annex.server.http.Edge;
import io.annex.server.operator.OperatorAccess;
import io.annex.server.operator.OperatorToken;
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
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: the engine, the add-ons, the edge. */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final Config config;
    private final DataFolder folder;
    private final Storage storage;
    private final @Nullable AdminSocket admin;
    private final Engines engine;
    private final HttpOutbound outbound;
    private final Annex annex;
    private final String freshToken;
    private final WidgetEndpoints widgets;
    private final Edge edge;
    private final int failedAddons;
    private volatile boolean ready;

    private Server(Config config, List<Path> sources) throws IOException, InvalidConfig {
        this.config = config;
        this.folder = DataFolder.take(config.data()).orElseThrow(() -> DataFolder.inUse(config.data()));
        this.storage = new Storage(config.database(), config.data(), config.sessionIdle(), config.traceKeep());
        Metrics metrics = new Metrics();
        metrics.observe(storage);
        HttpOutbound calls = HttpOutbound.open();
        Engines started = null;
        Annex opened = null;
        try {
            started = EngineSetup.engines(config, Installation.cache(config.data()));
            // So that it is there when the first add-on has been staged.
            Engines engines = started;
            metrics.observe(engines);
            Thread.ofPlatform().daemon().name("annex-first-engine")
                    .start(() -> engines.engine(config.addon("").placement().isolation()));
            opened = open(config, started, metrics, calls, storage.stores());
            metrics.observe(opened.deployments());
            int failed = 0;
            for (Path source : sources) {
                failed += opened.serve(source, config.watch());
            }
            this.failedAddons = failed;
            opened.installed().serve();
            OperatorToken chosen = config.operator().token();
            OperatorToken.Kept kept = chosen == null ? token(config.data()) : new OperatorToken.Kept(chosen, "");
            this.freshToken = kept.fresh();
            this.widgets = new WidgetEndpoints(opened, new OperatorAccess(kept.token()), config.operator(), calls,
                    Annex.uploads(config.data()));
            this.edge = listen(opened, metrics);
            this.admin = config.database().isEmbedded()
                    ? AdminSocket.open(config.data(), new Administration(storage))
                    : null;
        } catch (IOException | InvalidConfig | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            if (started != null) {
                started.close();
            }
            calls.close();
            storage.close();
            folder.close();
            throw e;
        }
        this.engine = started;
        this.outbound = calls;
        this.annex = opened;
        if (config.watch()) {
            annex.watch();
        }
        ready = true;
        storage.warmUp();
    }

    /**
     * Starts a server and deploys what is in {@code sources}. Returns when it
     * answers; add-ons that do not load are logged.
     *
     * @throws IOException
     *             when it cannot listen, or was interrupted
     * @throws InvalidConfig
     *             when the data folder cannot be used
     */
    public static Server start(Config config, List<Path> sources) throws IOException, InvalidConfig {
        return new Server(config, sources);
    }

    private Edge listen(Annex opened, Metrics metrics) throws IOException {
        DocsPages docs = new DocsPages(opened.deployments()::active, Installation.version());
        ConsolePages pages = new ConsolePages(opened.deployments()::active);
        return Edge.open(config.edge(), request -> route(opened, pages, request), metrics::scrape,
                () -> condition(opened), () -> ready, request -> config.docs() && docs.answers(request));
    }

    /** What is the host's own comes before the add-ons. */
    private void route(Annex opened, ConsolePages pages, IncomingRequest request) {
        if (pages.takes(request)) {
            pages.handle(request);
        } else if (widgets.serves(request.path())) {
            widgets.handle(request);
        } else {
            opened.dispatcher().handle(request);
        }
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
    private Map<String, Object> condition(Annex annex) {
        List<String> suspended = annex.deployments().active().stream()
                .filter(version -> version.workers().status().suspended()).map(Version::addon).sorted().toList();
        Map<String, Object> condition = new LinkedHashMap<>();
        if (!suspended.isEmpty()) {
            condition.put("suspended", suspended);
        }
        if (storage.trouble() != null) {
            condition.put("database", "away");
        }
        return condition;
    }

    private static Annex open(Config config, Engines engines, Metrics metrics, HttpOutbound outbound, Stores stores)
            throws InvalidConfig {
        try {
            return Annex.open(new CoreOptions(config.data(), config::addon, stores, outbound, config.manager(),
                    config.jbackend(), config.java()), engines, metrics);
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

    /** Where keys, users and the trace are kept. */
    Storage storage() {
        return storage;
    }

    /** What it serves. */
    Annex annex() {
        return annex;
    }

    /** How many add-ons could not be deployed at the start. */
    public int failedAddons() {
        return failedAddons;
    }

    /** Answers what has begun, for at most the configured time, and ends. */
    @Override
    public void close() {
        ready = false;
        edge.drain();
        long until = System.nanoTime() + config.drain().toNanos();
        while (edge.openRequests() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(10_000_000);
        }
        if (edge.openRequests() > 0) {
            log.warn("{} requests were not answered within the drain time of {} s", edge.openRequests(),
                    config.drain().toSeconds());
        }
        if (admin != null) {
            admin.close();
        }
        annex.drain(Duration.ofMillis(500));
        edge.close();
        widgets.close();
        annex.close();
        engine.close();
        outbound.close();
        storage.close();
        try {
            folder.close();
        } catch (IOException e) {
            log.debug("The lock could not be released", e);
        }
    }
}
