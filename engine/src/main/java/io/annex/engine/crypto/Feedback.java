package io.annex.engine.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/** CFB and OFB, a byte at a time as it comes. */
final class Feedback implements Ciphering {
    private final boolean encrypts;
    private final String mode;
    private final Cipher cipher;
    private final byte[] register;
    private final byte[] stream = new byte[Aes.BLOCK];
    private int used = Aes.BLOCK;

    /**
     * @param mode
     *            {@code cfb}, {@code cfb8} or {@code ofb}
     */
    Feedback(boolean encrypts, String mode, byte[] key, byte[] iv) throws GeneralSecurityException {
        this.encrypts = encrypts;
        this.mode = mode;
        cipher = Aes.ecb(true, key);
        register = iv.clone();
    }

    @Override
    public byte[] update(byte[] bytes, int from, int length) throws GeneralSecurityException {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            byte in = bytes[from + i];
            if (mode.equals("cfb8")) {
                cipher.update(register, 0, Aes.BLOCK, stream);
                out[i] = (byte) (in ^ stream[0]);
                System.arraycopy(register, 1, register, 0, Aes.BLOCK - 1);
                register[Aes.BLOCK - 1] = encrypts ? out[i] : in;
                continue;
            }
            if (used == Aes.BLOCK) {
                cipher.update(register, 0, Aes.BLOCK, stream);
                used = 0;
            }
            out[i] = (byte) (in ^ stream[used]);
            register[used] = mode.equals("ofb") ? stream[used] : encrypts ? out[i] : in;
            used++;
        }
        return out;
    }

    @Override
    public byte[] finish() {
        return new byte[0];
    }
}
