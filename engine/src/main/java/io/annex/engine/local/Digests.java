package io.annex.engine.local;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests of bytes, with and without a key. */
final class Digests {
    /** How much is taken between two looks at whether anybody waits still. */
    private static final int PART = 1 << 18;
    private static final Map<String, String> HMACS = Map.of("SHA-1", "HmacSHA1", "SHA-256", "HmacSHA256", "SHA-384",
            "HmacSHA384", "SHA-512", "HmacSHA512");
    private static final List<String> DIGESTS = List.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    private Digests() {
    }

    /** {@code algorithm}, and the bytes. */
    static byte[] digest(Argument argument) throws LocalFailure {
        if (!DIGESTS.contains(argument.text())) {
            throw unknown(argument.text(), DIGESTS);
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(argument.text());
            byte[] bytes = argument.bytes();
            for (int at = 0; at < bytes.length; at += PART) {
                argument.goOn();
                digest.update(bytes, at, Math.min(PART, bytes.length - at));
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw unknown(argument.text(), DIGESTS);
        }
    }

    /** {@code algorithm \0 key in base64}, and the bytes. */
    static byte[] hmac(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(2);
        return hmac(fields.get(0), fields.get(1), argument);
    }

    /**
     * {@code algorithm \0 key in base64 \0 digest in base64}, and the bytes:
     * whether it is theirs, in a time that does not tell how much of it is.
     */
    static String check(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(3);
        byte[] own = hmac(fields.get(0), fields.get(1), argument);
        return Boolean.toString(MessageDigest.isEqual(own, base64(fields.get(2))));
    }

    private static byte[] hmac(String algorithm, String key, Argument argument) throws LocalFailure {
        String name = HMACS.get(algorithm);
        if (name == null) {
            throw unknown(algorithm, HMACS.keySet().stream().sorted().toList());
        }
        byte[] secret = base64(key);
        if (secret.length == 0) {
            throw new LocalFailure("key: empty (expected: a secret)");
        }
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret, name));
            byte[] bytes = argument.bytes();
            for (int at = 0; at < bytes.length; at += PART) {
                argument.goOn();
                mac.update(bytes, at, Math.min(PART, bytes.length - at));
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new LocalFailure("key: not understood");
        }
    }

    private static byte[] base64(String text) throws LocalFailure {
        try {
            return Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new LocalFailure("what is no base64 was given");
        }
    }

    private static LocalFailure unknown(String algorithm, List<String> known) {
        return new LocalFailure(
                "algorithm: %s (expected: %s)".formatted(Argument.shown(algorithm), String.join(", ", known)));
    }
}
