package io.annex.engine.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * Digests and the MACs that are made of them. What is whole is one call; what
 * comes in parts is a handle of the worker.
 */
final class Digests {
    /** How much is taken between two looks at whether anybody waits still. */
    private static final int LOOK = 1 << 20;
    /** Of a digest that has any number of bytes. */
    private static final int MOST_OUTPUT = 1 << 20;

    /** Bytes of a block, which HMAC asks for. */
    private static final Map<String, Integer> BLOCKS = Map.ofEntries(Map.entry("MD5", 64), Map.entry("SHA-1", 64),
            Map.entry("SHA-224", 64), Map.entry("SHA-256", 64), Map.entry("SHA-384", 128), Map.entry("SHA-512", 128),
            Map.entry("SHA-512/224", 128), Map.entry("SHA-512/256", 128), Map.entry("SHA3-224", 144),
            Map.entry("SHA3-256", 136), Map.entry("SHA3-384", 104), Map.entry("SHA3-512", 72),
            Map.entry("RIPEMD-160", 64), Map.entry("BLAKE2B-512", 128), Map.entry("BLAKE2S-256", 64),
            Map.entry("SM3", 64), Map.entry("MD5-SHA1", 64));

    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private Digests() {
    }

    /** One of the JDK's. */
    private record Provided(MessageDigest digest) implements Digesting {
        @Override
        public void update(byte[] bytes, int from, int length) {
            digest.update(bytes, from, length);
        }

        @Override
        public byte[] finish() {
            return digest.digest();
        }

        @Override
        public void reset() {
            digest.reset();
        }

        @Override
        public Digesting copy() {
            try {
                return new Provided((MessageDigest) digest.clone());
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(digest.getAlgorithm(), e);
            }
        }
    }

    /** Both of old TLS, one behind the other. */
    private record Both(Digesting first, Digesting second) implements Digesting {
        @Override
        public void update(byte[] bytes, int from, int length) {
            first.update(bytes, from, length);
            second.update(bytes, from, length);
        }

        @Override
        public byte[] finish() {
            return Bytes.join(first.finish(), second.finish());
        }

        @Override
        public void reset() {
            first.reset();
            second.reset();
        }

        @Override
        public Digesting copy() {
            return new Both(first.copy(), second.copy());
        }
    }

    /** An HMAC of RFC 2104: a digest of a digest. */
    private record Keyed(Digesting inner, Digesting outer) implements Digesting {
        @Override
        public void update(byte[] bytes, int from, int length) {
            inner.update(bytes, from, length);
        }

        @Override
        public byte[] finish() {
            byte[] digest = inner.finish();
            outer.update(digest, 0, digest.length);
            return outer.finish();
        }

        @Override
        public void reset() {
            throw new IllegalStateException("a key is used once");
        }

        @Override
        public Digesting copy() {
            return new Keyed(inner.copy(), outer.copy());
        }
    }

    static Digesting open(String name) throws CryptoFailure {
        return switch (name) {
            case "MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256", "SHA3-224",
                    "SHA3-256", "SHA3-384", "SHA3-512" ->
                new Provided(provided(name));
            case "MD5-SHA1" -> new Both(open("MD5"), open("SHA-1"));
            case "RIPEMD-160", "BLAKE2B-512", "BLAKE2S-256", "SM3", "SHAKE128", "SHAKE256" -> OtherDigests.open(name);
            default -> throw unknown(name);
        };
    }

