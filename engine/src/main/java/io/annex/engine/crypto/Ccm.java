package io.annex.engine.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * AES in CCM (RFC 3610): the length of all data goes into the tag first, so it
 * has to be known before any of them.
 */
final class Ccm implements Ciphering {
    private static final int SHORT_AAD = 0xff00;

    private final boolean encrypts;
    private final byte[] iv;
    private final int length;
    private final Cipher mac;
    private final Cipher stream;
    private final byte[] mask;
    private long expectedLength = -1;
    private byte[] aad = {};
    private boolean begun;
    private long count;
    /** What the MAC has come to. */
    private byte[] last = new byte[Aes.BLOCK];
    /** Bytes since the last whole block. */
    private int partial;
    private byte @Nullable [] expected;
    private byte @Nullable [] tag;

    Ccm(boolean encrypts, byte[] key, byte[] iv, int length) throws GeneralSecurityException, CryptoFailure {
        if (length < 4 || length % 2 != 0) {
            throw CryptoFailure.parameter("authTagLength: %d (expected: 4, 6, 8, 10, 12, 14 or 16)".formatted(length));
        }
        this.encrypts = encrypts;
        this.iv = iv;
        this.length = length;
        mac = Aes.withIv("CBC", key, new byte[Aes.BLOCK]);
        byte[] counter = new byte[Aes.BLOCK];
        counter[0] = (byte) (Aes.BLOCK - 2 - iv.length);
        System.arraycopy(iv, 0, counter, 1, iv.length);
        mask = Aes.ecb(true, key).doFinal(counter);
        counter[Aes.BLOCK - 1] = 1;
        stream = Aes.withIv("CTR", key, counter);
    }

    @Override
    public void expect(long all) throws CryptoFailure {
        int bits = Byte.SIZE * (Aes.BLOCK - 1 - iv.length);
        if (bits < Integer.SIZE && all >> bits != 0) {
            throw CryptoFailure.parameter("data: %d bytes (expected: fewer than %d with a nonce of %d bytes)"
                    .formatted(all, 1L << bits, iv.length));
        }
        expectedLength = all;
    }

    @Override
    public void aad(byte[] data) {
        aad = Bytes.join(aad, data);
    }

    @Override
    public void expectTag(byte[] given) {
        expected = given;
    }

    private void begin(int all) throws CryptoFailure {
        begun = true;
        if (expectedLength < 0) {
            expect(all);
        }
        byte[] first = new byte[Aes.BLOCK];
        int lengthBytes = Aes.BLOCK - 1 - iv.length;
        first[0] = (byte) ((aad.length > 0 ? 0x40 : 0) | (length - 2) / 2 << 3 | lengthBytes - 1);
        System.arraycopy(iv, 0, first, 1, iv.length);
        for (int i = 0; i < Math.min(lengthBytes, Long.BYTES); i++) {
            first[Aes.BLOCK - 1 - i] = (byte) (expectedLength >> Byte.SIZE * i);
        }
        hash(first, 0, first.length);
        if (aad.length > 0) {
            byte[] head = aad.length < SHORT_AAD
                    ? new byte[]{(byte) (aad.length >> 8), (byte) aad.length}
                    : new byte[]{(byte) 0xff, (byte) 0xfe, (byte) (aad.length >> 24), (byte) (aad.length >> 16),
                            (byte) (aad.length >> 8), (byte) aad.length};
            hash(head, 0, head.length);
            hash(aad, 0, aad.length);
            fill();
        }
    }

    private void hash(byte[] bytes, int from, int count) {
        byte[] made = Aes.updated(mac, bytes, from, count);
        if (made.length > 0) {
            last = Arrays.copyOfRange(made, made.length - Aes.BLOCK, made.length);
        }
        partial = (partial + count) % Aes.BLOCK;
    }

    private void fill() {
        if (partial > 0) {
            hash(new byte[Aes.BLOCK - partial], 0, Aes.BLOCK - partial);
        }
    }

    @Override
    public byte[] update(byte[] bytes, int from, int taken) throws CryptoFailure {
        if (!begun) {
            begin(taken);
        }
        count += taken;
        if (count > expectedLength) {
            throw CryptoFailure.parameter("plaintextLength: %d, and more data came".formatted(expectedLength));
        }
        byte[] out = Aes.updated(stream, bytes, from, taken);
        hash(encrypts ? bytes : out, encrypts ? from : 0, taken);
        return out;
    }

    @Override
    public byte[] finish() throws CryptoFailure {
        if (!begun) {
            begin(0);
        }
        if (count != expectedLength) {
            throw CryptoFailure.parameter("plaintextLength: %d, and %d came".formatted(expectedLength, count));
        }
        fill();
        byte[] made = Arrays.copyOf(Bytes.xor(last, mask), length);
        tag = made;
        if (!encrypts) {
            Authenticated.check(made, expected);
        }
        return new byte[0];
    }

    @Override
    public byte[] tag() throws CryptoFailure {
        byte[] made = tag;
        if (made == null) {
            throw new CryptoFailure(CryptoFailure.Code.STATE, "the tag is there at the end");
        }
        return made;
    }
}
