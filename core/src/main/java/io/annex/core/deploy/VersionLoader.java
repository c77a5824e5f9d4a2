package io.annex.core.deploy;

import io.annex.core.access.Rates;
import io.annex.core.addon.ClientScript;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.LoadedProgram;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.Style;
import io.annex.core.addon.Version;
import io.annex.core.service.HostServices;
import io.annex.core.service.VersionHost;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limit;
import io.annex.core.source.DiskTrouble;
import io.annex.core.source.Staging;
import io.annex.engine.LoadException;
import io.annex.engine.NotStarted;
import io.annex.engine.Program;
import io.annex.engine.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes a version of what lies somewhere: its files are staged, its style is
 * found, its manifest read, its program loaded in a fresh worker. What fails on
 * the way leaves nothing behind. Thread-safe.
 */
public final class VersionLoader {
    private static final Logger log = LoggerFactory.getLogger(VersionLoader.class);
    /** What a program may take to be loaded besides its evaluation. */
    private static final Duration MOST_TO_START = Duration.ofMinutes(3);

    private final WorkersFactory factory;
    private final List<Style> styles;
    private final Staging staging;
    private final HostServices hosts;
    private final Function<String, AddonSettings> settings;
    /** By the name of a cell that add-ons share. */
    private final Map<String, BodyRoom> rooms = new ConcurrentHashMap<>();
    /** By add-on: what was counted of a version counts for the next. */
    private final Map<String, Optional<Rates>> rates = new ConcurrentHashMap<>();
    private final Set<Workers> loading = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /**
     * @param settings
     *            what the operator says about an add-on, by its name
     */
    public VersionLoader(WorkersFactory factory, List<Style> styles, Staging staging, HostServices hosts,
            Function<String, AddonSettings> settings) {
        this.factory = factory;
        this.styles = List.copyOf(styles);
        this.staging = staging;
        this.hosts = hosts;
        this.settings = settings;
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

    /** Is asked for an add-on's name before anything of it runs. */
    interface NameClaim {
        /** Fails where the name is another's. */
        void claim(String name) throws InvalidAddon;
    }

    /** Who hears of the exchanges of what was loaded. */
    HostServices hosts() {
        return hosts;
    }

    /**
     * Whether some style recognises a folder, or the path names a zip.
     *
     * @throws InvalidAddon
     *             when there is a folder that cannot be read
     */
    boolean isAddon(Path path) throws InvalidAddon {
        if (!Files.isDirectory(path)) {
            return Files.isRegularFile(path) && path.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw new InvalidAddon("it cannot be read: access denied");
        }
        try {
            return styles.stream().anyMatch(style -> style.recognises(path));
        } catch (UncheckedIOException e) {
            throw DiskTrouble.notStored("it cannot be read", e);
        }
    }

    /**
     * Loads a version.
     *
     * @param toServe
     *            whether it is to serve; otherwise it is only looked at
     */
    Version load(Incoming files, boolean toServe, NameClaim names) throws InvalidAddon {
        Path root = staging.stage(files.at());
        Workers workers = null;
        boolean loads = false;
        try {
            Style style = style(files.style(), root);
            Manifest manifest = style.manifest(root,
                    files.source().equals(files.at())
                            ? nameOf(files.source())
                            : String.valueOf(files.source().getFileName()));
            String name = manifest.id();
            names.claim(name);
            AddonSettings chosen = manifest.isJava() ? settings.apply(name).inThisProcess() : settings.apply(name);
            VersionHost host = hosts.open(style.name(), manifest, root, chosen);
            Program program = new Program(name, manifest.version(), style.name(), manifest.entry(),
                    style.params(manifest, chosen));
            workers = new BoundedBodies(factory.open(manifest, root, program, chosen, host), room(chosen), host,
                    Limit.time(chosen.limits().get(Limit.WALL)));
            loading.add(workers);
            if (stopping) {
                throw stopping();
            }
            LoadedProgram loaded = LoadedProgram.read(
                    await(workers.load().toCompletableFuture(), chosen.limits().forWorkers().wall()),
                    style::declarations);
            warn(host, loaded, toServe);
            Version version = new Version(style.mountPolicy(), manifest, root, chosen, loaded, workers);
            version.heldTo(
                    rates.computeIfAbsent(name, any -> Optional.ofNullable(chosen.limits().rates())).orElse(null));
            loads = true;
            return version;
        } catch (UncheckedIOException e) {
            throw DiskTrouble.notStored("it cannot be read", e);
        } finally {
            if (workers != null) {
                loading.remove(workers);
            }
            if (!loads) {
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

    private static String nameOf(Path source) {
        String name = String.valueOf(source.getFileName());
        return Files.isDirectory(source) ? name : name.replaceFirst("(?i)\\.zip$", "");
    }

    static InvalidAddon stopping() {
        return new InvalidAddon("the server is stopping", null, InvalidAddon.Fault.STOPPING);
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
            throw new InvalidAddon("it was not loaded after " + most.toSeconds() + " s; the machine may be busy", e,
                    InvalidAddon.Fault.WORKER);
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

    private static void warn(VersionHost host, LoadedProgram program, boolean toServe) {
        for (String warning : program.warnings()) {
            host.addonLog().host(Level.WARN, warning, null);
        }
        if (program.endpoints().isEmpty() && program.listeners().isEmpty() && program.declarations().isEmpty()) {
            host.addonLog().host(Level.WARN, "the add-on registers no endpoint and no listener", null);
        }
        // Who only checks asks the version.
        if (toServe && program.clientScript() instanceof ClientScript.Broken broken) {
            host.addonLog().host(Level.WARN, "browsers get no script: " + broken.error(), null);
        }
    }

    /** Lets go of the files of a version, and of what was done for it. */
    void discard(Path root) {
        hosts.close(root);
        try {
            staging.discard(root);
        } catch (UncheckedIOException e) {
            log.warn("The files of a version cannot be deleted: {}", e.getMessage());
        }
    }

    /** Gives up what is being loaded, and what begins to be. */
    void stop() {
        stopping = true;
        loading.forEach(Workers::close);
    }

    /** Lets go of everything, when nothing is loaded any more. */
    void close() {
        factory.close();
        try {
            staging.clear();
        } catch (IOException | UncheckedIOException e) {
            log.warn("The files of the versions cannot be deleted: {}", e.getMessage());
        }
    }
}
