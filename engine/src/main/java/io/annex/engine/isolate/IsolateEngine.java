package io.annex.engine.isolate;

import io.annex.engine.Engine;
import io.annex.engine.EngineOptions;
import io.annex.engine.Host;
import io.annex.engine.Placement;
import io.annex.engine.Program;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import java.nio.file.Path;
import java.util.List;

/** The engine that runs workers in this process. */
public final class IsolateEngine implements Engine {
    private final V8 v8;
    private final Watchdog watchdog = new Watchdog();
    private final CryptoRoom crypto = new CryptoRoom();

    private IsolateEngine(V8 v8) {
        this.v8 = v8;
        watchdog.start();
    }

    /**
     * Loads V8 and makes or reads the start-up snapshot; takes about half a second
     * the first time in a process.
     */
    public static Engine start(EngineOptions options) {
        return new IsolateEngine(V8.start(options));
    }

    /**
     * Whether the cache has all that a start needs; does not load V8. To fill it,
     * start an engine once.
     */
    public static boolean isPrepared(Path cache) {
        return V8.isPrepared(cache);
    }

    @Override
    public Workers open(Program program, Placement placement, WorkerLimits limits, Host host) {
        IsolateWorkers workers = new IsolateWorkers(v8, watchdog, crypto, program, limits, host);
        watchdog.watch(workers);
        return workers;
    }

    @Override
    public String identity(Placement placement) {
        return identity();
    }

    /** Names V8 and the guest library; does not load V8. */
    public static String identity() {
        return V8.key();
    }

    @Override
    public List<String> failing() {
        return watchdog.isFailing() ? List.of("watchdog") : List.of();
    }

    @Override
    public void close() {
        watchdog.close();
        crypto.close();
        v8.close();
    }
}
