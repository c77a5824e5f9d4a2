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
import io.annex.core.settings.SettingResolver;
import io.annex.core.settings.SettingValues;
import io.annex.core.settings.SettingsSchema;
import io.annex.core.source.DiskTrouble;
import io.annex.core.source.FilesDigest;
import io.annex.core.source.Staging;
import io.annex.engine.BlockingTasks;
import io.annex.engine.Isolation;
import io.annex.engine.LoadEnded;
import io.annex.engine.LoadException;
import io.annex.engine.NotStarted;
import io.annex.engine.Program;
import io.annex.engine.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    static final String LOOKS_LIKE_ONE = "it is no add-on, and looks like one: ";
    private static final int AT_A_TIME = 2;
    private static final int WAITING = 10_000;

    private final WorkersFactory factory;
    private final List<Style> styles;
    private final Staging staging;
    private final HostServices hosts;
    private final KeptTables kept;
    private final SettingResolver resolver;
    /** What the host's services are to a program, for its digest. */
    private final String services;
    private final ProgramDigest digests = new ProgramDigest();
    private final BlockingTasks tasks = new BlockingTasks("annex-evaluated", AT_A_TIME);
    private final BlockingTasks.Lane later = tasks.lane(AT_A_TIME, WAITING);
    /** By the name of a cell that add-ons share. */
    private final Map<String, BodyRoom> rooms = new ConcurrentHashMap<>();
    /** By add-on: what was counted of a version counts for the next. */
    private final Map<String, Optional<Rates>> rates = new ConcurrentHashMap<>();
    private final Set<Workers> loading = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /**
     * @param kept
     *            what programs have declared
     * @param resolver
     *            knows what the operator says of them, and the values of their
     *            settings
     */
    public VersionLoader(WorkersFactory factory, List<Style> styles, Staging staging, HostServices hosts,
            KeptTables kept, SettingResolver resolver) {
        this.factory = factory;
        this.styles = List.copyOf(styles);
        this.staging = staging;
        this.hosts = hosts;
        this.kept = kept;
        this.resolver = resolver;
        this.services = StableText.of(List.of(hosts.ops(), hosts.settings()));
    }

    /**
     * What is deployed.
     *
     * @param source
     *            whose it is
     * @param at
     *            where the files are
     * @param name
     *            the source's name, which is the add-on's where the style takes it
     *            from there
     * @param style
     *            name of the style; empty where the files show it
     * @param atStart
     *            whether what the program declared the last time will do for now
     */
    record Incoming(Path source, Path at, String name, String style, boolean atStart) {
        Incoming(Path source, Path at, String style, boolean atStart) {
            this(source, at, source.equals(at) ? nameOf(source) : String.valueOf(source.getFileName()), style, atStart);
        }

        /** The same once more, as its files were copied to a version. */
        Incoming again(Path root) {
            return new Incoming(source, root, name, style, false);
        }
    }

    /** Is asked for an add-on's name before anything of it runs. */
    interface NameClaim {
        /** Fails where the name is another's. */
        void claim(String name) throws InvalidAddon;
    }

    /** Is told of a version that takes the place of another by itself. */
    interface Succession {
        /**
         * The first evaluation of a version that serves gave other endpoints than were
         * known.
         *
         * @param next
         *            the version that has them, with the same files and workers
         * @return whether it serves now; not when another has taken its place
         */
        boolean turnedOut(Version version, Version next);
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
    Version load(Incoming files, boolean toServe, NameClaim names, Succession succession) throws InvalidAddon {
        FilesDigest digest = new FilesDigest();
        boolean development = styles.stream()
                .anyMatch(each -> each.name().equals(files.style()) && each.usesDevelopmentPackages());
        Path root = staging.stage(files.at(), digest, development);
        boolean loads = false;
        try {
            Loading loading = begin(files, root, toServe, names);
            String of = toServe ? digest(loading, digest) : "";
            Version version = files.atStart() && !of.isEmpty() ? known(loading, of, succession) : null;
            if (version == null) {
                version = evaluated(loading, of, toServe);
            }
            loads = true;
            return version;
        } catch (UncheckedIOException e) {
            throw DiskTrouble.notStored("it cannot be read", e);
        } finally {
            if (!loads) {
                discard(root);
            }
        }
    }

    /** What is known of a version before anything of it runs. */
    private record Loading(Style style, Manifest manifest, Path root, AddonSettings settings, Program program,
            VersionHost host) {
    }

    private Loading begin(Incoming files, Path root, boolean toServe, NameClaim names) throws InvalidAddon {
        Style style = style(files.style(), root);
        Manifest manifest = style.manifest(root, files.name());
        String name = manifest.id();
        names.claim(name);
        AddonSettings said = manifest.isJava() ? resolver.said(name).inThisProcess() : resolver.said(name);
        AddonSettings chosen = said.with(values(style, manifest, root, said));
        String params = style.params(manifest, chosen);
        Program program = new Program(name, manifest.version(), style.name(), manifest.entry(),
                toServe ? params : toBeChecked(params), hasWebAssembly(manifest, chosen), chosen.movesClock());
        return new Loading(style, manifest, root, chosen, program, hosts.open(style.name(), manifest, root, chosen));
    }

    private SettingValues values(Style style, Manifest manifest, Path root, AddonSettings said) throws InvalidAddon {
        SettingsSchema declared = style.settings(root, manifest);
        try {
            return resolver.resolve(manifest.id(), said.values().configured(), declared)
                    .withVariables(style.variables(manifest, said));
        } catch (IllegalArgumentException e) {
            throw new InvalidAddon(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            // With others than the operator's it is not to serve.
            throw new InvalidAddon("its settings cannot be read: " + e.getMessage(), e, InvalidAddon.Fault.WORKER);
        }
    }

    private static boolean hasWebAssembly(Manifest manifest, AddonSettings chosen) throws InvalidAddon {
        boolean hasIt = !manifest.isJava() && chosen.hasWebAssembly();
        if (hasIt && chosen.placement().isolation() == Isolation.THREAD) {
            throw new InvalidAddon("WebAssembly needs a cell, which bounds its memory: take 'wasm' out of its grants, "
                    + "or let it have 'isolation: process' under addons." + manifest.id() + " in annex.yaml");
        }
        return hasIt;
    }

    /** Only who checks a program is told what takes time to find out. */
    private static String toBeChecked(String params) {
        return "{\"check\":true" + (params.equals("{}") ? "}" : "," + params.substring(1));
    }

    private Workers open(Loading of) {
        return factory.open(of.manifest(), of.root(), of.program(), of.settings(), of.host());
    }

    private Workers bounded(Workers workers, Loading of) {
        return new BoundedBodies(workers, room(of.settings()), of.host(),
                Limit.time(of.settings().limits().get(Limit.WALL)));
    }

    private Version version(Loading of, LoadedProgram loaded, Workers workers) {
        Version version = new Version(of.style().mountPolicy(), of.manifest(), of.root(), of.settings(), loaded,
                bounded(workers, of));
        version.heldTo(
                rates.computeIfAbsent(version.addon(), any -> Optional.ofNullable(of.settings().limits().rates()))
                        .orElse(null));
        return version;
    }

    private Version evaluated(Loading of, String digest, boolean toServe) throws InvalidAddon {
        Workers workers = open(of);
        loading.add(workers);
        boolean loads = false;
        try {
            if (stopping) {
                throw stopping();
            }
            String declared = await(workers.load().toCompletableFuture(), of.settings().limits().forWorkers().wall());
            LoadedProgram loaded = LoadedProgram.read(declared, of.style()::declarations);
            warn(of, loaded, toServe);
            Version version = version(of, loaded, workers);
            if (toServe) {
                keep(of, digest, declared, loaded);
            }
            loads = true;
            return version;
        } finally {
            loading.remove(workers);
            if (!loads) {
                workers.close();
            }
        }
    }

    // ---- what is known from the last evaluation
    // --------------------------------------------------------------------

    /** Empty where what the program declares is not to be kept. */
    private String digest(Loading of, FilesDigest files) {
        String evaluator = factory.evaluator(of.manifest(), of.settings());
        return evaluator.isEmpty()
                ? ""
                : digests.of(of.manifest(), of.program(), of.settings(), files.hex(), evaluator + services);
    }

    /**
     * A program that nothing can be asked of would never be evaluated again, so it
     * is asked at each start. Where there is no program, there is nothing to ask.
     */
    private void keep(Loading of, String digest, String declared, LoadedProgram loaded) {
        boolean isReached = !loaded.endpoints().isEmpty() || !loaded.listeners().isEmpty()
                || !loaded.declarations().isEmpty();
        boolean isPage = of.program().entry().isEmpty() && !(loaded.clientScript() instanceof ClientScript.Broken);
        if ((isReached || isPage) && !digest.isEmpty()) {
            kept.keep(of.program().name(), digest, declared);
        } else {
            kept.forget(of.program().name());
        }
    }

    /** The version, if it is known what its program declares. */
    private @Nullable Version known(Loading of, String digest, Succession succession) {
        String name = of.program().name();
        String declared = kept.find(name, digest).orElse(null);
        if (declared == null) {
            return null;
        }
        LoadedProgram loaded;
        try {
            loaded = LoadedProgram.read(declared, of.style()::declarations);
        } catch (InvalidAddon e) {
            log.warn("What is kept of {} is no endpoint table: {}", name, e.getMessage());
            kept.forget(name);
            return null;
        }
        warn(of, loaded, true);
        LateWorkers workers = late(of, declared);
        Version version = version(of, loaded, workers);
        workers.listener(new FirstEvaluation(of, digest, next -> {
            if (succession.turnedOut(version, next)) {
                workers.moved();
            }
        }));
        return version;
    }

    private LateWorkers late(Loading of, String declared) {
        return new LateWorkers(() -> open(of), declared, of.settings().limits().forWorkers(), of.host(), later);
    }

    /** What comes of the first evaluation of what was known. */
    private final class FirstEvaluation implements LateWorkers.Listener {
        private final Loading of;
        private final String digest;
        private final Consumer<Version> serve;

        FirstEvaluation(Loading of, String digest, Consumer<Version> serve) {
            this.of = of;
            this.digest = digest;
            this.serve = serve;
        }

        @Override
        public String turnedOut(String declared, Workers workers) {
            LoadedProgram loaded;
            try {
                loaded = LoadedProgram.read(declared, of.style()::declarations);
            } catch (InvalidAddon e) {
                return String.valueOf(e.getMessage());
            }
            of.host().addonLog().host(Level.WARN,
                    "it declares otherwise than at its last evaluation, before the server started; what it declares now takes the place of that, with "
                            + loaded.endpoints().size() + " endpoints",
                    null);
            warn(of, loaded, true);
            serve.accept(version(of, loaded, workers));
            keep(of, digest, declared, loaded);
            return "";
        }

        @Override
        public void failed() {
            kept.forget(of.program().name());
        }
    }

    /** Lets go of what an add-on that is gone has declared. */
    void forget(String addon) {
        kept.forget(addon);
        resolver.forget(addon);
    }

    /** Lets go of what others than these have declared. */
    void retain(Collection<String> addons) {
        kept.retain(addons);
    }

    /** For the bodies in a cell; add-ons that share one share it. */
    private BodyRoom room(AddonSettings chosen) {
        long most = chosen.limits().get(Limit.BODIES);
        String cell = chosen.placement().cell();
        return cell.isEmpty() ? new BodyRoom(most) : rooms.computeIfAbsent(cell, any -> new BodyRoom(most));
    }

    private Style style(String name, Path root) throws InvalidAddon {
        return styles.stream().filter(each -> name.isEmpty() ? each.recognises(root) : each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidAddon(LookAlike.flaw(root).map(flaw -> LOOKS_LIKE_ONE + flaw).orElse(
                        "no add-on: there is no manifest.json in it, no widget.js, backend.js or backend.ts, no server.js or operations.js, and no module's .xml (`annex new` makes them)")));
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
                throw new InvalidAddon(String.valueOf(load.getMessage()), load, faultOf(load));
            }
            throw new InvalidAddon("the host could not load it: " + e.getCause(), e);
        }
    }

    private static InvalidAddon.Fault faultOf(LoadException load) {
        return switch (load) {
            case NotStarted notStarted -> InvalidAddon.Fault.WORKER;
            case LoadEnded ended -> InvalidAddon.Fault.STOPPING;
            default -> InvalidAddon.Fault.ADDON;
        };
    }

    private static void warn(Loading of, LoadedProgram program, boolean toServe) {
        VersionHost host = of.host();
        for (String warning : program.warnings()) {
            host.addonLog().host(Level.WARN, warning, null);
        }
        if (!of.program().entry().isEmpty() && program.endpoints().isEmpty() && program.listeners().isEmpty()
                && program.declarations().isEmpty()) {
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
        tasks.close();
        factory.close();
        try {
            staging.clear();
        } catch (IOException | UncheckedIOException e) {
            log.warn("The files of the versions cannot be deleted: {}", e.getMessage());
        }
    }
}
