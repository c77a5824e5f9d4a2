package io.annex.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engines of a process by isolation, each started when the first program
 * asks for it: a server whose add-ons all run in cells never loads V8.
 */
public final class Engines implements Engine {
    private final Map<Isolation, Supplier<Engine>> starts;
    private final Map<Isolation, Engine> started = new EnumMap<>(Isolation.class);
    /** The same, for who must not wait until another one has started. */
    private final List<Engine> running = new CopyOnWriteArrayList<>();
    private boolean closed;

    /**
     * @param starts
     *            how to start each
     */
    public Engines(Map<Isolation, Supplier<Engine>> starts) {
        this.starts = Map.copyOf(starts);
    }

    @Override
    public Workers open(Program program, Placement placement, WorkerLimits limits, Host host) {
        return engine(placement.isolation()).open(program, placement, limits, host);
    }

    @Override
    public String identity(Placement placement) {
        return engine(placement.isolation()).identity(placement);
    }

    /** The engine for an isolation, started if it was not. */
    public synchronized Engine engine(Isolation isolation) {
        Engine engine = started.get(isolation);
        if (engine == null) {
            Supplier<Engine> start = starts.get(isolation);
            if (start == null || closed) {
                throw new IllegalStateException("There is no engine for isolation: " + isolation.code());
            }
            engine = start.get();
            started.put(isolation, engine);
            running.add(engine);
        }
        return engine;
    }

    /** The engine if it has been started, else {@code null}. */
    public synchronized @Nullable Engine started(Isolation isolation) {
        return started.get(isolation);
    }

    @Override
    public List<String> failing() {
        return running.stream().flatMap(engine -> engine.failing().stream()).toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
        started.values().forEach(Engine::close);
        started.clear();
    }
}
