package io.annex.server.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key that secrets are encrypted with: the operator's, or one that is made
 * when it is first needed, and kept beside the database's file. A database that
 * servers share has no file beside it, so there the operator has to give it.
 * Thread-safe.
 */
public final class SecretsKey {
    private final @Nullable Path file;
    private @Nullable SecretBox box;

    private SecretsKey(@Nullable Path file, @Nullable SecretBox box) {
        this.file = file;
        this.box = box;
    }

    /**
     * The operator's.
     *
     * @throws IllegalArgumentException
     *             saying what is expected; never what was given
     */
    static byte[] parse(String text) {
        String expected = SecretBox.KEY_BYTES + " bytes in Base64, such as `openssl rand -base64 32` gives";
        try {
            byte[] key = Base64.getDecoder().decode(text.strip());
            if (key.length == SecretBox.KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }

    /** What is expected instead of a key; empty where it is one, or none. */
    public static String flaw(String text) {
        try {
            return text.isEmpty() || parse(text).length > 0 ? "" : "a key";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static SecretsKey of(DatabaseOptions options, Path data, String given) {
        return given.isEmpty()
                ? new SecretsKey(options.isEmbedded()
                        ? data.resolve("database").resolve("secrets.key").toAbsolutePath().normalize()
                        : null, null)
                : new SecretsKey(null, new SecretBox(parse(given)));
    }

    /** {@code null} where there is none yet. */
    synchronized @Nullable SecretBox known() throws IOException {
        if (box == null && file != null && Files.exists(file)) {
            try {
                box = new SecretBox(parse(Files.readString(file, StandardCharsets.US_ASCII)));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": no key (expected: " + e.getMessage() + ")", e);
            }
        }
        return box;
    }

    /**
     * Makes one where there is none.
     *
     * @throws IOException
     *             where it cannot be kept, or none can be made
     */
    synchronized SecretBox toSeal() throws IOException {
        SecretBox known = known();
        if (known != null) {
            return known;
        }
        if (file == null) {
            throw new IOException(
                    "a secret cannot be kept without a key (expected: secrets.key in annex.yaml, or ANNEX_SECRETS_KEY, the same for all servers on this database: "
                            + "32 bytes in Base64, such as `openssl rand -base64 32` gives)");
        }
        byte[] key = SecretBox.newKey();
        write(file, Base64.getEncoder().encodeToString(key) + '\n');
        SecretBox made = new SecretBox(key);
        box = made;
        return made;
    }

    /** On the disk before anything that needs it. */
    private static void write(Path file, String text) throws IOException {
        Path folder = PrivateFolder.make(file.resolveSibling("").normalize());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? FileChannel.open(part, options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(part, options)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
