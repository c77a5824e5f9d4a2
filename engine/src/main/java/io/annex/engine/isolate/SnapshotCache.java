package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the start-up snapshot between starts. A file's name says what it was
 * made from, its first 32 bytes are the digest of the rest: V8 trusts a
 * snapshot blindly, so a damaged file is made anew. A folder that cannot be
 * written costs only time.
 */
record SnapshotCache(Path folder) {
    private static final Logger log = LoggerFactory.getLogger(SnapshotCache.class);
    private static final int DIGEST = 32;

    /** Makes a snapshot from the guest library's source. */
    interface Maker {
        byte[] make(String source) throws JavetException;
    }

    static SnapshotCache at(Path folder) {
        return new SnapshotCache(folder);
    }

    byte[] get(String source, String key, Maker maker) throws JavetException {
        Path file = file(source, key);
        byte[] kept = read(file);
        if (kept.length > 0) {
            return kept;
        }
        byte[] made = maker.make(source);
        write(file, made);
        return made;
    }

    /**
     * Whether there is a snapshot of this source; it may still turn out to be
     * damaged.
     */
    boolean has(String source, String key) {
        return Files.exists(file(source, key));
    }

    private Path file(String source, String key) {
        MessageDigest name = sha256();
        name.update(key.getBytes(StandardCharsets.UTF_8));
        name.update(source.getBytes(StandardCharsets.UTF_8));
        return folder.resolve("guest-" + HexFormat.of().formatHex(name.digest(), 0, 12) + ".snapshot");
    }

    private static byte[] read(Path file) {
        try {
            byte[] whole = Files.readAllBytes(file);
            if (whole.length > DIGEST) {
                byte[] snapshot = Arrays.copyOfRange(whole, DIGEST, whole.length);
                if (MessageDigest.isEqual(Arrays.copyOf(whole, DIGEST), sha256().digest(snapshot))) {
                    return snapshot;
                }
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
                byte[] whole = Arrays.copyOf(sha256().digest(snapshot), DIGEST + snapshot.length);
                System.arraycopy(snapshot, 0, whole, DIGEST, snapshot.length);
                Files.write(part, whole);
                move(part, file);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            log.warn("The start-up snapshot cannot be kept in {}: {}", folder, e.toString());
        }
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
