package io.annex.core.deploy;

import io.annex.core.access.Rates;
import io.annex.core.addon.ClientScript;
import io.annex.core.addon.EndpointTable;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.LoadedProgram;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Style;
import io.annex.core.addon.Version;
import io.annex.core.addon.Version.State;
import io.annex.core.http.EncodedSlash;
import io.annex.core.jar.JarEngine;
import io.annex.core.jbackend.Hooks;
import io.annex.core.jbackend.JbackendSettings;
import io.annex.core.jbackend.ModuleRegistry;
import io.annex.core.mount.MountTarget;
import io.annex.core.service.HostServices;
import io.annex.core.service.VersionHost;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import io.annex.core.source.Staging;
import io.annex.engine.Engine;
import io.annex.engine.LoadException;
import io.annex.engine.NotStarted;
import io.annex.engine.Program;
import io.annex.engine.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of which add-on serves, and how one becomes the next.
 *
 * <h2>The states of a version</h2> {@code staged} (copied or unpacked, manifest
 * read) → {@code checked} (loaded in a fresh worker, endpoints collected) →
 * {@code active} (one atomic swap) → {@code draining} (answers what it has
 * begun, for at most the drain time) → {@code retired} (workers closed, files
 * deleted). What fails before the swap is {@code failed}, leaves nothing
 * behind, and the active version serves on.
 *
 * <h2>The swap</h2> The dispatcher reads one volatile reference to an immutable
 * map, without a lock. A request that found the old version a moment before the
 * swap is offered to workers that are draining, and these still take it. One
 * whose body took longer than the draining finds them closed; it was not begun,
 * so the dispatcher hands it to the version that serves now. So there is no
 * moment at which a request falls between two versions.
 *
 * <h2>Concurrency</h2> Deploys of one source follow one another; those of
 * different sources run side by side, so that an add-on that takes long to load
 * delays nobody. A source's lock stays when the source is removed: were it
 * dropped, one deploy could still wait for it while the next made a new one,
 * and both would run. A name belongs to the source that claimed it first, until
 * that source is removed; who was refused it then {@linkplain #freed may have
 * it}.
 *
 * <h2>The end</h2> Closing stops what is being loaded, so that it does not wait
 * for it, and what has been loaded a moment too late is given up.
 */
