package io.annex.core.settings;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Marks of secrets: the same for the same, and of no use to who would guess
 * them, as a key goes into each. What depends on a setting is told by them
 * whether it has changed. Thread-safe.
 */
public final class SecretMark {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * @param key
     *            as long as it is the same, so are the marks
     */
    public SecretMark(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** With a key that nobody keeps. */
    public static SecretMark ofThisProcess() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretMark(key);
    }

    String of(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
