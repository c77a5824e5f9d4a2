package io.annex.core.service.folder;

import io.annex.core.service.OpRefused;
import io.annex.core.settings.Quantities;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What an add-on may keep in its own folder, and keeps. Every file and folder
 * counts as whole blocks, as on a disk: so a thousand empty files are not
 * nothing. Counted when it is first needed, and again before anything is
 * refused, as the operator may have cleared up. Used with the lock of its
 * folder alone, so that nothing comes or goes while it counts.
 */
final class Quota {
    /** What the smallest of files takes. */
    static final long BLOCK = 4096;
    private static final int DEEPEST = 64;
    /**
     * Counts of a full folder are that far apart, in times that one takes: who goes
     * on writing into it has a tenth of a processor by it, and no more.
     */
    private static final int PAUSES = 10;

    /** Counts what is there. */
    @FunctionalInterface
    interface Count {
        long bytes() throws IOException, OpRefused;
    }

    private final Count count;
    private boolean counted;
    private long countedAt;
    private long countTook;
    private long kept;
    /** Of what is being written, and does not count as kept yet. */
    private long writing;

    Quota(Count count) {
        this.count = count;
    }

    static long blocks(long bytes) {
        return Math.max(1, Math.ceilDiv(bytes, BLOCK)) * BLOCK;
    }

    /** What is below a folder. */
    static long count(Place place) throws IOException {
        return count(place, 0);
    }

    private static long count(Place place, int depth) throws IOException {
        long bytes = 0;
        for (Path each : place.names()) {
            BasicFileAttributes found = place.find(each);
            if (found == null || depth == 0 && FilePath.isOurs(each.toString())) {
                continue;
            }
            bytes += found.isDirectory() ? BLOCK : blocks(found.size());
            if (found.isDirectory() && depth < DEEPEST) {
                try (Place below = place.below(each)) {
                    bytes += below == null ? 0 : count(below, depth + 1);
                }
            }
        }
        return bytes;
    }

    /**
     * Takes room for what is about to be written.
     *
     * @param replaced
     *            what goes when that is there
     */
    void take(long bytes, long replaced, long most) throws OpRefused, IOException {
        if (!counted) {
            recount();
        }
        if (kept + writing + bytes - replaced > most && System.nanoTime() - countedAt >= PAUSES * countTook) {
            recount();
        }
        if (kept + writing + bytes - replaced > most) {
            throw new OpRefused("quota",
                    "the folder is full: it has " + Quantities.size(kept + writing) + " and " + Quantities.size(bytes)
                            + " are to come (limits.files: " + Quantities.size(most)
                            + "; each file takes at least 4 KB)");
        }
        writing += bytes;
    }

    private void recount() throws IOException, OpRefused {
        long from = System.nanoTime();
        kept = count.bytes();
        counted = true;
        countedAt = System.nanoTime();
        countTook = countedAt - from;
    }

    /** What was taken is there now, instead of something else. */
    void keep(long bytes, long replaced) {
        writing -= bytes;
        kept += bytes - replaced;
    }

    /** What was taken is not there, and will not be. */
    void giveBack(long bytes) {
        writing -= bytes;
    }

    /** Something is gone. */
    void gone(long bytes) {
        kept -= bytes;
    }

    long used() throws IOException, OpRefused {
        if (!counted) {
            recount();
        }
        return kept + writing;
    }
}
