package io.annex.core.service;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.Version;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limit;
import io.annex.core.settings.ServiceDeclarations;
import io.annex.core.settings.ServiceSettings;
import io.annex.engine.BlockingTasks;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * What the host does for add-ons, put together, and the {@link VersionHost} of
 * each version that is there. Thread-safe.
 */
public final class HostServices implements AutoCloseable {
    /** Ops that may wait, at a time: of all add-ons and of one. */
    private static final int MOST_BLOCKING = 256;
    private static final int MOST_BLOCKING_OF_ONE = 16;

    private final List<HostService> services;
    private final OpRoutes routes;
    private final ServiceSettings settings;
    private final ExchangeObserver observer;
    private final BlockingTasks tasks = new BlockingTasks("annex-ops", MOST_BLOCKING);
    private final Map<Path, VersionHost> hosts = new ConcurrentHashMap<>();
    /** By add-on, as long as it has a version. Guarded by itself. */
    private final Map<String, OpGate> gates = new HashMap<>();
    private volatile Emitter emitter = Emitter.NONE;

    /**
     * @param services
     *            all that there are; closed with this
     * @param settings
     *            what is set of them
     * @throws IllegalArgumentException
     *             when two of them have a name, or an op, in common
     */
    public HostServices(List<HostService> services, ServiceSettings settings, ExchangeObserver observer) {
        this.services = List.copyOf(services);
        this.routes = new OpRoutes(services);
        this.settings = settings;
        this.observer = observer;
    }

    /** What services let an operator say. */
    public static ServiceDeclarations declarations(List<HostService> services) {
        return new ServiceDeclarations(services.stream().flatMap(each -> each.limits().stream()).toList(),
                services.stream().flatMap(each -> each.grants().stream()).toList(),
                services.stream().flatMap(each -> each.settings().stream()).toList());
    }

    /** Who hears of the versions' exchanges. */
    public ExchangeObserver observer() {
        return observer;
    }

    /** What add-ons may call, by service. */
    public Map<String, List<ServiceOp>> ops() {
        Map<String, List<ServiceOp>> ops = new HashMap<>();
        services.forEach(service -> ops.put(service.name(), service.ops()));
        return ops;
    }

    /** What is set of the services. */
    public ServiceSettings settings() {
        return settings;
    }

    /** From now on, services' events go there. */
    public void emitTo(Emitter events) {
        emitter = events;
    }

    /**
     * The host of a version that is about to load, until {@link #close(Path)}, also
     * where a service has failed to open.
     */
    public VersionHost open(String style, Manifest manifest, Path root, AddonSettings chosen) throws InvalidAddon {
        OpGate gate = gate(manifest.id(), chosen);
        OpenedVersion version = new OpenedVersion(style, manifest, root, chosen, settings, log(manifest, chosen),
                gate.lane(), () -> emitter);
        VersionHost host = new VersionHost(version, routes, gate, observer);
        hosts.put(root, host);
        host.open(services);
        return host;
    }

    private OpGate gate(String addon, AddonSettings chosen) {
        synchronized (gates) {
            OpGate gate = gates.computeIfAbsent(addon,
                    any -> new OpGate(observer.ops(addon, routes.names()), tasks.lane(MOST_BLOCKING_OF_ONE,
                            Math.toIntExact(Math.min(Integer.MAX_VALUE, chosen.limits().get(Limit.OPS_IN_FLIGHT))))));
            gate.opened();
            return gate;
        }
    }

    private void leave(String addon) {
        synchronized (gates) {
            OpGate gate = gates.get(addon);
            if (gate != null && gate.closed() == 0) {
                gates.remove(addon);
                // Before one of the same name begins to count what has the same names.
                gate.observer().close();
            }
        }
    }

    private static AddonLog log(Manifest manifest, AddonSettings chosen) {
        return new AddonLog(manifest.id(), manifest.version(), chosen.limits().get(Limit.LOG_LINES));
    }

    /**
     * The log of a version. An answer may come after its version was retired: what
     * is said of it is logged all the same.
     */
    public AddonLog logOf(Version version) {
        VersionHost host = hosts.get(version.root());
        return host != null ? host.addonLog() : log(version.manifest(), version.settings());
    }

    /** The version with that root serves no more. */
    public void close(Path root) {
        VersionHost host = hosts.remove(root);
        if (host != null) {
            host.close();
            leave(host.addon());
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
        services.forEach(service -> VersionHost.quietly(service.name(), service::close));
        tasks.close();
    }
}
