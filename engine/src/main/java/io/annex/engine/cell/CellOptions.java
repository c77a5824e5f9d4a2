package io.annex.engine.cell;

import io.annex.engine.EngineOptions.Spare;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * How cells are started and watched.
 *
 * @param java
 *            the {@code java} that runs them
 * @param classPath
 *            jars and folders with this package, the isolates' and Javet's
 * @param cache
 *            folder of V8's library, the start-up snapshot and, where it was
 *            prepared, the ahead-of-time cache {@code cell.aot}
 * @param run
 *            folder for what lives only while a cell starts; emptied by
 *            {@link CellEngine#start}, so nobody else may use it
 * @param maxHeap
 *            the largest V8 heap that any worker may be granted, in bytes
 * @param silence
 *            a cell that has not answered for this long is ended
 * @param bounds
 *            what all of them together may take
 * @param timezone
 *            the clock that dates are read off, Java's and JavaScript's
 * @param spare
 *            whether a cell is kept in advance
 */
public record CellOptions(Path java, List<Path> classPath, Path cache, Path run, long maxHeap, Duration silence,
        CellBounds bounds, ZoneId timezone, Spare spare) {
    private static final Duration SILENCE = Duration.ofSeconds(3);

    /** Cells of this very Java and class path. */
    public static CellOptions of(Path cache, Path run, long maxHeap) {
        return new CellOptions(Path.of(System.getProperty("java.home"), "bin", "java"), CellClassPath.find(),
                cache.toAbsolutePath(), run.toAbsolutePath(), maxHeap, SILENCE, CellBounds.ofThisMachine(),
                ZoneId.systemDefault(), Spare.ALWAYS);
    }

    /** These with another class path. */
    public CellOptions withClassPath(List<Path> other) {
        return new CellOptions(java, other, cache, run, maxHeap, silence, bounds, timezone, spare);
    }

    /** These with other bounds. */
    public CellOptions withBounds(CellBounds other) {
        return new CellOptions(java, classPath, cache, run, maxHeap, silence, other, timezone, spare);
    }

    /** These with another clock. */
    public CellOptions withTimezone(ZoneId other) {
        return new CellOptions(java, classPath, cache, run, maxHeap, silence, bounds, other, spare);
    }

    /** These with cells kept in advance, or but for the first not. */
    public CellOptions withSpare(Spare other) {
        return new CellOptions(java, classPath, cache, run, maxHeap, silence, bounds, timezone, other);
    }
}
