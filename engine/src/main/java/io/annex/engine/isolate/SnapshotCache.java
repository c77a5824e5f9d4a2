package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import io.annex.engine.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the start-up snapshot between starts. A file's name says what it was
 * made from, its first 8 bytes are the checksum of the rest: V8 trusts a
 * snapshot blindly, so a damaged file is made anew. A folder that cannot be
 * written costs only time.
 *
 * <p>
 * Every cell reads it when it starts, with a JVM that has compiled nothing yet:
 * so it is a checksum that the JDK has ready (CRC-32, 2 ms for 5 MB), where a
 * cryptographic digest took 0.15 s. Whoever may write into the folder can also
 * replace V8 itself.
 */
record SnapshotCache(Path folder) {
    private static final Logger log = LoggerFactory.getLogger(SnapshotCache.class);
    private static final int CHECKSUM = Long.BYTES;

    /** Makes a snapshot. */
    interface Maker {
        byte[] make() throws JavetException;
    }

    static SnapshotCache at(Path folder) {
        return new SnapshotCache(folder);
    }

    /**
     * @param key
     *            names what the snapshot is made from, and what makes it
     */
    byte[] get(String key, Maker maker) throws JavetException {
        Path file = file(key);
        byte[] kept = read(file);
        if (kept.length > 0) {
            return kept;
        }
        byte[] made = maker.make();
        write(file, made);
        return made;
    }

    /**
     * Whether there is a snapshot of this name; it may still turn out to be
     * damaged.
     */
    boolean has(String key) {
        return Files.exists(file(key));
    }

    private Path file(String key) {
        return folder.resolve("guest-" + Sha256.of(key).substring(0, 24) + ".snapshot");
    }

    private static byte[] read(Path file) {
        try {
            byte[] whole = Files.readAllBytes(file);
            if (whole.length > CHECKSUM && ByteBuffer.wrap(whole).getLong() == checksum(whole)) {
                return Arrays.copyOfRange(whole, CHECKSUM, whole.length);
            }
            log.warn("The snapshot {} is damaged; making it anew", file);
        } catch (IOException e) {
            log.debug("No snapshot at {}", file);
        }
        return new byte[0];
    }

    private void write(Path file, byte[] snapshot) {
        try {
            Files.createDirectories(folder);
            // Not a temporary file: those only their owner may read.
            Path part = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            try {
                byte[] whole = new byte[CHECKSUM + snapshot.length];
                System.arraycopy(snapshot, 0, whole, CHECKSUM, snapshot.length);
                ByteBuffer.wrap(whole).putLong(checksum(whole));
                Files.write(part, whole);
                CachedFile.move(part, file);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            log.warn("The start-up snapshot cannot be kept in {}: {}", folder, e.toString());
        }
    }

    /** Of what follows the checksum. */
    private static long checksum(byte[] whole) {
        CRC32 checksum = new CRC32();
        checksum.update(whole, CHECKSUM, whole.length - CHECKSUM);
        return checksum.getValue();
    }
}
