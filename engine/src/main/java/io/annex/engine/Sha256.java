package io.annex.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** SHA-256, as hexadecimal digits. */
public final class Sha256 {
    private Sha256() {
    }

    /** For what is read bit by bit. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of the digest of a text in UTF-8. */
    public static byte[] bytes(String text) {
        return begin().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a text in UTF-8. */
    public static String of(String text) {
        return HexFormat.of().formatHex(bytes(text));
    }

    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(begin().digest(bytes));
    }

    /** Each part with its length, so that no two lists of parts look alike. */
    public static String of(Stream<String> parts) {
        MessageDigest all = begin();
        parts.forEachOrdered(part -> {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            all.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            all.update(bytes);
        });
        return HexFormat.of().formatHex(all.digest());
    }
}
