package io.annex.core;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.JavaPermission;
import io.annex.core.addon.Style;
import io.annex.core.addon.Version;
import io.annex.core.call.InnerCalls;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.InstalledAddons;
import io.annex.core.deploy.KeptTables;
import io.annex.core.deploy.SettingChanges;
import io.annex.core.deploy.VersionLoader;
import io.annex.core.deploy.Watcher;
import io.annex.core.files.StaticFiles;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Visitors;
import io.annex.core.jar.JavaStyle;
import io.annex.core.jbackend.Jbackend;
import io.annex.core.jbackend.JbackendStyle;
import io.annex.core.jbackend.VisitorSessions;
import io.annex.core.message.Messages;
import io.annex.core.mount.MountTable;
import io.annex.core.mount.MountTarget;
import io.annex.core.request.AnswerAssembler;
import io.annex.core.request.Dispatcher;
import io.annex.core.request.Recognition;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.service.HostService;
import io.annex.core.service.HostServices;
import io.annex.core.service.module.ModuleService;
import io.annex.core.service.settings.SettingsService;
import io.annex.core.session.Sessions;
import io.annex.core.settings.ServiceDeclarations;
import io.annex.core.settings.SettingResolver;
import io.annex.core.source.DiskTrouble;
import io.annex.core.source.Staging;
import io.annex.core.timer.Timers;
import io.annex.core.webpoints.WebpointsStyle;
import io.annex.core.widget.WidgetStyle;
import io.annex.engine.Engine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Add-ons, served: the parts of this package put together. Thread-safe. */
public final class Annex implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Annex.class);

    private final Parts parts;
    private final Watcher watcher;
    private final InstalledAddons installed;
    private final ScheduledExecutorService everySecond;

    /** What it is put together of. */
    private record Parts(Deployments deployments, Recognition recognition, HostServices hosts, StaticFiles files,
            Messages messages, Timers timers, SettingChanges settings, SettingResolver resolver) {
    }

    private Annex(Parts parts, Path data) throws IOException {
        this.parts = parts;
        this.watcher = new Watcher(parts.deployments(), data);
        this.installed = new InstalledAddons(parts.deployments(), data.resolve("installed"), WidgetStyle.NAME);
        parts.deployments().arriving(true);
        this.everySecond = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "annex-every-second");
            thread.setDaemon(true);
            return thread;
        });
        everySecond.scheduleAtFixedRate(parts.hosts()::reportDropped, 1, 1, TimeUnit.SECONDS);
        everySecond.scheduleAtFixedRate(parts.messages()::reportDropped, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * What services let an operator say: the built-in ones, and those of the
     * embedding program.
     */
    public static ServiceDeclarations declarations(List<HostService> own) {
        return BuiltInServices.declarations(own);
    }

    /** Opens an instance without add-ons, which are to come by {@link #start}. */
    public static Annex open(CoreOptions options, Engine engine, ExchangeObserver observer) throws IOException {
        JavaPermission java = new JavaPermission(options.java());
        List<Style> styles = new ArrayList<>(List.of(new JavaStyle(java), new RestappStyle(), new WidgetStyle(),
                new WebpointsStyle(), new JbackendStyle(options.jbackend(), java)));
        styles.addAll(options.styles());
        Sessions sessions = options.stores().sessions();
        Path uploads = emptied(uploads(options.data()));

        StaticFiles files = new StaticFiles();
        SettingsService settings = new SettingsService(options.stores().settings());
        AtomicReference<@Nullable Dispatcher> dispatches = new AtomicReference<>();
        InnerCalls calls = new InnerCalls(request -> Objects.requireNonNull(dispatches.get()).handle(request));
        List<HostService> services = new ArrayList<>(
                BuiltInServices.of(options.data(), sessions, options.stores().storage(), files, options.outbound(),
                        options.manager(), settings, options.mail(), calls));
        services.add(new ModuleService(options.services()));
        services.addAll(options.services());
        HostServices hosts = new HostServices(services, options.serviceSettings(), observer);
        AnswerAssembler answers = new AnswerAssembler(hosts, sessions, options.publicPath());
        VisitorSessions visitors = new VisitorSessions(sessions, options.publicPath(), options.jbackend().everywhere());
        Jbackend jbackend = new Jbackend(options.jbackend(), options.stores().ofJbackend(), visitors, answers, uploads,
                options.settings().apply("").limits());
        MountTable mounts = new MountTable(styles.stream().map(Style::mountPolicy).toList());
        Messages messages = new Messages(hosts, options.stores().events(), options.clock());
        hosts.emitTo(messages);
        Timers timers = new Timers(messages, options.timetable(), options.stores().timers(), options.timed(),
                options.clock(), Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16));
        SettingResolver resolver = new SettingResolver(options.settings(), options.stores().settings());
        Deployments deployments = new Deployments(new VersionLoader(new EngineChoice(engine, services), styles,
                new Staging(options.data().resolve("versions")), hosts,
                new KeptTables(options.data().resolve("endpoints")), resolver), mounts, (previous, next) -> {
                    jbackend.swapped(previous, next);
                    messages.swapped(previous, next);
                    timers.swapped(previous, next);
                    calls.swapped(previous, next);
                });
        Dispatcher dispatcher = new Dispatcher(mounts, deployments::areArriving, jbackend.handlers(), answers, files,
                uploads);
        dispatches.set(dispatcher);
        Visitors own = visitors.visitors(options.stores().users());
        // Where modules answer, they find out by themselves who is logged in.
        Recognition recognition = new Recognition(List.of(options.visitors(),
                own == Visitors.NOBODY
                        ? own
                        : request -> mounts.at(request.path()) instanceof MountTarget.Joint
                                ? Visitors.ANONYMOUS
                                : own.of(request)),
                dispatcher::handle);
        return new Annex(new Parts(deployments, recognition, hosts, files, messages, timers,
                new SettingChanges(deployments, settings::needsGlobal), resolver), options.data());
    }

    private static Path emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
        }
        return folder;
    }

    /** Where files of requests are, on their way; emptied at the start. */
    public static Path uploads(Path data) {
        return data.resolve("uploads");
    }

    public Deployments deployments() {
        return parts.deployments();
    }

    /**
     * Answers {@code request}, now or later, by its {@link IncomingRequest#answer}.
     * Called on its event loop.
     */
    public void handle(IncomingRequest request) {
        parts.recognition().handle(request);
    }

    /** Speaks to add-ons: events, calls, timers. */
    public Messages messages() {
        return parts.messages();
    }

    /** Wakes add-ons at their times. */
    public Timers timers() {
        return parts.timers();
    }

    /** Loads add-ons whose settings have changed. */
    public SettingChanges settings() {
        return parts.settings();
    }

    /** The widgets that were installed; not served before {@link #start}. */
    public InstalledAddons installed() {
        return installed;
    }

    /**
     * Deploys what is to serve from the start on: what is at each source (one
     * add-on, or a folder of them, folders and zips), and what was installed. Each
     * add-on serves as soon as it has loaded; until this returns, what is not there
     * is answered 503.
     *
     * @param watch
     *            whether to deploy changes of the sources as well, from then on
     * @return how many add-ons of the sources could not be deployed; each is logged
     *         with its reason
     * @throws InterruptedIOException
     *             when the thread is interrupted: what is being loaded is given up
     */
    public int start(List<Path> sources, boolean watch) throws InterruptedIOException {
        int failed = 0;
        for (Path source : sources) {
            failed += serve(source, watch);
        }
        installed.serve();
        parts.deployments().started();
        parts.resolver().unknown().forEach(each -> log
                .warn("{}: no add-on has such a setting (expected: ANNEX_ADDON_<name>_<key>, in capitals)", each));
        if (watch) {
            watcher.start();
        }
        return failed;
    }

    private int serve(Path source, boolean watch) throws InterruptedIOException {
        List<Path> found;
        try {
            if (parts.deployments().isAddon(source)) {
                if (watch) {
                    watcher.addon(source);
                }
                return deploy(source);
            }
            if (watch) {
                watcher.folder(source);
            }
            parts.deployments().warnOf(source);
            found = children(source);
        } catch (InvalidAddon e) {
            log.error("{} was not deployed: {}", source, e.getMessage());
            return 1;
        } catch (IOException | UncheckedIOException e) {
            log.error("{} was not deployed: it cannot be read: {}", source, DiskTrouble.reason(e));
            return 1;
        }
        int failed = 0;
        for (Path child : found) {
            failed += deploy(child);
        }
        return failed;
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(each -> !Staging.isIgnored(String.valueOf(each.getFileName()))).sorted().toList();
        }
    }

    /** Deploys what is there, if it is an add-on; gives how many failed. */
    private int deploy(Path source) throws InterruptedIOException {
        boolean serves = parts.deployments().tries().deploy(source, () -> {
            if (parts.deployments().isAddon(source)) {
                parts.deployments().deployAtStart(source);
            } else {
                parts.deployments().warnOf(source);
            }
        });
        if (Thread.interrupted()) {
            throw new InterruptedIOException("stopped while starting");
        }
        return serves ? 0 : 1;
    }

    /**
     * Loads an add-on without serving it. The version that is returned is closed;
     * only its description is of use.
     */
    public Version check(Path source) throws InvalidAddon {
        return parts.deployments().check(source);
    }

    /**
     * Lets what was begun end, for at most {@code time}, and closes all workers.
     */
    public void drain(Duration time) {
        parts.timers().drain();
        parts.messages().drain();
        try {
            parts.deployments().drain(time).get(time.toMillis() + 2000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            log.warn("Not all add-ons ended in time: {}", e.toString());
        }
    }

    @Override
    public void close() {
        everySecond.shutdownNow();
        parts.settings().close();
        try {
            watcher.close();
        } catch (IOException e) {
            log.debug("The watcher did not close", e);
        }
        parts.timers().drain();
        parts.messages().drain();
        parts.deployments().close();
        parts.messages().close();
        parts.timers().close();
        parts.hosts().close();
        parts.files().close();
    }
}
