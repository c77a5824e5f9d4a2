package io.annex.engine.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in GCM (NIST SP 800-38D), with an IV of any length. */
record Gcm(byte[] key, byte[] iv) implements Authenticated.Mode {
    private static final int TAG_BITS = 128;
    private static final int USUAL_IV = 12;
    private static final int COUNTED_BITS = 32;

    @Override
    public Cipher tagging() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, iv));
        return cipher;
    }

    @Override
    public Ciphering stream() throws GeneralSecurityException {
        byte[] counter = first();
        for (int i = Aes.BLOCK - 1; i >= USUAL_IV && ++counter[i] == 0; i--) {
            // carried, within the 32 bits that count
        }
        return new Counting(key, counter, COUNTED_BITS);
    }

    /**
     * The block that the tag is enciphered with; data begin at the next. The tag of
     * nothing at all is that block, enciphered, as its hash is 0.
     */
    private byte[] first() throws GeneralSecurityException {
        if (iv.length == USUAL_IV) {
            byte[] first = Arrays.copyOf(iv, Aes.BLOCK);
            first[Aes.BLOCK - 1] = 1;
            return first;
        }
        return Aes.ecb(false, key).doFinal(tagging().doFinal());
    }
}
