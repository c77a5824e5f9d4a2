package io.annex.server.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file of the embedded database, which is whole or not there.
 *
 * <p>
 * H2 commits each statement that makes a table by itself, so what makes or
 * changes tables leaves half of them behind when the disk is full or the
 * process is killed, in the middle of a statement even a file that cannot be
 * opened any more; and no later try can go on from there. So that is done in
 * another file beside, a copy where there is one already, which takes the name
 * when it is whole. What is unfinished is deleted, for its place on the disk
 * too.
 *
 * <p>
 * One process has the folder, and one thread makes files in it.
 */
final class DatabaseFile {
    private static final String NAME = "annex";
    private static final String UNFINISHED = "annex-unfinished";
    private static final String ENDING = ".mv.db";
    /** Where H2 writes its failures. */
    private static final String TRACE_ENDING = ".trace.db";

    /** Brings a database to the tables of this version, and closes it. */
    @FunctionalInterface
    interface Making {
        void bring(String url) throws IOException;
    }

    private final Path folder;

    DatabaseFile(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return file(NAME);
    }

    boolean exists() {
        return Files.exists(file(NAME));
    }

    String url() {
        return url(NAME);
    }

    /** Makes the file, or its next, which has what this one has. */
    void make(Making making) throws IOException {
        PrivateFolder.make(folder);
        deleteUnfinished();
        try {
            if (exists()) {
                Files.copy(file(NAME), file(UNFINISHED));
            }
            making.bring(url(UNFINISHED));
            try (FileChannel written = FileChannel.open(file(UNFINISHED), StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(file(UNFINISHED), file(NAME), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteUnfinished();
        }
    }

    private void deleteUnfinished() throws IOException {
        Files.deleteIfExists(file(UNFINISHED));
        Files.deleteIfExists(folder.resolve(UNFINISHED + TRACE_ENDING));
    }

    private Path file(String name) {
        return folder.resolve(name + ENDING);
    }

    /**
     * What is committed is written at once (WRITE_DELAY), so that a process that is
     * killed loses nothing, and always at the end of the file (REUSE_SPACE): H2
     * overwrites else what is dead, after which it does not find again all that was
     * committed. The rest makes H2 read the SQL that PostgreSQL reads.
     */
    private String url(String name) {
        return "jdbc:h2:file:" + folder.resolve(name).toString().replace(";", "\\;")
                + ";WRITE_DELAY=0;REUSE_SPACE=FALSE;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=5000";
    }
}
