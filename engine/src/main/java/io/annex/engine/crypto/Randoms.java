package io.annex.engine.crypto;

import java.security.SecureRandom;

/** Where random numbers come from: the system's source, by the JDK. */
final class Randoms {
    private static final SecureRandom SOURCE = new SecureRandom();
    /** Of one call. */
    private static final int MOST = 32 << 20;
    /** How much is made between two looks at whether anybody waits still. */
    private static final int PART = 1 << 16;

    private Randoms() {
    }

    static void next(byte[] bytes) {
        SOURCE.nextBytes(bytes);
    }

    /** {@code length}. */
    static Answer bytes(Call call) throws CryptoFailure {
        byte[] bytes = new byte[call.number(0, "size", 0, MOST)];
        byte[] part = new byte[Math.min(PART, bytes.length)];
        for (int at = 0; at < bytes.length; at += part.length) {
            call.turn().goOn();
            SOURCE.nextBytes(part);
            System.arraycopy(part, 0, bytes, at, Math.min(part.length, bytes.length - at));
        }
        return Answer.of(bytes);
    }
}
