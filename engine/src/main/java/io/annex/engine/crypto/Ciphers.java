package io.annex.engine.crypto;

import io.annex.engine.crypto.CryptoFailure.Code;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;

/** Ciphers by the names that Node has for them. */
final class Ciphers {
    private static final int TAG = 16;
    /** How much is taken between two looks at whether anybody waits still. */
    private static final int LOOK = 1 << 20;

    private Ciphers() {
    }

    /**
     * What is asked for.
     *
     * @param tag
     *            bytes of the tag
     * @param bits
     *            how many of the counter's lowest bits count
     */
    private record Wish(boolean encrypts, String cipher, byte[] key, byte[] iv, int tag, int bits) {
    }

    /**
     * {@code e or d \0 cipher \0 bytes of the tag or empty \0 bits of the counter or empty},
     * and key and IV.
     */
    private static Wish wish(Call call) throws CryptoFailure {
        int tag = call.has(2) ? call.number(2, "authTagLength", 1, TAG) : TAG;
        int bits = call.has(3) ? call.number(3, "length", 1, Byte.SIZE * Aes.BLOCK) : Byte.SIZE * Aes.BLOCK;
        return new Wish(call.field(0).equals("e"), call.field(1).toLowerCase(Locale.ROOT), call.bytes(0), call.bytes(1),
                tag, bits);
    }

    static boolean authenticates(String cipher) {
        return cipher.endsWith("-gcm") || cipher.endsWith("-ccm") || cipher.endsWith("-ocb")
                || cipher.equals("chacha20-poly1305");
    }

    private static Ciphering open(Wish wish) throws CryptoFailure, GeneralSecurityException {
        String cipher = wish.cipher();
        byte[] key = wish.key();
        byte[] iv = wish.iv();
        boolean encrypts = wish.encrypts();
        switch (cipher) {
            case "chacha20-poly1305" -> {
                length("key", key, 32);
                between("iv", iv, 1, 12);
                return new Authenticated(encrypts, wish.tag(), new ChaCha(key, iv));
            }
            case "chacha20" -> {
                length("key", key, 32);
                length("iv", iv, 16);
                return ChaCha.plain(key, iv);
            }
            case "des-ede3-cbc" -> {
                length("key", key, 24);
                length("iv", iv, 8);
                return new Blocks(encrypts, "DESede", key, iv);
            }
            case "des-ede3" -> {
                length("key", key, 24);
                length("iv", iv, 0);
                return new Blocks(encrypts, "DESede", key, iv);
            }
            default -> {
            }
        }
        for (int bits : new int[]{128, 192, 256}) {
            if (cipher.startsWith("id-aes" + bits + "-wrap")) {
                length("key", key, bits / Byte.SIZE);
                boolean padded = cipher.endsWith("-pad");
                length("iv", iv, padded ? 4 : 8);
                return new Wrapping(encrypts, key, iv, padded);
            }
            if (cipher.startsWith("aes-" + bits + '-')) {
                length("key", key, bits / Byte.SIZE);
                return aes(wish, cipher.substring("aes-128-".length()));
            }
        }
        throw unknown(cipher);
    }

    private static CryptoFailure unknown(String cipher) {
        return CryptoFailure.unsupported("cipher: %s is not there".formatted(Call.shown(cipher)));
    }

    private static Ciphering aes(Wish wish, String mode) throws CryptoFailure, GeneralSecurityException {
        byte[] key = wish.key();
        byte[] iv = wish.iv();
        return switch (mode) {
            case "ecb" -> {
                length("iv", iv, 0);
                yield new Blocks(wish.encrypts(), "AES", key, iv);
            }
            case "gcm" -> {
                between("iv", iv, 1, 1 << 16);
                yield new Authenticated(wish.encrypts(), wish.tag(), new Gcm(key, iv));
            }
            case "ccm" -> {
                between("iv", iv, 7, 13);
                yield new Ccm(wish.encrypts(), key, iv, wish.tag());
            }
            case "ocb" -> {
                between("iv", iv, 1, 15);
                yield OtherCiphers.ocb(wish.encrypts(), key, iv, wish.tag());
            }
            default -> {
                length("iv", iv, Aes.BLOCK);
                yield withBlock(wish, mode);
            }
        };
    }

    /** One whose vector is a block. */
    private static Ciphering withBlock(Wish wish, String mode) throws CryptoFailure, GeneralSecurityException {
        byte[] key = wish.key();
        byte[] iv = wish.iv();
        return switch (mode) {
            case "cbc" -> new Blocks(wish.encrypts(), "AES", key, iv);
            case "ctr" -> new Counting(key, iv, wish.bits());
            case "cfb", "cfb8", "ofb" -> new Feedback(wish.encrypts(), mode, key, iv);
            default -> throw unknown(wish.cipher());
        };
    }

    private static void length(String name, byte[] value, int expected) throws CryptoFailure {
        if (value.length != expected) {
            throw CryptoFailure.parameter("%s: %d bytes (expected: %d)".formatted(name, value.length, expected));
        }
    }

