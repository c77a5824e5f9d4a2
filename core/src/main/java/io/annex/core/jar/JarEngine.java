package io.annex.core.jar;

import io.annex.core.service.ServiceFace;
import io.annex.engine.Host;
import io.annex.engine.Program;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import java.nio.file.Path;
import java.util.List;

/** Runs add-ons in Java, in this process. Thread-safe. */
public final class JarEngine implements AutoCloseable {
    private final JarWatch watch = new JarWatch();
    private final List<ServiceFace<?>> services;

    /**
     * @param services
     *            what the code may call of the host
     */
    public JarEngine(List<ServiceFace<?>> services) {
        this.services = services;
    }

    /**
     * Workers for {@code program}; nothing runs before {@link Workers#load}.
     *
     * @param root
     *            the folder that the program's entry, a jar, is in
     */
    public Workers open(Program program, Path root, WorkerLimits limits, Host host) {
        JarWorkers workers = new JarWorkers(watch, program, root, limits, host, new JarServices(services, host));
        watch.watch(workers);
        return workers;
    }

    @Override
    public void close() {
        watch.close();
    }
}
