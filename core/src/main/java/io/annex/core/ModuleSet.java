package io.annex.core;

import io.annex.core.jbackend.ActiveModule;
import io.annex.core.jbackend.JbackendSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The modules that serve, in their order: the operator's, then that of their
 * names. Read on event loops without a lock.
 */
final class ModuleSet {
    private final JbackendSettings settings;
    private final AddonHosts hosts;
    private final Visitors visitors;
    private volatile List<ActiveModule> all = List.of();

    ModuleSet(JbackendSettings settings, AddonHosts hosts, Visitors visitors) {
        this.settings = settings;
        this.hosts = hosts;
        this.visitors = visitors;
    }

    /** The modules that serve. */
    List<ActiveModule> all() {
        return all;
    }

    /**
     * Puts a version in the place of another, where they are modules; one that the
     * operator has switched off is left out.
     */
    synchronized void swap(@Nullable Version previous, @Nullable Version next) {
        List<ActiveModule> modules = new ArrayList<>(all);
        modules.removeIf(module -> module instanceof AddonModule addon && addon.version() == previous);
        if (next != null && next.mounting() instanceof Mounting.Modules && settings.module(next.addon()).enabled()) {
            modules.add(new AddonModule(next, hosts, visitors, this));
        }
        all = sorted(modules);
    }

    /**
     * Adds a module that comes with Annex, unless the operator has switched it off.
     */
    synchronized void add(ActiveModule module) {
        if (settings.module(module.name()).enabled()) {
            List<ActiveModule> modules = new ArrayList<>(all);
            modules.add(module);
            all = sorted(modules);
        }
    }

    private List<ActiveModule> sorted(List<ActiveModule> modules) {
        modules.sort(Comparator.comparingInt((ActiveModule module) -> settings.module(module.name()).order())
                .thenComparing(ActiveModule::name));
        return List.copyOf(modules);
    }

    /** Another version of the same add-on that serves now, or {@code null}. */
    @Nullable
    AddonModule replacing(Version version) {
        for (ActiveModule module : all) {
            if (module instanceof AddonModule addon && addon.version() != version
                    && addon.name().equals(version.addon())) {
                return addon;
            }
        }
        return null;
    }
}