    private static void between(String name, byte[] value, int least, int most) throws CryptoFailure {
        if (value.length < least || value.length > most) {
            throw CryptoFailure
                    .parameter("%s: %d bytes (expected: %d to %d)".formatted(name, value.length, least, most));
        }
    }

    // ---- whole
    // -------------------------------------------------------------------------------------------------

    /**
     * {@code e or d \0 cipher \0 tag length \0 counter bits \0 0 for no padding},
     * and key, IV, data, AAD and, to be deciphered, perhaps a tag, which otherwise
     * is the end of the data.
     */
    static Answer whole(Call call) throws CryptoFailure, GeneralSecurityException {
        Wish wish = wish(call);
        Ciphering made = open(wish);
        boolean authenticates = authenticates(wish.cipher());
        ByteBuffer data = call.view(2);
        int length = data.remaining();
        if (authenticates) {
            if (!wish.encrypts()) {
                byte[] tag;
                if (call.blocks() > 4) {
                    tag = call.bytes(4);
                } else if (length < wish.tag()) {
                    throw new CryptoFailure(Code.AUTH, "the data are shorter than their tag");
                } else {
                    length -= wish.tag();
                    tag = new byte[wish.tag()];
                    data.get(length, tag);
                }
                made.expectTag(tag);
            }
            made.expect(length);
            made.aad(call.bytes(3));
        }
        made.pad(!call.field(4).equals("0"));
        // Without a copy where the length can be told, as it nearly always can.
        Collected out = new Collected(wish.encrypts() && authenticates
                ? length + wish.tag()
                : wish.encrypts() && made instanceof Blocks blocks ? blocks.length(length) : length);
        updated(made, data, length, call, out);
        out.add(made.finish());
        if (authenticates && wish.encrypts()) {
            out.add(made.tag());
        }
        return Answer.of(out.all());
    }

    /** What comes out part by part. */
    private static final class Collected {
        private byte[] bytes;
        private int count;

        Collected(int expected) {
            bytes = new byte[expected];
        }

        void add(byte[] part) {
            if (count + part.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, count + part.length);
            }
            System.arraycopy(part, 0, bytes, count, part.length);
            count += part.length;
        }

        byte[] all() {
            return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
        }
    }

    private static void updated(Ciphering ciphering, ByteBuffer view, int length, Call call, Collected out)
            throws CryptoFailure, GeneralSecurityException {
        byte[] part = call.part();
        int looked = 0;
        for (int at = 0; at < length;) {
            int taken = Math.min(part.length, length - at);
            view.get(view.position() + at, part, 0, taken);
            out.add(ciphering.update(part, 0, taken));
            at += taken;
            if (at - looked >= LOOK) {
                looked = at;
                call.turn().goOn();
            }
        }
    }

    // ---- in parts
    // ----------------------------------------------------------------------------------------------

    /**
     * {@code e or d \0 cipher \0 tag length \0 counter bits}, and key and IV: the
     * number of a handle.
     */
    static Answer begin(Call call) throws CryptoFailure, GeneralSecurityException {
        return Answer.of(Integer.toString(call.state().open(open(wish(call)))));
    }

    /** {@code handle \0 length of all data or empty}, and AAD. */
    static Answer aad(Call call) throws CryptoFailure, GeneralSecurityException {
        Ciphering ciphering = call.state().handle(call, Ciphering.class);
        if (call.has(1)) {
            ciphering.expect(call.number(1, "plaintextLength", 0, Integer.MAX_VALUE));
        }
        if (call.blocks() > 0) {
            ciphering.aad(call.bytes(0));
        }
        return Answer.NOTHING;
    }

    /** {@code handle}, and the tag that is to hold. */
    static Answer tag(Call call) throws CryptoFailure {
        call.state().handle(call, Ciphering.class).expectTag(call.bytes(0));
        return Answer.NOTHING;
    }

    /** {@code handle \0 0 for no padding}. */
    static Answer pad(Call call) throws CryptoFailure, GeneralSecurityException {
        call.state().handle(call, Ciphering.class).pad(!call.field(1).equals("0"));
        return Answer.NOTHING;
    }

    /** {@code handle}, and data: what comes of them. */
    static Answer more(Call call) throws CryptoFailure, GeneralSecurityException {
        ByteBuffer view = call.view(0);
        Collected out = new Collected(view.remaining());
        updated(call.state().handle(call, Ciphering.class), view, view.remaining(), call, out);
        return Answer.of(out.all());
    }

    /**
     * {@code handle \0 0 for no padding \0 1 for the tag}: what is left, and the
     * tag.
     */
    static Answer end(Call call) throws CryptoFailure, GeneralSecurityException {
        Ciphering ciphering = call.state().handle(call, Ciphering.class);
        call.state().close(call);
        ciphering.pad(!call.field(1).equals("0"));
        byte[] rest = ciphering.finish();
        return call.field(2).equals("1") ? Answer.of("", rest, ciphering.tag()) : Answer.of(rest);
    }
}
