package io.annex.engine.crypto;

import io.annex.engine.crypto.CryptoFailure.Code;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * Keys that are wrapped by another one, each as a whole: AES-KW (RFC 3394), and
 * with padding AES-KWP (RFC 5649).
 */
final class Wrapping implements Ciphering {
    private static final int HALF = 8;
    private static final int ROUNDS = 6;
    /** Of a wrapped key. */
    private static final int MOST = 1 << 13;

    private final boolean encrypts;
    private final Cipher cipher;
    private final byte[] iv;
    private final boolean padded;

    Wrapping(boolean encrypts, byte[] key, byte[] iv, boolean padded) throws GeneralSecurityException {
        this.encrypts = encrypts;
        this.cipher = Aes.ecb(encrypts, key);
        this.iv = iv;
        this.padded = padded;
    }

    @Override
    public byte[] update(byte[] bytes, int from, int length) throws GeneralSecurityException, CryptoFailure {
        if (length > MOST) {
            throw CryptoFailure.bound("data: %d bytes to wrap (expected: at most %d)".formatted(length, MOST));
        }
        byte[] given = Arrays.copyOfRange(bytes, from, from + length);
        return encrypts ? wrap(given) : unwrap(given);
    }

    @Override
    public byte[] finish() {
        return new byte[0];
    }

    private byte[] wrap(byte[] given) throws GeneralSecurityException, CryptoFailure {
        byte[] head = iv;
        byte[] filled = given;
        if (padded) {
            if (given.length == 0) {
                throw new CryptoFailure(Code.DECRYPT, "data: nothing (expected: a key)");
            }
            head = ByteBuffer.allocate(HALF).put(iv).putInt(given.length).array();
            filled = Arrays.copyOf(given, (given.length + HALF - 1) / HALF * HALF);
            if (filled.length == HALF) {
                return cipher.doFinal(Bytes.join(head, filled));
            }
        } else if (given.length % HALF != 0 || given.length < 2 * HALF) {
            throw new CryptoFailure(Code.DECRYPT,
                    "data: %d bytes (expected: a multiple of 8, at least 16)".formatted(given.length));
        }
        byte[] all = Bytes.join(head, filled);
        byte[] block = new byte[Aes.BLOCK];
        long step = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int at = HALF; at < all.length; at += HALF) {
                System.arraycopy(all, 0, block, 0, HALF);
                System.arraycopy(all, at, block, HALF, HALF);
                byte[] made = cipher.doFinal(block);
                count(made, ++step);
                System.arraycopy(made, 0, all, 0, HALF);
                System.arraycopy(made, HALF, all, at, HALF);
            }
        }
        return all;
    }

    private byte[] unwrap(byte[] given) throws GeneralSecurityException, CryptoFailure {
        if (given.length % HALF != 0 || given.length < (padded ? 2 : 3) * HALF) {
            throw new CryptoFailure(Code.DECRYPT, "data: %d bytes (expected: a wrapped key)".formatted(given.length));
        }
        byte[] all = given.clone();
        if (padded && all.length == 2 * HALF) {
            all = cipher.doFinal(all);
        } else {
            byte[] block = new byte[Aes.BLOCK];
            long step = (long) ROUNDS * (all.length / HALF - 1);
            for (int round = 0; round < ROUNDS; round++) {
                for (int at = all.length - HALF; at >= HALF; at -= HALF) {
                    System.arraycopy(all, 0, block, 0, HALF);
                    count(block, step--);
                    System.arraycopy(all, at, block, HALF, HALF);
                    byte[] made = cipher.doFinal(block);
                    System.arraycopy(made, 0, all, 0, HALF);
                    System.arraycopy(made, HALF, all, at, HALF);
                }
            }
        }
        int length = padded ? ByteBuffer.wrap(all).getInt(Integer.BYTES) : all.length - HALF;
        boolean holds = MessageDigest.isEqual(Arrays.copyOf(all, iv.length), iv) && length > all.length - 2 * HALF
                && length <= all.length - HALF;
        for (int at = HALF + Math.max(0, length); holds && at < all.length; at++) {
            holds = all[at] == 0;
        }
        if (!holds) {
            throw new CryptoFailure(Code.AUTH, "the wrapped key is damaged, or was wrapped by another key");
        }
        return Arrays.copyOfRange(all, HALF, HALF + length);
    }

    private static void count(byte[] block, long step) {
        for (int i = 0; i < Integer.BYTES; i++) {
            block[HALF - 1 - i] ^= (byte) (step >> Byte.SIZE * i);
        }
    }
}
