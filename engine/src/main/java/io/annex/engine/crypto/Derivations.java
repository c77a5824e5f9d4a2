package io.annex.engine.crypto;

/**
 * Keys made of passwords and of other keys. Each loop asks whether it may go
 * on: the JDK's own PBKDF2 cannot be ended, and one call of it would take the
 * worker along, so it is not used.
 */
final class Derivations {
    /** What takes the longest CPU time that an operator is likely to allow. */
    static final int MOST_ITERATIONS = 10_000_000;
    private static final int MOST_OUTPUT = 1 << 20;
    private static final int MOST_SALT = 1 << 20;
    /** HMACs between two looks at whether anybody waits still. */
    private static final int LOOK = 1024;
    private static final int MOST_BLOCKS_OF_HKDF = 255;

    private Derivations() {
    }

    /** {@code digest \0 iterations \0 length}, and password and salt. */
    static Answer pbkdf2(Call call) throws CryptoFailure {
        int iterations = call.number(1, "iterations", 1, MOST_ITERATIONS);
        int length = call.number(2, "keylen", 0, MOST_OUTPUT);
        if (call.view(1).remaining() > MOST_SALT) {
            throw CryptoFailure
                    .bound("salt: %d bytes (expected: at most %d)".formatted(call.view(1).remaining(), MOST_SALT));
        }
        return Answer.of(pbkdf2(call.field(0), call.bytes(0), call.bytes(1), iterations, length, call.turn()));
    }

    /** Of RFC 8018. */
    static byte[] pbkdf2(String digest, byte[] password, byte[] salt, int iterations, int length, Turn turn)
            throws CryptoFailure {
        // Copied for each HMAC: what the key has come to is computed once.
        Digesting keyed = Digests.keyed(digest, password);
        byte[] made = new byte[length];
        int until = LOOK;
        int block = 1;
        for (int at = 0; at < length; block++) {
            Digesting first = keyed.copy();
            first.update(salt, 0, salt.length);
            first.update(new byte[]{(byte) (block >> 24), (byte) (block >> 16), (byte) (block >> 8), (byte) block}, 0,
                    Integer.BYTES);
            byte[] last = first.finish();
            byte[] sum = last.clone();
            for (int i = 1; i < iterations; i++) {
                if (--until == 0) {
                    until = LOOK;
                    turn.goOn();
                }
                Digesting next = keyed.copy();
                next.update(last, 0, last.length);
                last = next.finish();
                for (int j = 0; j < sum.length; j++) {
                    sum[j] ^= last[j];
                }
            }
            if (--until == 0) {
                until = LOOK;
                turn.goOn();
            }
            int taken = Math.min(sum.length, length - at);
            System.arraycopy(sum, 0, made, at, taken);
            at += taken;
        }
        return made;
    }

    /** {@code digest \0 length}, and key, salt and info: RFC 5869. */
    static Answer hkdf(Call call) throws CryptoFailure {
        String digest = call.field(0);
        int size = Digests.open(digest).finish().length;
        int length = call.number(1, "keylen", 0, MOST_BLOCKS_OF_HKDF * size);
        byte[] salt = call.bytes(1);
        Digesting extract = Digests.keyed(digest, salt);
        byte[] key = call.bytes(0);
        extract.update(key, 0, key.length);
        Digesting keyed = Digests.keyed(digest, extract.finish());
        byte[] info = call.bytes(2);
        byte[] made = new byte[length];
        byte[] last = {};
        int block = 1;
        for (int at = 0; at < length; block++) {
            call.turn().goOn();
            Digesting next = keyed.copy();
            next.update(last, 0, last.length);
            next.update(info, 0, info.length);
            next.update(new byte[]{(byte) block}, 0, 1);
            last = next.finish();
            int taken = Math.min(last.length, length - at);
            System.arraycopy(last, 0, made, at, taken);
            at += taken;
        }
        return Answer.of(made);
    }
}
