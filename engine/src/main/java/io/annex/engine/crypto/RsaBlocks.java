package io.annex.engine.crypto;

import io.annex.engine.crypto.CryptoFailure.Code;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Data that RSA enciphers itself: the blocks of PKCS #1. What is wrong with one
 * is not told, and takes the same time whatever it is.
 */
final class RsaBlocks {
    private static final int LEAST_FILLING = 8;
    private static final int HEAD = 3;
    private static final String USUAL_DIGEST = "SHA-1";
    private static final String PRF = "SHA-256";
    private static final int TRIES = 128;

    private RsaBlocks() {
    }

    /** The block of a signature. */
    static byte[] signing(RsaKey key, byte[] content) throws CryptoFailure {
        byte[] block = new byte[key.size()];
        int filling = block.length - content.length - HEAD;
        if (filling < LEAST_FILLING) {
            throw new CryptoFailure(Code.LARGE, "data too large for key size");
        }
        block[1] = 1;
        Arrays.fill(block, 2, 2 + filling, (byte) 0xff);
        System.arraycopy(content, 0, block, HEAD + filling, content.length);
        return block;
    }

    /**
     * {@code publicEncrypt, privateDecrypt, privateEncrypt or publicDecrypt \0 oaep, pkcs1 or none \0 digest or empty \0 mgf or empty},
     * and key, data and perhaps a label.
     */
    static Answer crypt(Call call) throws CryptoFailure, GeneralSecurityException {
        if (!(Import.key(call, 0) instanceof RsaKey key) || key.pss()) {
            throw CryptoFailure.unsupported("key: one that enciphers nothing (expected: of rsa)");
        }
        String padding = call.field(1);
        byte[] data = call.bytes(1);
        byte[] label = call.blocks() > 2 ? call.bytes(2) : new byte[0];
        String digest = call.has(2) ? call.field(2) : USUAL_DIGEST;
        String mgf = call.has(3) ? call.field(3) : digest;
        int size = key.size();
        boolean isPrivate = call.field(0).startsWith("private");
        if (isPrivate && !key.isPrivate()) {
            throw CryptoFailure.key("key: a public one (expected: a private one)");
        }
        return Answer.of(switch (call.field(0)) {
            case "publicEncrypt", "privateEncrypt" -> {
                byte[] block = switch (padding) {
                    case "oaep" -> oaep(size, data, label, digest, mgf);
                    case "pkcs1" -> isPrivate ? signing(key, data) : filled(size, data);
                    default -> plain(size, data);
                };
                yield key.power(isPrivate, block, call.turn());
            }
            case "privateDecrypt", "publicDecrypt" -> {
                if (data.length > size) {
                    throw new CryptoFailure(Code.DECRYPT, "data greater than mod len");
                }
                if (isPrivate && data.length == 0) {
                    throw new CryptoFailure(Code.DECRYPT, "data too small");
                }
                byte[] given = Bytes.fixed(Bytes.number(data), size);
                byte[] block = key.power(isPrivate, given, call.turn());
                yield switch (padding) {
                    case "oaep" -> ofOaep(block, label, digest, mgf);
                    case "pkcs1" -> isPrivate ? read(key, given, block) : signed(block);
                    default -> block;
                };
            }
            default -> throw CryptoFailure.operation("%s is not known".formatted(Call.shown(call.field(0))));
        });
    }

    private static byte[] plain(int size, byte[] data) throws CryptoFailure {
        if (data.length > size) {
            throw new CryptoFailure(Code.LARGE, "data too large for key size");
        }
        if (data.length < size) {
            throw CryptoFailure.parameter("data too small for key size");
        }
        return data;
    }

    private static byte[] filled(int size, byte[] data) throws CryptoFailure {
        int filling = size - data.length - HEAD;
        if (filling < LEAST_FILLING) {
            throw new CryptoFailure(Code.LARGE, "data too large for key size");
        }
        byte[] block = new byte[size];
        byte[] one = new byte[1];
        block[1] = 2;
        for (int i = 0; i < filling; i++) {
            while (block[2 + i] == 0) {
                Randoms.next(one);
                block[2 + i] = one[0];
            }
        }
        System.arraycopy(data, 0, block, HEAD + filling, data.length);
        return block;
    }

    private static byte[] signed(byte[] block) throws CryptoFailure {
        int at = 2;
        while (at < block.length && block[at] == (byte) 0xff) {
            at++;
        }
        if (block[0] != 0 || block[1] != 1 || at == block.length || block[at] != 0 || at < 2 + LEAST_FILLING) {
            throw new CryptoFailure(Code.DECRYPT, "invalid padding");
        }
        return Arrays.copyOfRange(block, at + 1, block.length);
    }

    // ---- OAEP
    // --------------------------------------------------------------------------------------------------

    private static byte[] digested(String digest, byte[] data) throws CryptoFailure {
        Digesting made = Digests.open(digest);
        made.update(data, 0, data.length);
        return made.finish();
    }

