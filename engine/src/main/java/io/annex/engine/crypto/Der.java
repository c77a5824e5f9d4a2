package io.annex.engine.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Reads DER: lengths that are said, nothing indefinite. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BITS = 0x03;
    static final int OCTETS = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    private static final int LONG = 0x80;
    private static final int CONTEXT = 0xa0;

    private final byte[] bytes;
    private final int end;
    private int at;

    Der(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Der(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    static int context(int number) {
        return CONTEXT | number;
    }

    boolean hasMore() {
        return at < end;
    }

    /** The tag of what comes next; -1 where nothing does. */
    int tag() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    boolean is(int tag) {
        return tag() == tag;
    }

    private static CryptoFailure wrong() {
        return CryptoFailure.key("what was to be DER is none");
    }

    /** Passes a head; returns where its content ends. */
    private int head(int tag) throws CryptoFailure {
        if (tag() != tag || at + 2 > end) {
            throw wrong();
        }
        int length = bytes[at + 1] & 0xff;
        at += 2;
        if (length >= LONG) {
            int count = length - LONG;
            if (count == 0 || count > Integer.BYTES || at + count > end) {
                throw wrong();
            }
            long said = 0;
            for (int i = 0; i < count; i++) {
                said = said << Byte.SIZE | bytes[at++] & 0xff;
            }
            length = said > end ? -1 : (int) said;
        }
        if (length < 0 || length > end - at) {
            throw wrong();
        }
        return at + length;
    }

    /** What is in the next one, which is left behind. */
    Der enter(int tag) throws CryptoFailure {
        int until = head(tag);
        Der content = new Der(bytes, at, until);
        at = until;
        return content;
    }

    byte[] take(int tag) throws CryptoFailure {
        int until = head(tag);
        byte[] content = Arrays.copyOfRange(bytes, at, until);
        at = until;
        return content;
    }

    /** The next one with its head. */
    byte[] whole() throws CryptoFailure {
        int from = at;
        at = head(tag());
        return Arrays.copyOfRange(bytes, from, at);
    }

    BigInteger integer() throws CryptoFailure {
        byte[] content = take(INTEGER);
        if (content.length == 0) {
            throw wrong();
        }
        return new BigInteger(content);
    }

    /** A number that is not negative. */
    BigInteger natural() throws CryptoFailure {
        BigInteger number = integer();
        if (number.signum() < 0) {
            throw wrong();
        }
        return number;
    }

    int small() throws CryptoFailure {
        BigInteger number = natural();
        if (number.bitLength() >= Integer.SIZE) {
            throw wrong();
        }
        return number.intValue();
    }

    /** Whole bytes of a bit string. */
    byte[] bits() throws CryptoFailure {
        byte[] content = take(BITS);
        if (content.length == 0 || content[0] != 0) {
            throw wrong();
        }
        return Arrays.copyOfRange(content, 1, content.length);
    }

    String oid() throws CryptoFailure {
        byte[] content = take(OID);
        if (content.length == 0 || content[content.length - 1] < 0) {
            throw wrong();
        }
        StringBuilder text = new StringBuilder();
        BigInteger part = BigInteger.ZERO;
        for (byte each : content) {
            part = part.shiftLeft(7).or(BigInteger.valueOf(each & 0x7f));
            if (each >= 0) {
                if (text.isEmpty()) {
                    int first = part.compareTo(BigInteger.valueOf(80)) >= 0 ? 2 : part.intValue() / 40;
                    text.append(first).append('.').append(part.subtract(BigInteger.valueOf(40L * first)));
                } else {
                    text.append('.').append(part);
                }
                part = BigInteger.ZERO;
            }
        }
        return text.toString();
    }

    void nothingMore() throws CryptoFailure {
        if (hasMore()) {
            throw wrong();
        }
    }

    // ---- writing
    // -----------------------------------------------------------------------------------------------

    static byte[] write(int tag, byte[]... parts) {
        byte[] content = parts.length == 0 ? new byte[0] : Bytes.join(parts);
        byte[] head;
        if (content.length < LONG) {
            head = new byte[]{(byte) tag, (byte) content.length};
        } else {
            byte[] length = Bytes.unsigned(BigInteger.valueOf(content.length));
            head = Bytes.join(new byte[]{(byte) tag, (byte) (LONG | length.length)}, length);
        }
        return Bytes.join(head, content);
    }

    static byte[] sequence(byte[]... parts) {
        return write(SEQUENCE, parts);
    }

    static byte[] integer(BigInteger number) {
        return write(INTEGER, number.toByteArray());
    }

    static byte[] integer(long number) {
        return integer(BigInteger.valueOf(number));
    }

    static byte[] octets(byte[] content) {
        return write(OCTETS, content);
    }

    static byte[] bitString(byte[] content) {
        return write(BITS, new byte[1], content);
    }

    static byte[] nothing() {
        return write(NULL);
    }

    static byte[] oid(String text) {
        String[] parts = text.split("\\.");
        byte[][] written = new byte[parts.length - 1][];
        written[0] = base128(Long.parseLong(parts[0]) * 40 + Long.parseLong(parts[1]));
        for (int i = 2; i < parts.length; i++) {
            written[i - 1] = base128(Long.parseLong(parts[i]));
        }
        return write(OID, written);
    }

    private static byte[] base128(long number) {
        int count = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 6) / 7);
        byte[] out = new byte[count];
        for (int i = 0; i < count; i++) {
            out[count - 1 - i] = (byte) (number >> 7 * i & 0x7f | (i == 0 ? 0 : 0x80));
        }
        return out;
    }

    /** What {@code BEGIN} and {@code END} stand around, with lines of 64. */
    static byte[] pem(String label, String heads, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der);
        return ("-----BEGIN " + label + "-----\n" + heads + body + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
