package io.annex.core.service;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.Version;
import io.annex.core.files.StaticFiles;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import io.annex.core.session.Sessions;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * What the host does for add-ons, put together, and the {@link VersionHost} of
 * each version that is there. Thread-safe.
 */
public final class HostServices implements AutoCloseable {
    /** The style whose add-ons have a manager to call. */
    private static final String MANAGED = "widget";

    private final Sessions sessions;
    private final ExchangeObserver observer;
    private final Outbound outbound;
    private final ManagerAddress manager;
    private final Map<Path, VersionHost> hosts = new ConcurrentHashMap<>();
    /** By add-on: a task may end in a version that is draining. */
    private final Map<String, Tasks> tasks = new ConcurrentHashMap<>();
    private final StaticFiles files = new StaticFiles();
    private final ScriptCache scripts = new ScriptCache();

    public HostServices(Sessions sessions, ExchangeObserver observer, Outbound outbound, ManagerAddress manager) {
        this.sessions = sessions;
        this.observer = observer;
        this.outbound = outbound;
        this.manager = manager;
    }

    /** Who hears of the versions' exchanges. */
    public ExchangeObserver observer() {
        return observer;
    }

    /** Answers with files of the versions' folders. */
    public StaticFiles files() {
        return files;
    }

    /** The host of a version that is about to load, until {@link #close(Path)}. */
    public VersionHost open(String style, Manifest manifest, Path root, AddonSettings settings) {
        VersionHost host = make(style, manifest, root, settings);
        hosts.put(root, host);
        return host;
    }

    private VersionHost make(String style, Manifest manifest, Path root, AddonSettings settings) {
        String addon = manifest.id();
        Limits limits = settings.limits();
        OutboundOps calls = new OutboundOps(addon, outbound, settings.grants(), limits,
                style.equals(MANAGED) ? manager : null);
        return new VersionHost(manifest, new VersionFiles(root, settings.packages().folder(), scripts, files),
                new VersionHost.Services(sessions, calls,
                        tasks.computeIfAbsent(addon, any -> new Tasks(System::nanoTime))),
                new AddonLog(addon, manifest.version(), limits.get(Limit.LOG_LINES)),
                stop -> observer.breach(addon, stop.reason()));
    }

    /**
     * The host of a version. An answer may come after its version was retired: that
     * host is not kept.
     */
    public VersionHost of(Version version) {
        VersionHost host = hosts.get(version.root());
        return host != null ? host : make("", version.manifest(), version.root(), version.settings());
    }

    /** The version with that root serves no more. */
    public void close(Path root) {
        VersionHost host = hosts.remove(root);
        if (host != null) {
            host.close();
        }
    }

    /**
     * Once a second: what was dropped is said even if the add-on is silent
     * afterwards.
     */
    public void reportDropped() {
        try {
            hosts.values().forEach(host -> host.addonLog().reportDropped());
        } catch (RuntimeException | Error e) {
            // Whoever calls this every second would not do so again.
            LoggerFactory.getLogger(HostServices.class).error("What was dropped cannot be said", e);
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
