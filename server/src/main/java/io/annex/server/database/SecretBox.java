package io.annex.server.database;

import io.annex.core.settings.SecretMark;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets for the database: AES-256 in GCM, a nonce drawn for each.
 * Whose secret it is goes into the tag, so that one cannot be put in the place
 * of another. Thread-safe.
 */
final class SecretBox {
    static final int KEY_BYTES = 32;
    private static final String FORMAT = "1:";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final SecretMark mark;

    SecretBox(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(KEY_BYTES + " bytes");
        }
        this.key = new SecretKeySpec(key, "AES");
        this.mark = new SecretMark(derived(key));
    }

    private static byte[] derived(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal("marks of secrets".getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return key;
    }

    SecretMark mark() {
        return mark;
    }

    String seal(String addon, String name, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, addon, name)
                    .doFinal(text.getBytes(StandardCharsets.UTF_8));
            return FORMAT + Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The text.
     *
     * @throws GeneralSecurityException
     *             where it was sealed with another key, or was altered
     */
    String open(String addon, String name, String sealed) throws GeneralSecurityException {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed.substring(FORMAT.length()));
            byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            return new String(cipher(Cipher.DECRYPT_MODE, nonce, addon, name).doFinal(bytes, NONCE_BYTES,
                    Math.max(0, bytes.length - NONCE_BYTES)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String addon, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((FORMAT + addon.length() + ':' + addon + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
