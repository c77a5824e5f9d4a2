package io.annex.core.jbackend;

import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.request.AnswerAssembler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The modules that serve, in their order: the operator's, then that of their
 * names. Read on event loops without a lock.
 */
final class ModuleRegistry {
    private final JbackendSettings settings;
    private final AnswerAssembler answers;
    private final VisitorSessions visitors;
    private volatile List<ActiveModule> all = List.of();

    ModuleRegistry(JbackendSettings settings, AnswerAssembler answers, VisitorSessions visitors) {
        this.settings = settings;
        this.answers = answers;
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
        modules.removeIf(module -> module instanceof DeployedModule addon && addon.version() == previous);
        if (next != null && next.mountPolicy() instanceof MountPolicy.Joint
                && settings.module(next.addon()).enabled()) {
            modules.add(new DeployedModule(next, answers, visitors, this));
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
    DeployedModule replacing(Version version) {
        for (ActiveModule module : all) {
            if (module instanceof DeployedModule addon && addon.version() != version
                    && addon.name().equals(version.addon())) {
                return addon;
            }
        }
        return null;
    }
}
