package io.annex.engine.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20 with Poly1305 (RFC 8439); a nonce that is shorter than 12 bytes has
 * zeros in front, as OpenSSL has it.
 */
record ChaCha(byte[] key, byte[] iv) implements Authenticated.Mode {
    private static final int NONCE = 12;

    /** The stream alone. */
    private record Stream(Cipher cipher) implements Ciphering {
        @Override
        public byte[] update(byte[] bytes, int from, int length) {
            return Aes.updated(cipher, bytes, from, length);
        }

        @Override
        public byte[] finish() {
            return new byte[0];
        }
    }

    private byte[] nonce() {
        byte[] nonce = new byte[NONCE];
        System.arraycopy(iv, 0, nonce, NONCE - iv.length, iv.length);
        return nonce;
    }

    @Override
    public Cipher tagging() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce()));
        return cipher;
    }

    @Override
    public Ciphering stream() throws GeneralSecurityException {
        return stream(key, nonce(), 1);
    }

    /**
     * Without a tag, by OpenSSL's IV: the counter, little endian, and the nonce.
     */
    static Ciphering plain(byte[] key, byte[] iv) throws GeneralSecurityException {
        return stream(key, Arrays.copyOfRange(iv, Integer.BYTES, iv.length),
                ByteBuffer.wrap(iv).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    private static Ciphering stream(byte[] key, byte[] nonce, int counter) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(nonce, counter));
        return new Stream(cipher);
    }
}
