package io.annex.engine.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A key of one of Edwards' and Montgomery's curves (RFC 8410): its bytes.
 *
 * @param type
 *            {@code ed25519}, {@code ed448}, {@code x25519} or {@code x448}
 * @param open
 *            the public key, where it is known
 * @param secret
 *            the private key
 */
record CurveKey(String type, byte @Nullable [] open, byte @Nullable [] secret) implements AnyKey {
    private static final List<String> TYPES = List.of("x25519", "x448", "ed25519", "ed448");
    private static final String PREFIX = "1.3.101.";
    private static final int FIRST = 110;

    static boolean has(String type) {
        return TYPES.contains(type);
    }

    /** The type that an object identifier stands for. */
    static @Nullable String ofOid(String oid) {
        for (int i = 0; i < TYPES.size(); i++) {
            if (oid.equals(PREFIX + (FIRST + i))) {
                return TYPES.get(i);
            }
        }
        return null;
    }

    static int size(String type) {
        return switch (type) {
            case "ed448" -> 57;
            case "x448" -> 56;
            default -> 32;
        };
    }

    static CurveKey of(String type, byte @Nullable [] open, byte @Nullable [] secret) throws CryptoFailure {
        for (byte[] part : new byte[][]{open, secret}) {
            if (part != null && part.length != size(type)) {
                throw CryptoFailure
                        .key("a key of %s has %d bytes (expected: %d)".formatted(type, part.length, size(type)));
            }
        }
        return new CurveKey(type, open, secret);
    }

    @Override
    public boolean isPrivate() {
        return secret != null;
    }

    byte[] secretBytes() throws CryptoFailure {
        byte[] known = secret;
        if (known == null) {
            throw CryptoFailure.key("key: a public one (expected: a private one)");
        }
        return known;
    }

    byte[] publicBytes() throws CryptoFailure {
        byte[] known = open;
        return known == null ? OtherCurves.publicOf(type, secretBytes()) : known;
    }

    @Override
    public AnyKey toPublic() throws CryptoFailure {
        return new CurveKey(type, publicBytes(), null);
    }

    @Override
    public byte[] algorithm() {
        return Der.sequence(Der.oid(PREFIX + (FIRST + TYPES.indexOf(type))));
    }

    @Override
    public byte[] content() throws CryptoFailure {
        return isPrivate() ? Der.octets(secretBytes()) : publicBytes();
    }

    @Override
    public String details() {
        return "\0\0\0\0\0\0";
    }

    /** What the JDK calls the algorithm. */
    String java() {
        return type.toUpperCase(Locale.ROOT).replace("ED", "Ed");
    }

    PublicKey javaPublic() throws CryptoFailure, GeneralSecurityException {
        return KeyFactory.getInstance(java()).generatePublic(new X509EncodedKeySpec(toPublic().der()));
    }

    PrivateKey javaPrivate() throws CryptoFailure, GeneralSecurityException {
        if (!isPrivate()) {
            throw CryptoFailure.key("key: a public one (expected: a private one)");
        }
        return KeyFactory.getInstance(java()).generatePrivate(new PKCS8EncodedKeySpec(der()));
    }
}
