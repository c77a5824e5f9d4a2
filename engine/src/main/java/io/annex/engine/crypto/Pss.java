package io.annex.engine.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/** The encoding of PSS, and the mask that OAEP has too (RFC 8017). */
final class Pss {
    private static final int ZEROS = 8;
    private static final byte TRAILER = (byte) 0xbc;

    private Pss() {
    }

    /** MGF1: so many bytes of a seed. */
    static byte[] mask(String digest, byte[] seed, int length) throws CryptoFailure {
        Digesting made = Digests.open(digest);
        byte[] mask = new byte[length];
        int counter = 0;
        for (int at = 0; at < length; counter++) {
            made.update(seed, 0, seed.length);
            made.update(
                    new byte[]{(byte) (counter >> 24), (byte) (counter >> 16), (byte) (counter >> 8), (byte) counter},
                    0, Integer.BYTES);
            byte[] part = made.finish();
            int taken = Math.min(part.length, length - at);
            System.arraycopy(part, 0, mask, at, taken);
            at += taken;
        }
        return mask;
    }

    private static byte[] hash(String name, byte[] digest, byte[] salt) throws CryptoFailure {
        Digesting made = Digests.open(name);
        made.update(new byte[ZEROS], 0, ZEROS);
        made.update(digest, 0, digest.length);
        made.update(salt, 0, salt.length);
        return made.finish();
    }

    /** A digest, with new salt, in as many bits as there are. */
    static byte[] encode(String name, String mgf, byte[] digest, int saltLength, int bits) throws CryptoFailure {
        int length = (bits + Byte.SIZE - 1) / Byte.SIZE;
        byte[] salt = new byte[saltLength];
        Randoms.next(salt);
        byte[] hash = hash(name, digest, salt);
        byte[] data = new byte[length - hash.length - 1];
        data[data.length - saltLength - 1] = 1;
        System.arraycopy(salt, 0, data, data.length - saltLength, saltLength);
        byte[] masked = Bytes.xor(data, mask(mgf, hash, data.length));
        masked[0] &= (byte) (0xff >> Byte.SIZE * length - bits);
        return Bytes.join(masked, hash, new byte[]{TRAILER});
    }

    /**
     * Whether a block is the encoding of a digest.
     *
     * @param saltLength
     *            -1 as many bytes as the digest has, -2 or less whichever there are
     * @param leastSalt
     *            bytes that there are at least
     */
    static boolean verify(String name, String mgf, byte[] digest, int saltLength, int leastSalt, int bits, byte[] block)
            throws CryptoFailure {
        int size = Digests.open(name).finish().length;
        int length = (bits + Byte.SIZE - 1) / Byte.SIZE;
        byte[] encoded = Arrays.copyOfRange(block, block.length - length, block.length);
        if (block.length > length && block[0] != 0 || digest.length != size || length < size + 2
                || encoded[length - 1] != TRAILER
                || (encoded[0] & 0xff) >> Byte.SIZE - (Byte.SIZE * length - bits) != 0) {
            return false;
        }
        byte[] hash = Arrays.copyOfRange(encoded, length - size - 1, length - 1);
        byte[] masked = Arrays.copyOf(encoded, length - size - 1);
        byte[] data = Bytes.xor(masked, mask(mgf, hash, masked.length));
        data[0] &= (byte) (0xff >> Byte.SIZE * length - bits);
        int at = 0;
        while (at < data.length && data[at] == 0) {
            at++;
        }
        if (at == data.length || data[at] != 1) {
            return false;
        }
        byte[] salt = Arrays.copyOfRange(data, at + 1, data.length);
        int expected = saltLength == -1 ? size : saltLength;
        return (expected < 0 ? salt.length >= leastSalt : salt.length == expected)
                && MessageDigest.isEqual(hash, hash(name, digest, salt));
    }
}
