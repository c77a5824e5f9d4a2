package io.annex.server;

import io.annex.core.settings.Limit;
import io.annex.engine.EngineOptions;
import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.Engines;
import io.annex.engine.Isolation;
import io.annex.engine.cell.CellEngine;
import io.annex.engine.cell.CellOptions;
import io.annex.engine.isolate.IsolateEngine;
import io.annex.server.config.Config;
import java.nio.file.Path;
import java.util.Map;

/** The engines of a configuration. */
public final class EngineSetup {
    private EngineSetup() {
    }

    /**
     * None of them is started before an add-on needs it.
     *
     * @param spare
     *            whether there is to be something ready for the next add-on
     */
    public static Engines engines(Config config, Path cache, Spare spare) {
        long heap = largestHeap(config);
        CellOptions cells = cells(cache, config.data().resolve("run"), heap).withBounds(config.cells())
                .withTimezone(config.timezone()).withSpare(spare);
        return new Engines(Map.of(Isolation.THREAD,
                () -> IsolateEngine.start(new EngineOptions(heap, cache, spare, config.timezone())), Isolation.PROCESS,
                () -> CellEngine.start(cells)));
    }

    /** How cells of this installation are started. */
    public static CellOptions cells(Path cache, Path run, long heap) {
        CellOptions found = CellOptions.of(cache, run, heap);
        return found.withClassPath(found.classPath().stream().map(Installation::library).toList());
    }

    /**
     * V8 takes its heap limit once for the process, so it is the largest that any
     * add-on may have.
     */
    private static long largestHeap(Config config) {
        return config.addons().values().stream().mapToLong(each -> each.limits().get(Limit.HEAP)).max()
                .orElse(config.addon("").limits().get(Limit.HEAP));
    }
}
