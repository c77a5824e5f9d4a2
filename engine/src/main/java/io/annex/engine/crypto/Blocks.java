package io.annex.engine.crypto;

import io.annex.engine.crypto.CryptoFailure.Code;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * CBC, or ECB where there is no IV. The last block is kept here, as it may be
 * said after it has come whether it is filled up; a filling is read without a
 * word about what is wrong with it.
 */
final class Blocks implements Ciphering {
    private final boolean encrypts;
    private final Cipher cipher;
    private final int block;
    private final byte[] kept;
    private int length;
    private boolean pads = true;

    Blocks(boolean encrypts, String algorithm, byte[] key, byte[] iv) throws GeneralSecurityException {
        this.encrypts = encrypts;
        cipher = Cipher.getInstance(algorithm + (iv.length == 0 ? "/ECB" : "/CBC") + "/NoPadding");
        int mode = encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        SecretKeySpec secret = new SecretKeySpec(key, algorithm);
        if (iv.length == 0) {
            cipher.init(mode, secret);
        } else {
            cipher.init(mode, secret, new IvParameterSpec(iv));
        }
        block = cipher.getBlockSize();
        kept = new byte[block];
    }

    /** What comes of so many bytes. */
    int length(int count) {
        return pads ? (count / block + 1) * block : count;
    }

    @Override
    public void pad(boolean on) {
        pads = on;
    }

    @Override
    public byte[] update(byte[] bytes, int from, int count) {
        int all = length + count;
        // A filling that is to be read is in the last block, whole as it is.
        int keeps = all % block == 0 && all > 0 && !encrypts && pads ? block : all % block;
        int ready = all - keeps;
        if (ready == 0) {
            System.arraycopy(bytes, from, kept, length, count);
            length = all;
            return new byte[0];
        }
        byte[] first = Aes.updated(cipher, kept, 0, length);
        byte[] then = Aes.updated(cipher, bytes, from, ready - length);
        System.arraycopy(bytes, from + ready - length, kept, 0, keeps);
        length = keeps;
        return first.length == 0 ? then : Bytes.join(first, then);
    }

    @Override
    public byte[] finish() throws GeneralSecurityException, CryptoFailure {
        if (encrypts && pads) {
            byte filling = (byte) (block - length);
            Arrays.fill(kept, length, block, filling);
            return cipher.doFinal(kept);
        }
        if (!pads) {
            if (length % block != 0) {
                throw new CryptoFailure(Code.DECRYPT, "wrong final block length");
            }
            return cipher.doFinal(kept, 0, length);
        }
        if (length != block) {
            throw new CryptoFailure(Code.DECRYPT, "wrong final block length");
        }
        byte[] last = cipher.doFinal(kept);
        int filling = last[block - 1] & 0xff;
        int wrong = filling == 0 || filling > block ? 1 : 0;
        for (int i = 0; i < block; i++) {
            wrong |= i >= block - filling && last[i] != (byte) filling ? 1 : 0;
        }
        if (wrong != 0) {
            throw new CryptoFailure(Code.DECRYPT, "bad decrypt");
        }
        return Arrays.copyOf(last, block - filling);
    }
}
