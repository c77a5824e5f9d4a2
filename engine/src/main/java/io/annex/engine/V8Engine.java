package io.annex.engine;

/** The engine that runs workers in this process. */
final class V8Engine implements Engine {
    private final V8 v8;
    private final Watchdog watchdog = new Watchdog();

    V8Engine(V8 v8) {
        this.v8 = v8;
        watchdog.start();
    }

    @Override
    public Workers open(Program program, WorkerLimits limits, Host host) {
        IsolateWorkers workers = new IsolateWorkers(v8, watchdog, program, limits, host);
        watchdog.watch(workers);
        return workers;
    }

    @Override
    public void close() {
        watchdog.close();
        v8.close();
    }
}
