package io.annex.core;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.Style;
import io.annex.core.call.InnerCalls;
import io.annex.core.deploy.DeployListener;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.KeptTables;
import io.annex.core.deploy.VersionLoader;
import io.annex.core.files.StaticFiles;
import io.annex.core.mail.MailServer;
import io.annex.core.message.Messages;
import io.annex.core.mount.MountTable;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import io.annex.core.request.AnswerAssembler;
import io.annex.core.request.Dispatcher;
import io.annex.core.request.MountHandler;
import io.annex.core.service.HostServices;
import io.annex.core.service.settings.SettingsService;
import io.annex.core.session.CachedSessions;
import io.annex.core.session.SessionTable;
import io.annex.core.session.SessionTimes;
import io.annex.core.session.Sessions;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.ServiceSettings;
import io.annex.core.settings.SettingResolver;
import io.annex.core.settings.SettingTable;
import io.annex.core.source.Staging;
import io.annex.core.storage.StorageTable;
import io.annex.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The parts of an {@link Annex} that a test needs, around an engine of its own.
 */
public final class Parts {
    private final Path temp;
    private final Engine engine;
    private final List<Style> styles;
    private final Sessions sessions = new CachedSessions(SessionTable.NONE,
            new SessionTimes(Duration.ofMinutes(1), Duration.ZERO));
    private final StaticFiles files = new StaticFiles();
    private final HostServices hosts;
    private final MountTable mounts;

    /** Around a folder for what is kept. */
    public Parts(Path temp, Engine engine, Style... styles) {
        this.temp = temp;
        this.engine = engine;
        this.hosts = new HostServices(BuiltInServices.of(temp, sessions, StorageTable.NONE, files, Outbound.NONE,
                ManagerAddress.parse(ManagerAddress.DEFAULT_URL, ""), new SettingsService(SettingTable.NONE),
                MailServer.NONE, new InnerCalls(any -> {
                })), ServiceSettings.DEFAULTS, ExchangeObserver.NONE);
        this.styles = List.of(styles);
        this.mounts = new MountTable(this.styles.stream().map(Style::mountPolicy).toList());
    }

    public Sessions sessions() {
        return sessions;
    }

    public MountTable mounts() {
        return mounts;
    }

    public AnswerAssembler answers() {
        return new AnswerAssembler(hosts, sessions, "");
    }

    /** It hears of deploys as the listener that is given to them. */
    public Messages messages() {
        Messages messages = new Messages(hosts);
        hosts.emitTo(messages);
        return messages;
    }

    public Path uploads() {
        return temp.resolve("uploads");
    }

    public Deployments deployments(Function<String, AddonSettings> settings, DeployListener listener)
            throws IOException {
        return new Deployments(new VersionLoader(new EngineChoice(engine, List.of()), styles,
                new Staging(temp.resolve("versions")), hosts, new KeptTables(temp.resolve("endpoints")),
                new SettingResolver(settings, SettingTable.NONE)), mounts, listener);
    }

    /** With nobody who listens, and all settings at their defaults. */
    public Deployments deployments() throws IOException {
        return deployments(name -> AddonSettings.DEFAULTS, DeployListener.NONE);
    }

    public Dispatcher dispatcher(Deployments deployments, Map<String, MountHandler> handlers) {
        return new Dispatcher(mounts, deployments::areArriving, handlers, answers(), files, uploads());
    }
}
