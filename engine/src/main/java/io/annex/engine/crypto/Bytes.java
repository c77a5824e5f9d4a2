package io.annex.engine.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/** Arrays of bytes, and the numbers in them. */
final class Bytes {
    private Bytes() {
    }

    static byte[] join(byte[]... parts) {
        if (parts.length == 1) {
            return parts[0];
        }
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Big endian, without a sign. */
    static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    /** Without leading zeros; of 0 one. */
    static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    /** As many bytes as asked for, with zeros in front. */
    static byte[] fixed(BigInteger number, int length) {
        byte[] bytes = unsigned(number);
        byte[] fixed = new byte[length];
        int taken = Math.min(length, bytes.length);
        System.arraycopy(bytes, bytes.length - taken, fixed, length - taken, taken);
        return fixed;
    }

    static byte[] xor(byte[] some, byte[] others) {
        byte[] made = some.clone();
        for (int i = 0; i < made.length; i++) {
            made[i] ^= others[i];
        }
        return made;
    }
}