    private static MessageDigest provided(String name) throws CryptoFailure {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw unknown(name);
        }
    }

    private static CryptoFailure unknown(String name) {
        return CryptoFailure.unsupported("digest: %s is not there".formatted(Call.shown(name)));
    }

    static int block(String name) throws CryptoFailure {
        Integer block = BLOCKS.get(name);
        if (block == null) {
            throw CryptoFailure.unsupported("digest: %s has no HMAC".formatted(Call.shown(name)));
        }
        return block;
    }

    /** Has the block digested, part by part, wherever it lies. */
    static void update(Digesting digest, ByteBuffer view, Call call) throws CryptoFailure {
        if (view.hasArray()) {
            update(digest, view.array(), view.arrayOffset() + view.position(), view.remaining(), call);
        } else {
            update(digest, view, call.part(), call.turn());
        }
    }

    private static void update(Digesting digest, ByteBuffer view, byte[] part, Turn turn) throws CryptoFailure {
        int left = view.remaining();
        int looked = 0;
        for (int at = view.position(); left > 0;) {
            int length = Math.min(left, part.length);
            view.get(at, part, 0, length);
            digest.update(part, 0, length);
            at += length;
            left -= length;
            if (at - looked >= LOOK) {
                looked = at;
                turn.goOn();
            }
        }
    }

    private static void update(Digesting digest, byte[] bytes, int from, int length, Call call) throws CryptoFailure {
        for (int at = 0; at < length; at += LOOK) {
            call.turn().goOn();
            digest.update(bytes, from + at, Math.min(LOOK, length - at));
        }
    }

    private static byte[] finish(Digesting digest, Call call, int field) throws CryptoFailure {
        return call.has(field) ? digest.finish(call.number(field, "outputLength", 0, MOST_OUTPUT)) : digest.finish();
    }

    /** {@code digest \0 length or empty}, and the data. */
    static Answer whole(Call call) throws CryptoFailure {
        Digesting digest = call.digest(call.field(0));
        update(digest, call.view(0), call);
        return Answer.of(finish(digest, call, 1));
    }

    /** {@code digest \0 text}, of which UTF-8 is digested. */
    static Answer text(Call call) throws CryptoFailure {
        String rest = call.rest();
        int nul = rest.indexOf('\0');
        if (nul < 0) {
            throw CryptoFailure.parameter("the call is not understood");
        }
        Digesting digest = call.digest(rest.substring(0, nul));
        byte[] bytes = rest.substring(nul + 1).getBytes(StandardCharsets.UTF_8);
        update(digest, bytes, 0, bytes.length, call);
        return Answer.of(digest.finish());
    }

    /** {@code digest}, and key and data. */
    static Answer mac(Call call) throws CryptoFailure {
        String name = call.field(0);
        Digesting digest = call.digest(name);
        byte[] key = begun(digest, name, call.bytes(0));
        update(digest, call.view(1), call);
        return Answer.of(finished(digest, key));
    }

    /** {@code digest}: its number for {@link #quick}. */
    static Answer number(Call call) throws CryptoFailure {
        return Answer.of(Integer.toString(call.state().number(call.field(0))));
    }

    /** The digest of little data, which needs no call to be read. */
    static byte[] quick(WorkerState state, int number, ByteBuffer data, Turn turn) throws CryptoFailure {
        Digesting digest = state.digest(state.numbered(number));
        update(digest, data, state.part(), turn);
        return digest.finish();
    }

    /** The same with a key. */
    static byte[] quick(WorkerState state, int number, byte[] secret, ByteBuffer data, Turn turn) throws CryptoFailure {
        String name = state.numbered(number);
        Digesting digest = state.digest(name);
        byte[] key = begun(digest, name, secret);
        update(digest, data, state.part(), turn);
        return finished(digest, key);
    }

    /** Begins a MAC; returns the key as the MAC has it. */
    private static byte[] begun(Digesting digest, String name, byte[] secret) throws CryptoFailure {
        byte[] key = padded(name, digest, secret);
        digest.update(xored(key, INNER), 0, key.length);
        return key;
    }

    private static byte[] finished(Digesting digest, byte[] key) {
        byte[] inner = digest.finish();
        digest.update(xored(key, OUTER), 0, key.length);
        digest.update(inner, 0, inner.length);
        return digest.finish();
    }

    /** The MAC of a key, to be used once or copied. */
    static Digesting keyed(String name, byte[] secret) throws CryptoFailure {
        byte[] key = padded(name, open(name), secret);
        Digesting inner = open(name);
        Digesting outer = open(name);
        inner.update(xored(key, INNER), 0, key.length);
        outer.update(xored(key, OUTER), 0, key.length);
        return new Keyed(inner, outer);
    }

    private static byte[] padded(String name, Digesting digest, byte[] key) throws CryptoFailure {
        int block = block(name);
        byte[] padded = new byte[block];
        byte[] used = key;
        if (key.length > block) {
            digest.update(key, 0, key.length);
            used = digest.finish();
        }
        System.arraycopy(used, 0, padded, 0, used.length);
        return padded;
    }

    private static byte[] xored(byte[] key, byte with) {
        byte[] pad = new byte[key.length];
        for (int i = 0; i < pad.length; i++) {
            pad[i] = (byte) (key[i] ^ with);
        }
        return pad;
    }

    // ---- in parts
    // ----------------------------------------------------------------------------------------------

    /**
     * {@code digest \0 1 for a MAC}, and for that the key, and what there is of the
     * data: the number of a handle.
     */
    static Answer begin(Call call) throws CryptoFailure {
        boolean mac = call.field(1).equals("1");
        Digesting digest = mac ? keyed(call.field(0), call.bytes(0)) : open(call.field(0));
        for (int i = mac ? 1 : 0; i < call.blocks(); i++) {
            update(digest, call.view(i), call);
        }
        return Answer.of(Integer.toString(call.state().open(digest)));
    }

    /** {@code handle}, and more of the data. */
    static Answer more(Call call) throws CryptoFailure {
        Digesting digest = call.state().handle(call, Digesting.class);
        for (int i = 0; i < call.blocks(); i++) {
            update(digest, call.view(i), call);
        }
        return Answer.NOTHING;
    }

    /** {@code handle \0 length or empty}, and the rest of the data. */
    static Answer end(Call call) throws CryptoFailure {
        more(call);
        Digesting digest = call.state().handle(call, Digesting.class);
        call.state().close(call);
        return Answer.of(finish(digest, call, 1));
    }

    /** {@code handle}: the number of another one that has come as far. */
    static Answer copy(Call call) throws CryptoFailure {
        return Answer.of(Integer.toString(call.state().open(call.state().handle(call, Digesting.class).copy())));
    }
}
