package io.annex.server.operator;

import io.annex.engine.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret that the operator's requests carry. Only its digest is kept in
 * memory, which is also what is compared: in constant time, and of one length.
 */
public final class OperatorToken {
    /** Name of the file in the data folder. */
    public static final String FILE = "operator-token";
    public static final int SHORTEST = 16;

    private static final Logger log = LoggerFactory.getLogger(OperatorToken.class);
    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE);

    private final byte[] digest;

    private OperatorToken(String text) {
        this.digest = Sha256.bytes(text);
    }

    /**
     * A token that somebody has chosen.
     *
     * @throws IllegalArgumentException
     *             when it cannot serve as one; the message does not have it
     */
    public static OperatorToken of(String text) {
        if (text.length() < SHORTEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "at least " + SHORTEST + " characters, printable ASCII without spaces; it has " + text.length());
        }
        return new OperatorToken(text);
    }

    /**
     * A token from a file.
     *
     * @param fresh
     *            its text if it was made just now, to be shown once; otherwise
     *            empty
     */
    public record Kept(OperatorToken token, String fresh) {
        /** Without the text. */
        @Override
        public String toString() {
            return fresh.isEmpty() ? "kept" : "made just now";
        }
    }

    /**
     * Reads the token from the data folder, or makes one and puts it there, where
     * its owner alone can read it.
     *
     * @throws IllegalArgumentException
     *             when the file has something else in it
     */
    public static Kept in(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) {
            return make(file);
        }
        if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
            log.warn("{} could be read by others; it is the owner's alone now", file);
            Files.setPosixFilePermissions(file, OWNER);
        }
        return new Kept(of(Files.readString(file).strip()), "");
    }

    private static Kept make(Path file) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path part = file.resolveSibling(FILE + ".part");
        Files.deleteIfExists(part);
        try (FileChannel out = FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER))) {
            out.write(ByteBuffer.wrap((text + '\n').getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        return new Kept(new OperatorToken(text), text);
    }

    boolean is(String given) {
        return MessageDigest.isEqual(digest, Sha256.bytes(given));
    }
}
