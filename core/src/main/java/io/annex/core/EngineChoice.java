package io.annex.core;

import io.annex.core.addon.Manifest;
import io.annex.core.deploy.WorkersFactory;
import io.annex.core.jar.JarEngine;
import io.annex.core.service.HostService;
import io.annex.core.service.ServiceFace;
import io.annex.core.settings.AddonSettings;
import io.annex.core.widget.PageEngine;
import io.annex.engine.Engine;
import io.annex.engine.Host;
import io.annex.engine.Program;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import java.nio.file.Path;
import java.util.List;

/**
 * Scripts run where the engine puts them, jars in this process; where there is
 * nothing to run, a page's script is compiled.
 */
final class EngineChoice implements WorkersFactory {
    private final Engine scripts;
    private final JarEngine jars;
    private final PageEngine pages;

    /**
     * @param scripts
     *            the caller closes it
     * @param services
     *            what jars may call
     */
    EngineChoice(Engine scripts, List<HostService> services) {
        this.scripts = scripts;
        this.pages = new PageEngine(scripts);
        this.jars = new JarEngine(
                services.stream().<ServiceFace<?>>flatMap(service -> service.faces().stream()).toList());
    }

    @Override
    public Workers open(Manifest manifest, Path root, Program program, AddonSettings settings, Host host) {
        WorkerLimits limits = settings.limits().forWorkers();
        if (manifest.isJava()) {
            return jars.open(program, root, limits, host);
        }
        return program.entry().isEmpty()
                ? pages.open(program, settings.placement(), limits, host)
                : scripts.open(program, settings.placement(), limits, host);
    }

    /**
     * A jar is evaluated at each start: it runs in this process, takes no time
     * worth saving, and its {@code start} may begin more than endpoints.
     */
    @Override
    public String evaluator(Manifest manifest, AddonSettings settings) {
        return manifest.isJava() ? "" : scripts.identity(settings.placement());
    }

    @Override
    public void close() {
        pages.close();
        jars.close();
    }
}
