package io.annex.engine.cell;

import io.annex.engine.sandbox.ResidentMemory;
import io.annex.engine.sandbox.SandboxReport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A cell that is started to see whether one can be, and what it is then
 * confined by.
 *
 * @param start
 *            from the command to the answer that V8 is there
 * @param residentBytes
 *            its memory before it runs anything
 * @param sandbox
 *            what it could give up
 */
public record CellTrial(Duration start, long residentBytes, SandboxReport sandbox) {
    private static final long MOST_SECONDS = 120;

    /**
     * Starts a cell and ends it. The first one with an empty cache fills that.
     *
     * @throws IOException
     *             with the reason why none can be started
     */
    public static CellTrial run(CellOptions options) throws IOException {
        try (CellEngine engine = CellEngine.start(options)) {
            ready(engine.anyCell());
            long begin = System.nanoTime();
            Cell cell = ready(engine.startCell().ready());
            Duration start = Duration.ofNanos(System.nanoTime() - begin);
            try (ResidentMemory memory = ResidentMemory.of(cell.process().pid())) {
                return new CellTrial(start, memory.bytes(), SandboxReport.parse(cell.sandbox()));
            }
        } catch (CompletionException e) {
            throw new IOException(String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        }
    }

    private static Cell ready(CompletableFuture<Cell> cell) {
        return cell.orTimeout(MOST_SECONDS, TimeUnit.SECONDS).join();
    }
}
