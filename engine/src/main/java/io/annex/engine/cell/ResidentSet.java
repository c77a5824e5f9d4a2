package io.annex.engine.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory another process has. */
final class ResidentSet {
    private ResidentSet() {
    }

    /** Bytes; -1 where the operating system does not tell. */
    static long of(long pid) {
        try {
            String[] pages = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ", 3);
            return Long.parseLong(pages[1]) * 4096;
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }
}
