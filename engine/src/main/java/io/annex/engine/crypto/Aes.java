package io.annex.engine.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES of the JDK's, as modes are made of it. */
final class Aes {
    /** Bytes of a block. */
    static final int BLOCK = 16;

    private Aes() {
    }

    /** Block by block, without anything between them. */
    static Cipher ecb(boolean encrypts, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"));
        return cipher;
    }

    static Cipher withIv(String mode, byte[] key, byte[] iv) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/" + mode + "/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
        return cipher;
    }

    /** What the JDK says where it has nothing to say is {@code null}. */
    static byte[] updated(Cipher cipher, byte[] bytes, int from, int length) {
        byte[] made = length == 0 ? null : cipher.update(bytes, from, length);
        return made == null ? new byte[0] : made;
    }
}
