package io.annex.engine.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * CTR, of which only some of the counter's lowest bits count: past them it goes
 * on at 0, as WebCrypto and GCM have it, where the JDK carries.
 */
final class Counting implements Ciphering {
    private final byte[] key;
    private final byte[] counter;
    private final int bits;
    private Cipher cipher;
    /** Until the bits are all 0 again. */
    private long left;

    Counting(byte[] key, byte[] counter, int bits) throws GeneralSecurityException {
        this.key = key;
        this.counter = counter.clone();
        this.bits = bits;
        this.cipher = Aes.withIv("CTR", key, counter);
        this.left = blocksLeft();
    }

    private long blocksLeft() {
        long low = 0;
        int counted = Math.min(bits, Long.SIZE - 2);
        for (int i = 0; i < counted; i++) {
            low |= (long) (counter[Aes.BLOCK - 1 - i / Byte.SIZE] >> i % Byte.SIZE & 1) << i;
        }
        long until = (1L << counted) - low;
        if (bits > counted) {
            // Whether the bits above are full as well.
            for (int i = counted; i < bits; i++) {
                if ((counter[Aes.BLOCK - 1 - i / Byte.SIZE] >> i % Byte.SIZE & 1) == 0) {
                    return Long.MAX_VALUE;
                }
            }
        }
        return until > Long.MAX_VALUE / Aes.BLOCK ? Long.MAX_VALUE : until * Aes.BLOCK;
    }

    @Override
    public byte[] update(byte[] bytes, int from, int length) throws GeneralSecurityException {
        if (length <= left) {
            left -= left == Long.MAX_VALUE ? 0 : length;
            return Aes.updated(cipher, bytes, from, length);
        }
        int first = (int) left;
        byte[] before = Aes.updated(cipher, bytes, from, first);
        for (int i = 0; i < bits; i++) {
            counter[Aes.BLOCK - 1 - i / Byte.SIZE] &= (byte) ~(1 << i % Byte.SIZE);
        }
        cipher = Aes.withIv("CTR", key, counter);
        left = blocksLeft();
        return Bytes.join(before, update(bytes, from + first, length - first));
    }

    @Override
    public byte[] finish() {
        return new byte[0];
    }
}