    private static byte[] oaep(int size, byte[] data, byte[] label, String digest, String mgf) throws CryptoFailure {
        byte[] hash = digested(digest, label);
        int room = size - 2 * hash.length - 2;
        if (data.length > room) {
            throw new CryptoFailure(Code.LARGE, "data too large for key size");
        }
        byte[] body = new byte[size - hash.length - 1];
        System.arraycopy(hash, 0, body, 0, hash.length);
        body[body.length - data.length - 1] = 1;
        System.arraycopy(data, 0, body, body.length - data.length, data.length);
        byte[] seed = new byte[hash.length];
        Randoms.next(seed);
        byte[] masked = Bytes.xor(body, Pss.mask(mgf, seed, body.length));
        return Bytes.join(new byte[1], Bytes.xor(seed, Pss.mask(mgf, masked, seed.length)), masked);
    }

    private static byte[] ofOaep(byte[] block, byte[] label, String digest, String mgf) throws CryptoFailure {
        byte[] hash = digested(digest, label);
        if (block.length < 2 * hash.length + 2) {
            throw new CryptoFailure(Code.DECRYPT, "oaep decoding error");
        }
        byte[] masked = Arrays.copyOfRange(block, 1 + hash.length, block.length);
        byte[] seed = Bytes.xor(Arrays.copyOfRange(block, 1, 1 + hash.length), Pss.mask(mgf, masked, hash.length));
        byte[] body = Bytes.xor(masked, Pss.mask(mgf, seed, masked.length));
        int wrong = block[0];
        for (int i = 0; i < hash.length; i++) {
            wrong |= body[i] ^ hash[i];
        }
        // All of it is looked at, wherever the data begin.
        int found = 0;
        int start = 0;
        for (int i = hash.length; i < body.length; i++) {
            int isOne = (body[i] ^ 1) - 1 >>> 31 & ~found & 1;
            int isOther = 1 - isOne & ~found & 1;
            wrong |= isOther * body[i];
            start += isOne * (i + 1);
            found |= isOne;
        }
        wrong |= 1 - found;
        if (wrong != 0) {
            throw new CryptoFailure(Code.DECRYPT, "oaep decoding error");
        }
        return Arrays.copyOfRange(body, start, body.length);
    }

    // ---- PKCS #1 1.5
    // -------------------------------------------------------------------------------------------

    /**
     * What was enciphered; where the filling is wrong, bytes that are always the
     * same for this key and these data, as OpenSSL has it. Who tries blocks one
     * after the other, to see which are well filled, sees nothing.
     */
    private static byte[] read(RsaKey key, byte[] given, byte[] block) throws CryptoFailure {
        int size = block.length;
        byte[] secret = digested(PRF, Bytes.fixed(AnyKey.secret(key.secret() == null ? null : key.secret().d()), size));
        Digesting mac = Digests.keyed(PRF, secret);
        mac.update(given, 0, given.length);
        byte[] derived = mac.finish();
        byte[] instead = stream(derived, "message", size);
        byte[] lengths = stream(derived, "length", 2 * TRIES);
        int most = size - 2 - LEAST_FILLING;
        int mask = Integer.highestOneBit(most) * 2 - 1;
        int length = 0;
        for (int i = 0; i < TRIES; i++) {
            int candidate = ((lengths[2 * i] & 0xff) << Byte.SIZE | lengths[2 * i + 1] & 0xff) & mask;
            int fits = candidate - most >>> 31;
            length = fits * candidate + (1 - fits) * length;
        }
        int good = isZero(block[0]) & isZero(block[1] ^ 2);
        int found = 0;
        int at = 0;
        for (int i = 2; i < size; i++) {
            int zero = isZero(block[i]) & ~found & 1;
            at += zero * i;
            found |= zero;
        }
        good &= found & (2 + LEAST_FILLING - 1 - at >>> 31);
        int start = good * (at + 1) + (1 - good) * (size - length);
        byte[] made = new byte[size - start];
        for (int i = 0; i < made.length; i++) {
            made[i] = (byte) (good * block[start + i] + (1 - good) * instead[start + i]);
        }
        return made;
    }

    private static int isZero(int value) {
        int low = value & 0xff;
        return low - 1 >>> 31;
    }

    private static byte[] stream(byte[] key, String label, int length) throws CryptoFailure {
        Digesting keyed = Digests.keyed(PRF, key);
        byte[] name = label.getBytes(StandardCharsets.US_ASCII);
        byte[] made = new byte[length];
        int bits = length * Byte.SIZE;
        int counter = 0;
        for (int at = 0; at < length; counter++) {
            Digesting next = keyed.copy();
            next.update(new byte[]{(byte) (counter >> 8), (byte) counter}, 0, 2);
            next.update(name, 0, name.length);
            next.update(new byte[]{(byte) (bits >> 8), (byte) bits}, 0, 2);
            byte[] part = next.finish();
            int taken = Math.min(part.length, length - at);
            System.arraycopy(part, 0, made, at, taken);
            at += taken;
        }
        return made;
    }
}