public final class Deployments implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deployments.class);
    private static final long CLOSE_MILLIS = 3000;
    /** What a program may take to be loaded besides its evaluation. */
    private static final Duration MOST_TO_START = Duration.ofMinutes(3);

    private final Engine engine;
    private final JarEngine jars = new JarEngine();
    private final List<Style> styles;
    private final Staging staging;
    private final HostServices hosts;
    private final Function<String, AddonSettings> settings;

    private final Map<Path, Object> locks = new ConcurrentHashMap<>();
    private final Map<String, Path> claims = new ConcurrentHashMap<>();
    private final Map<Path, Version> bySource = new ConcurrentHashMap<>();
    /** The sources that were refused a name, with that name. */
    private final Map<Path, String> refused = new ConcurrentHashMap<>();
    /** By the name of a cell that add-ons share. */
    private final Map<String, BodyRoom> rooms = new ConcurrentHashMap<>();
    /** By add-on: what was counted of a version counts for the next. */
    private final Map<String, Optional<Rates>> rates = new ConcurrentHashMap<>();
    private final Set<Workers> loading = ConcurrentHashMap.newKeySet();
    private final ModuleRegistry modules;
    private final Object swapping = new Object();
    private volatile Map<String, MountTarget> byMount;
    private volatile int deepestMount = 1;
    private volatile boolean arriving;
    private final DeployTries tries = new DeployTries();
    // Guarded by swapping.
    private int deploying;
    private boolean closed;

    public Deployments(Engine engine, List<Style> styles, Staging staging, HostServices hosts,
            Function<String, AddonSettings> settings) {
        this.engine = engine;
        this.styles = styles;
        this.staging = staging;
        this.hosts = hosts;
        this.settings = settings;
        Map<String, MountTarget> shared = new HashMap<>();
        JbackendSettings jbackend = JbackendSettings.DEFAULTS;
        for (Style style : styles) {
            switch (style.mounting()) {
                case MountPolicy.Shared mounting ->
                    shared.put(mounting.path(), new MountTarget.Many(mounting, Map.of()));
                case MountPolicy.Modules mounting -> {
                    jbackend = mounting.settings();
                    jbackend.endpoints()
                            .forEach(endpoint -> shared.put(endpoint.path(), new MountTarget.Modules(endpoint)));
                }
                case MountPolicy.Own own -> {
                }
            }
        }
        shared.keySet().forEach(path -> deepestMount = Math.max(deepestMount, segments(path)));
        this.byMount = Map.copyOf(shared);
        this.modules = new ModuleRegistry(jbackend, hosts, hosts.visitors());
    }

    /** The modules that serve. */
    public ModuleRegistry modules() {
        return modules;
    }

    /** The limits of what is no add-on's alone. */
    public Limits limits() {
        return settings.apply("").limits();
    }

    private static int segments(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    /** Where the versions that serve came from. */
    List<Path> sources() {
        return List.copyOf(bySource.keySet());
    }

    /** The versions that serve. */
    public Collection<Version> active() {
        return List.copyOf(bySource.values());
    }

    /**
     * Whether some style recognises a folder, or the path names a zip.
     *
     * @throws InvalidAddon
     *             when there is a folder that cannot be read
     */
    public boolean isAddon(Path path) throws InvalidAddon {
        if (!Files.isDirectory(path)) {
            return Files.isRegularFile(path) && path.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw new InvalidAddon("it cannot be read: access denied");
        }
        try {
            return styles.stream().anyMatch(style -> style.recognises(path));
        } catch (UncheckedIOException e) {
            throw InvalidAddon.notStored("it cannot be read", e);
        }
    }

    /**
     * Whether add-ons are still to come that are to serve from the start on, so
     * that what is not there may be about to come.
     */
    public boolean areArriving() {
        return arriving || tries.areToCome();
    }

    /** Deploys, and once more where the host was at fault. */
    public DeployTries tries() {
        return tries;
    }

    public void arriving(boolean still) {
        arriving = still;
    }

    /**
     * What is mounted at the longest prefix of {@code path} (as received, with its
     * percent signs), or {@code null}.
     */
    @Nullable
    public MountTarget mounted(String path) {
        Map<String, MountTarget> mounts = byMount;
        int end = path.length();
        for (int segments = deepestMount; segments > 0; segments--) {
            end = endOfSegment(path, segments);
            String prefix = end == path.length() ? path : path.substring(0, end);
            MountTarget mounted = EncodedSlash.in(prefix)
                    ? null
                    : mounts.get(prefix.indexOf('%') < 0 ? prefix : EndpointTable.decode(prefix));
            if (mounted != null) {
                return mounted;
            }
        }
        return null;
    }

    private static int endOfSegment(String path, int segments) {
        int at = 0;
        for (int i = 0; i < segments; i++) {
            at = path.indexOf('/', at + 1);
            if (at < 0) {
                return path.length();
            }
        }
        return at;
    }

    /**
     * Deploys what is at {@code source} now, in the place of what was deployed from
     * there before. Returns when the new version serves.
     *
     * @throws InvalidAddon
     *             when it cannot serve; what served before still does
     */
    public Version deploy(Path source) throws InvalidAddon {
        return deploy(new Incoming(source, source, ""), () -> {
        });
    }

    /**
     * What is deployed.
     *
     * @param source
     *            whose it is; its name is the add-on's where the style takes it
     *            from there
     * @param at
     *            where the files are
     * @param style
     *            name of the style; empty where the files show it
     */
    record Incoming(Path source, Path at, String style) {
    }

    /**
     * What makes a version that has loaded the one to come back after a restart.
     */
    interface Commit {
        /**
         * Fails when it cannot; then the version does not serve, and what served before
         * still does.
         */
        void run() throws IOException;
    }

    /** As {@link #deploy(Path)}; {@code commit} is run right before the swap. */
    Version deploy(Incoming files, Commit commit) throws InvalidAddon {
        synchronized (swapping) {
            deploying++;
        }
        try {
            return deployInTurn(files, commit);
        } finally {
            synchronized (swapping) {
                deploying--;
                swapping.notifyAll();
            }
        }
    }

    private Version deployInTurn(Incoming files, Commit commit) throws InvalidAddon {
        Path source = files.source();
        synchronized (locks.computeIfAbsent(source, any -> new Object())) {
            refused.remove(source);
            long begun = System.nanoTime();
            Version next = load(files, true);
            Version previous = serve(next, source, commit);
            log.info("{} is active {}, isolation: {}, loaded in {} ms", next,
                    next.mounting() instanceof MountPolicy.Modules ? "as a module" : "at " + next.mountPath(),
                    next.settings().placement(), Duration.ofNanos(System.nanoTime() - begun).toMillis());
            if (previous != null) {
                if (!previous.addon().equals(next.addon())) {
                    claims.remove(previous.addon(), source);
                }
                retire(previous);
            }
            return next;
        }
    }

    /**
     * Puts a version that has loaded in the place of what served before, which it
     * gives; or gives it up, whatever the reason.
     */
    private @Nullable Version serve(Version next, Path source, Commit commit) throws InvalidAddon {
        boolean serves = false;
        try {
            commit.run();
            synchronized (swapping) {
                if (closed) {
                    throw stopping();
                }
                next.observed(hosts.observer());
                Version previous = bySource.put(source, next);
                serves = true;
                swap(previous, next);
                return previous;
            }
        } catch (IOException | UncheckedIOException e) {
            throw InvalidAddon.notStored(next.addon() + " cannot be kept", e);
        } finally {
            if (!serves) {
                giveUp(next, source);
            }
        }
    }

    private void giveUp(Version next, Path source) {
        Version serving = bySource.get(source);
        if (serving == null || !serving.addon().equals(next.addon())) {
            claims.remove(next.addon(), source);
        }
        next.unobserved();
        next.workers().close();
        discard(next.root());
    }

    /** Takes the add-on of {@code source} out of service. */
    public void remove(Path source) {
        synchronized (locks.computeIfAbsent(source, any -> new Object())) {
            refused.remove(source);
            Version version = bySource.remove(source);
            if (version != null) {
                swap(version, null);
                claims.remove(version.addon(), source);
                log.info("{} was removed", version);
                retire(version);
            }
        }
    }

    /**
     * The sources that were refused a name which nobody has now. A deploy of one
     * may be refused again, when another was quicker.
     */
    List<Path> freed() {
        return refused.entrySet().stream().filter(entry -> !claims.containsKey(entry.getValue())).map(Map.Entry::getKey)
                .sorted().toList();
    }

    private static InvalidAddon stopping() {
        return new InvalidAddon("the server is stopping", null, InvalidAddon.Fault.STOPPING);
    }

    /**
     * Loads what is at {@code source} without serving it, and gives it up again.
     */
    public Version check(Path source) throws InvalidAddon {
        Version version = load(new Incoming(source, source, ""), false);
        version.workers().close();
        discard(version.root());
        return version;
    }

    private Version load(Incoming files, boolean toServe) throws InvalidAddon {
        Path source = files.source();
        Path root = staging.stage(files.at());
        Workers workers = null;
        boolean claimed = false;
        boolean loads = false;
        String name = "";
        try {
            Style style = style(files.style(), root);
            Manifest manifest = style.manifest(root,
                    source.equals(files.at()) ? nameOf(source) : String.valueOf(source.getFileName()));
            name = manifest.id();
            claimed = toServe && claim(name, source);
            AddonSettings chosen = manifest.isJava() ? settings.apply(name).inThisProcess() : settings.apply(name);
            VersionHost host = hosts.open(name, style.name(), manifest, root, chosen);
            Program program = new Program(name, manifest.version(), style.name(), manifest.entry(),
                    style.params(manifest, chosen));
            workers = manifest.isJava()
                    ? jars.open(program, root, chosen.limits().forWorkers(), host)
                    : engine.open(program, chosen.placement(), chosen.limits().forWorkers(), host);
            workers = new BoundedBodies(workers, room(chosen), host, Limit.time(chosen.limits().get(Limit.WALL)));
            loading.add(workers);
            if (isClosed()) {
                throw stopping();
            }
            LoadedProgram loaded = LoadedProgram
                    .read(await(workers.load().toCompletableFuture(), chosen.limits().forWorkers().wall()));
            warn(host, style, loaded, toServe);
            Version version = new Version(name, style.mounting(), manifest, root, chosen, loaded, workers);
            version.heldTo(
                    rates.computeIfAbsent(name, any -> Optional.ofNullable(chosen.limits().rates())).orElse(null));
            loads = true;
            return version;
        } catch (UncheckedIOException e) {
            throw InvalidAddon.notStored("it cannot be read", e);
        } finally {
            if (workers != null) {
                loading.remove(workers);
            }
            if (!loads) {
                if (claimed) {
                    claims.remove(name, source);
                }
                if (workers != null) {
                    workers.close();
                }
                discard(root);
            }
        }
    }

    /** For the bodies in a cell; add-ons that share one share it. */
    private BodyRoom room(AddonSettings chosen) {
        long most = chosen.limits().get(Limit.BODIES);
        String cell = chosen.placement().cell();
        return cell.isEmpty() ? new BodyRoom(most) : rooms.computeIfAbsent(cell, any -> new BodyRoom(most));
    }

    private Style style(String name, Path root) throws InvalidAddon {
        return styles.stream().filter(each -> name.isEmpty() ? each.recognises(root) : each.name().equals(name))
                .findFirst().orElseThrow(() -> new InvalidAddon(
                        "no add-on: there is no manifest.json in it, no widget.js, backend.js or backend.ts, no server.js or operations.js, and no module's .xml (`annex new` makes them)"));
    }

    private boolean isClosed() {
        synchronized (swapping) {
            return closed;
        }
    }

    private static String nameOf(Path source) {
        String name = String.valueOf(source.getFileName());
        return Files.isDirectory(source) ? name : name.replaceFirst("(?i)\\.zip$", "");
    }

    private boolean claim(String name, Path source) throws InvalidAddon {
        Path owner = claims.putIfAbsent(name, source);
        if (owner != null && !owner.equals(source)) {
            refused.put(source, name);
            throw new InvalidAddon("the name '" + name + "' is taken: " + owner + " and " + source + " both have it");
        }
        return owner == null;
    }

    /**
     * Engines have deadlines of their own, which say more; this one is for what
     * they have overlooked, as the source's lock is held meanwhile.
     */
    private static String await(CompletableFuture<String> loading, Duration wall) throws InvalidAddon {
        Duration most = wall.plus(MOST_TO_START);
        try {
            return loading.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new InvalidAddon("it was not loaded after " + most.toSeconds() + " s", e, InvalidAddon.Fault.WORKER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LoadException load) {
                throw new InvalidAddon(String.valueOf(load.getMessage()), load,
                        load instanceof NotStarted ? InvalidAddon.Fault.WORKER : InvalidAddon.Fault.ADDON);
            }
            throw new InvalidAddon("the host could not load it: " + e.getCause(), e);
        }
    }

    private static void warn(VersionHost host, Style style, LoadedProgram program, boolean toServe) {
        for (String warning : program.warnings()) {
            host.addonLog().host(org.slf4j.event.Level.WARN, warning, null);
        }
        boolean silent = style.mounting() instanceof MountPolicy.Modules
                ? program.hooks().equals(Hooks.NONE)
                : program.endpoints().isEmpty();
        if (silent) {
            host.addonLog().host(org.slf4j.event.Level.WARN, "the add-on registers no endpoint", null);
        }
        // Who only checks asks the version.
        if (toServe && program.clientScript() instanceof ClientScript.Broken broken) {
            host.addonLog().host(org.slf4j.event.Level.WARN, "browsers get no script: " + broken.error(), null);
        }
    }

    private void swap(@Nullable Version previous, @Nullable Version next) {
        synchronized (swapping) {
            Map<String, MountTarget> mounts = new HashMap<>(byMount);
            modules.swap(previous, next);
            if (previous != null) {
                mounts.computeIfPresent(previous.mount(), (mount, mounted) -> switch (mounted) {
                    case MountTarget.One one -> one.version() == previous ? null : one;
                    case MountTarget.Many many -> many.without(previous);
                    case MountTarget.Modules endpoint -> endpoint;
                });
            }
            if (next != null) {
                if (!(next.mounting() instanceof MountPolicy.Modules)) {
                    mounts.merge(next.mount(), new MountTarget.One(next), (mounted, one) -> switch (mounted) {
                        case MountTarget.Many many -> many.with(next);
                        case MountTarget.Modules endpoint -> endpoint;
                        case MountTarget.One before -> one;
                    });
                    deepestMount = Math.max(deepestMount, segments(next.mount()));
                }
                next.state(State.ACTIVE);
            }
            byMount = Map.copyOf(mounts);
        }
    }

    private CompletableFuture<Void> retire(Version version) {
        version.state(State.DRAINING);
        Duration drain = Limit.time(version.settings().limits().get(Limit.DRAIN));
        return version.workers().drain(drain).toCompletableFuture().whenComplete((done, failure) -> {
            version.state(State.RETIRED);
            version.unobserved();
            discard(version.root());
            log.debug("{} is retired", version);
        });
    }

    private void discard(Path root) {
        hosts.close(root);
        try {
            staging.discard(root);
        } catch (UncheckedIOException e) {
            log.warn("The files of a version cannot be deleted: {}", e.getMessage());
        }
    }

    /** Drains everything, for at most {@code time}. */
    public CompletableFuture<Void> drain(Duration time) {
        List<CompletableFuture<Void>> draining = new ArrayList<>();
        for (Version version : active()) {
            version.state(State.DRAINING);
            draining.add(version.workers().drain(time).toCompletableFuture());
        }
        return CompletableFuture.allOf(draining.toArray(CompletableFuture[]::new));
    }

    /** Stops everything at once, what is being deployed included. */
    @Override
    public void close() {
        synchronized (swapping) {
            closed = true;
        }
        tries.close();
        loading.forEach(Workers::close);
        active().forEach(version -> version.workers().close());
        awaitDeploys();
        jars.close();
        try {
            staging.clear();
        } catch (IOException | UncheckedIOException e) {
            log.warn("The files of the versions cannot be deleted: {}", e.getMessage());
        }
    }

    private void awaitDeploys() {
        long until = System.nanoTime() + CLOSE_MILLIS * 1_000_000;
        synchronized (swapping) {
            try {
                while (deploying > 0 && System.nanoTime() < until) {
                    swapping.wait(CLOSE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
