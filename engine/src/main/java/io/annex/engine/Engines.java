package io.annex.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engines of a process by isolation, each started when the first program
 * asks for it: a server whose add-ons all run in cells never loads V8.
 */
public final class Engines implements Engine {
    private final Map<Isolation, Lazy> engines;

    /**
     * @param starts
     *            how to start each
     */
    public Engines(Map<Isolation, Supplier<Engine>> starts) {
        this.engines = new EnumMap<>(Isolation.class);
        starts.forEach((isolation, start) -> engines.put(isolation, new Lazy(isolation, start)));
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
    public Engine engine(Isolation isolation) {
        Lazy engine = engines.get(isolation);
        if (engine == null) {
            throw none(isolation);
        }
        return engine.get();
    }

    private static IllegalStateException none(Isolation isolation) {
        return new IllegalStateException("There is no engine for isolation: " + isolation.code());
    }

    /** The engine if it has been started, else {@code null}. */
    public @Nullable Engine started(Isolation isolation) {
        Lazy engine = engines.get(isolation);
        return engine == null ? null : engine.started;
    }

    @Override
    public List<String> failing() {
        return engines.values().stream().flatMap(each -> {
            Engine engine = each.started;
            return engine == null ? Stream.of() : engine.failing().stream();
        }).toList();
    }

    @Override
    public void close() {
        engines.values().forEach(Lazy::close);
    }

    /** One of them; who wants another does not wait for its start. */
    private static final class Lazy {
        private final Isolation isolation;
        private final Supplier<Engine> start;
        private volatile @Nullable Engine started;
        private boolean closed;

        Lazy(Isolation isolation, Supplier<Engine> start) {
            this.isolation = isolation;
            this.start = start;
        }

        synchronized Engine get() {
            Engine engine = started;
            if (closed) {
                throw none(isolation);
            }
            if (engine == null) {
                engine = start.get();
                started = engine;
            }
            return engine;
        }

        synchronized void close() {
            closed = true;
            Engine engine = started;
            started = null;
            if (engine != null) {
                engine.close();
            }
        }
    }
}
