package io.annex.core.jar;

import io.annex.engine.Host;
import io.annex.engine.Program;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import java.nio.file.Path;

/** Runs add-ons in Java, in this process. Thread-safe. */
public final class JarEngine implements AutoCloseable {
    private final JarWatch watch = new JarWatch();

    /**
     * Workers for {@code program}; nothing runs before {@link Workers#load}.
     *
     * @param root
     *            the folder that the program's entry, a jar, is in
     */
    public Workers open(Program program, Path root, WorkerLimits limits, Host host) {
        JarWorkers workers = new JarWorkers(watch, program, root, limits, host);
        watch.watch(workers);
        return workers;
    }

    @Override
    public void close() {
        watch.close();
    }
}
