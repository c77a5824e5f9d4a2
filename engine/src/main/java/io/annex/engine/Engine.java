package io.annex.engine;

/** Opens workers for programs. One a process; thread-safe. */
public interface Engine extends AutoCloseable {
    /**
     * Loads V8 and makes or reads the start-up snapshot; takes about half a second
     * the first time in a process.
     */
    static Engine start(EngineOptions options) {
        return new V8Engine(V8.start(options));
    }

    /** Workers for {@code program}; none runs before {@link Workers#load}. */
    Workers open(Program program, WorkerLimits limits, Host host);

    @Override
    void close();
}
