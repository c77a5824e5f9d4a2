package io.annex.engine.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * scrypt (RFC 7914). Its memory is outside of Java's heap, which in a cell is
 * small and may not be full, and one that waits for memory waits for those who
 * have it: all derivations of a process together have {@value #MOST_MEGABYTES}
 * MB.
 */
final class Scrypt {
    private static final int MOST_MEGABYTES = 128;
    private static final int MOST_OUTPUT = 1 << 20;
    private static final long MOST_MEMORY = (long) MOST_MEGABYTES << 20;
    /** N times r times p: so many blocks of 128 bytes are mixed, twice. */
    private static final long MOST_WORK = 1L << 24;
    /** r times p: blocks of 128 bytes in Java's heap. */
    private static final long MOST_BLOCKS = 1L << 16;
    private static final int WORDS = 16;
    private static final Semaphore ROOM = new Semaphore(MOST_MEGABYTES, true);

    private Scrypt() {
    }

    /** {@code N \0 r \0 p \0 length}, and password and salt. */
    static Answer derive(Call call) throws CryptoFailure {
        int n = call.number(0, "N", 2, 1 << 30);
        int r = call.number(1, "r", 1, 1 << 24);
        int p = call.number(2, "p", 1, 1 << 24);
        int length = call.number(3, "keylen", 0, MOST_OUTPUT);
        return Answer.of(derive(call.bytes(0), call.bytes(1), n, r, p, length, call.turn()));
    }

    /** Refuses what would take more work or memory than there is. */
    static byte[] derive(byte[] password, byte[] salt, int n, int r, int p, int length, Turn turn)
            throws CryptoFailure {
        if (n < 2 || r < 1 || p < 1 || Integer.bitCount(n) != 1) {
            throw CryptoFailure.parameter("N: %d (expected: a power of two)".formatted(n));
        }
        if ((long) r * p > MOST_BLOCKS) {
            throw CryptoFailure.bound("r * p: %d * %d (expected: at most %d)".formatted(r, p, MOST_BLOCKS));
        }
        if ((long) n * r > MOST_MEMORY / 128) {
            throw CryptoFailure.bound(
                    "128 * N * r: %d bytes of memory (expected: at most %d)".formatted(128L * n * r, MOST_MEMORY));
        }
        if ((long) n * r * p > MOST_WORK) {
            throw CryptoFailure.bound("N * r * p: %d * %d * %d (expected: at most %d)".formatted(n, r, p, MOST_WORK));
        }
        // Beside V there are the blocks, and three of them that are mixed.
        long memory = Math.min(128L * r * (n + p + 3L), MOST_MEMORY);
        int megabytes = Math.max(1, (int) (memory >> 20));
        enter(megabytes, turn);
        try {
            byte[] blocks = Derivations.pbkdf2("SHA-256", password, salt, 1, p * 128 * r, turn);
            mix(blocks, n, r, turn);
            return Derivations.pbkdf2("SHA-256", password, blocks, 1, length, turn);
        } finally {
            ROOM.release(megabytes);
        }
    }

    private static void enter(int megabytes, Turn turn) throws CryptoFailure {
        try {
            while (!ROOM.tryAcquire(megabytes, 5, TimeUnit.MILLISECONDS)) {
                turn.goOn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Turn.stopped();
        }
    }

    private static void mix(byte[] blocks, int n, int r, Turn turn) throws CryptoFailure {
        int words = 2 * WORDS * r;
        int[] x = new int[words];
        int[] y = new int[words];
        int[] kept = new int[words];
        ByteBuffer bytes = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN);
        // Looks are a millisecond apart, whatever r is.
        int between = Math.max(1, 2048 / r);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate((long) n * words * Integer.BYTES, Integer.BYTES);
            for (int at = 0; at < blocks.length; at += words * Integer.BYTES) {
                bytes.slice(at, words * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(x);
                for (int i = 0; i < n; i++) {
                    if (i % between == 0) {
                        turn.goOn();
                    }
                    MemorySegment.copy(x, 0, all, ValueLayout.JAVA_INT, (long) i * words * Integer.BYTES, words);
                    blockMix(x, y, r);
                    int[] swapped = x;
                    x = y;
                    y = swapped;
                }
                for (int i = 0; i < n; i++) {
                    if (i % between == 0) {
                        turn.goOn();
                    }
                    int chosen = x[words - WORDS] & (n - 1);
                    MemorySegment.copy(all, ValueLayout.JAVA_INT, (long) chosen * words * Integer.BYTES, kept, 0,
                            words);
                    for (int j = 0; j < words; j++) {
                        x[j] ^= kept[j];
                    }
                    blockMix(x, y, r);
                    int[] swapped = x;
                    x = y;
                    y = swapped;
                }
                bytes.slice(at, words * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(x);
            }
        }
    }

    private static void blockMix(int[] in, int[] out, int r) {
        int[] state = new int[WORDS];
        System.arraycopy(in, (2 * r - 1) * WORDS, state, 0, WORDS);
        for (int i = 0; i < 2 * r; i++) {
            salsa(state, in, i * WORDS);
            // Even blocks go to the first half, odd ones to the second.
            System.arraycopy(state, 0, out, ((i & 1) * r + (i >> 1)) * WORDS, WORDS);
        }
    }

    /** Salsa20/8 of the state and a block of {@code in}, into the state. */
    private static void salsa(int[] s, int[] in, int at) {
        for (int i = 0; i < WORDS; i++) {
            s[i] ^= in[at + i];
        }
        int x0 = s[0];
        int x1 = s[1];
        int x2 = s[2];
        int x3 = s[3];
        int x4 = s[4];
        int x5 = s[5];
        int x6 = s[6];
        int x7 = s[7];
        int x8 = s[8];
        int x9 = s[9];
        int x10 = s[10];
        int x11 = s[11];
        int x12 = s[12];
        int x13 = s[13];
        int x14 = s[14];
        int x15 = s[15];
        for (int i = 0; i < 4; i++) {
            x4 ^= Integer.rotateLeft(x0 + x12, 7);
            x8 ^= Integer.rotateLeft(x4 + x0, 9);
            x12 ^= Integer.rotateLeft(x8 + x4, 13);
            x0 ^= Integer.rotateLeft(x12 + x8, 18);
            x9 ^= Integer.rotateLeft(x5 + x1, 7);
            x13 ^= Integer.rotateLeft(x9 + x5, 9);
            x1 ^= Integer.rotateLeft(x13 + x9, 13);
            x5 ^= Integer.rotateLeft(x1 + x13, 18);
            x14 ^= Integer.rotateLeft(x10 + x6, 7);
            x2 ^= Integer.rotateLeft(x14 + x10, 9);
            x6 ^= Integer.rotateLeft(x2 + x14, 13);
            x10 ^= Integer.rotateLeft(x6 + x2, 18);
            x3 ^= Integer.rotateLeft(x15 + x11, 7);
            x7 ^= Integer.rotateLeft(x3 + x15, 9);
            x11 ^= Integer.rotateLeft(x7 + x3, 13);
            x15 ^= Integer.rotateLeft(x11 + x7, 18);
            x1 ^= Integer.rotateLeft(x0 + x3, 7);
            x2 ^= Integer.rotateLeft(x1 + x0, 9);
            x3 ^= Integer.rotateLeft(x2 + x1, 13);
            x0 ^= Integer.rotateLeft(x3 + x2, 18);
            x6 ^= Integer.rotateLeft(x5 + x4, 7);
            x7 ^= Integer.rotateLeft(x6 + x5, 9);
            x4 ^= Integer.rotateLeft(x7 + x6, 13);
            x5 ^= Integer.rotateLeft(x4 + x7, 18);
            x11 ^= Integer.rotateLeft(x10 + x9, 7);
            x8 ^= Integer.rotateLeft(x11 + x10, 9);
            x9 ^= Integer.rotateLeft(x8 + x11, 13);
            x10 ^= Integer.rotateLeft(x9 + x8, 18);
            x12 ^= Integer.rotateLeft(x15 + x14, 7);
            x13 ^= Integer.rotateLeft(x12 + x15, 9);
            x14 ^= Integer.rotateLeft(x13 + x12, 13);
            x15 ^= Integer.rotateLeft(x14 + x13, 18);
        }
        s[0] += x0;
        s[1] += x1;
        s[2] += x2;
        s[3] += x3;
        s[4] += x4;
        s[5] += x5;
        s[6] += x6;
        s[7] += x7;
        s[8] += x8;
        s[9] += x9;
        s[10] += x10;
        s[11] += x11;
        s[12] += x12;
        s[13] += x13;
        s[14] += x14;
        s[15] += x15;
    }
}
