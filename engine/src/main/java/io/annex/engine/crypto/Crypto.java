package io.annex.engine.crypto;

import io.annex.engine.budget.ByteBudget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * A worker's cryptography. What its guest waits for runs on the worker's own
 * thread, in the slice; what comes later, beside it.
 *
 * <h2>How bytes cross</h2> To make an object of V8's for each block of bytes
 * costs more than to digest a kilobyte. So what is short lies in memory that
 * guest and host share for as long as the worker lives: the guest puts the
 * blocks there, the host the answer. The memory is the host's, and V8 has a
 * view of it: an add-on that got hold of that could detach it and write into
 * it, and would harm its own calls alone. Longer blocks are read where they
 * lie, for as long as the call. And to read a text of V8's costs as much again:
 * what is called most is asked for with numbers alone, which lie there too.
 *
 * <h2>Rejected</h2> Handles for keys: a key is its DER, which the guest has
 * anyhow, and {@link KnownKeys} finds what was made of it. Handles for all
 * digests: most have few bytes, which the guest gathers and hands over at once.
 */
public final class Crypto {
    /** The op of all functions. */
    public static final String OP = "crypto";
    /** The op that gives the shared memory. */
    public static final String SHARE = "crypto.share";
    /** The op that gives the function that calls {@link #quick}. */
    public static final String QUICK = "crypto.quick";
    /** The op that has garbage collected, so that handles nobody has are known. */
    public static final String COLLECT = "crypto.collect";
    /**
     * Bytes that all workers of a process may have in their calls at a time, with
     * what is made of them. Short calls are not counted.
     */
    public static final long ROOM = 96L << 20;

    /**
     * Bytes of the shared memory: what is gathered of a digest, a key, and behind
     * both the three numbers of a {@link #quick} call.
     */
    public static final int SHARED_BYTES = (64 << 10) + (4 << 10) + 3 * Integer.BYTES;

    private static final int NO_KEY = -1;
    private static final int SHORT = 1 << 20;

    private final ByteBudget room;
    private final WorkerState state = new WorkerState();
    private final KnownKeys keys = new KnownKeys();
    private ByteBuffer shared = ByteBuffer.allocate(0);
    private IntBuffer asked = IntBuffer.allocate(3);

    /**
     * A worker's.
     *
     * @param room
     *            of its process, {@value #ROOM} bytes
     */
    public Crypto(ByteBudget room) {
        this.room = room;
    }

    /** An answer that is longer than the shared buffer. */
    public interface Framed {
        /** Bytes that are written. */
        int frameLength();

        /** Writes the length of the head in four bytes, the head, and the blocks. */
        void writeTo(ByteBuffer buffer);
    }

    /** What comes of a call that is answered later. */
    public interface Later {
        /**
         * It has come to this.
         *
         * @param head
         *            lengths of the blocks and the text
         * @param bytes
         *            the blocks
         */
        void ok(String head, byte[] bytes);

        /** It has failed, or was stopped. */
        void fail(String message);
    }

    /**
     * From now on what is short is there.
     *
     * @param memory
     *            which is there as long as the worker is
     */
    public void share(ByteBuffer memory) {
        int end = memory.capacity() - 3 * Integer.BYTES;
        shared = memory.slice(0, end);
        asked = memory.slice(end, 3 * Integer.BYTES).order(ByteOrder.nativeOrder()).asIntBuffer();
    }

    /**
     * Answers what is called most: a digest, or a MAC, of data in the shared
     * memory, which may be all of it. Behind that stand the number of the digest,
     * bytes of the key or -1 where there is none, and bytes of the data, which lie
     * behind the key. The answer lies at the beginning.
     */
    public void quick(Turn turn) throws CryptoFailure {
        int number = asked.get(0);
        int key = asked.get(1);
        int data = asked.get(2);
        int from = Math.max(key, 0);
        if (key < NO_KEY || data < 0 || from > shared.capacity() || data > shared.capacity() - from) {
            throw CryptoFailure.parameter("the call is not understood");
        }
        ByteBuffer view = shared.slice(from, data);
        if (key == NO_KEY) {
            shared.put(0, Digests.quick(state, number, view, turn));
            return;
        }
        byte[] secret = new byte[key];
        shared.get(0, secret);
        shared.put(0, Digests.quick(state, number, secret, view, turn));
    }

    /**
     * Calls a function from within the guest.
     *
     * @param text
     *            the call
     * @param bytes
     *            its blocks, or {@code null} where they are in the shared buffer
     * @return the length of the answer in the shared buffer ({@link Integer}),
     *         where that is one block and no text; its head ({@link String}), where
     *         there is more; or a {@link Framed} that has all of it
     */
    public Object now(String text, @Nullable ByteBuffer bytes, Turn turn) throws CryptoFailure {
        if (bytes == null || bytes.remaining() <= SHORT) {
            return shared(call(new Call(text, bytes == null ? shared : bytes, turn, keys, state)));
        }
        try (ByteBudget.Share _ = take(bytes.remaining())) {
            return shared(call(new Call(text, bytes, turn, keys, state)));
        }
    }

    private Object shared(Answer answer) {
        if (answer.length() > shared.capacity()) {
            return answer;
        }
        int at = 0;
        for (byte[] block : answer.blocks()) {
            shared.put(at, block);
            at += block.length;
        }
        return answer.blocks().size() == 1 && answer.text().isEmpty() ? (Object) at : answer.head();
    }

    private ByteBudget.Share take(int length) throws CryptoFailure {
        ByteBudget.Share share = room.share();
        if (!share.take(2L * length)) {
            share.close();
            throw CryptoFailure.bound(
                    "data: %d bytes, for which there is no room beside what is computed already (expected: all together at most %d MB)"
                            .formatted(length, ROOM >> 21));
        }
        return share;
    }

    /**
     * What is to be done on any other thread than the worker's; refuses at once
     * where there is no room for it.
     *
     * @param text
     *            the call
     * @param bytes
     *            its blocks
     * @param later
     *            is told, on the thread that runs it
     */
    public Runnable later(String text, byte @Nullable [] bytes, Turn turn, Later later) throws CryptoFailure {
        byte[] blocks = bytes == null ? new byte[0] : bytes;
        ByteBudget.Share share = blocks.length > SHORT ? take(blocks.length) : room.share();
        return () -> {
            try (share) {
                turn.goOn();
                Answer answer = call(new Call(text, ByteBuffer.wrap(blocks), turn, keys, null));
                later.ok(answer.head(), Bytes.join(answer.blocks().toArray(new byte[0][])));
            } catch (CryptoFailure e) {
                later.fail(String.valueOf(e.getMessage()));
            }
        };
    }

    private static Answer call(Call call) throws CryptoFailure {
        try {
            return Functions.named(call.function()).call(call);
        } catch (GeneralSecurityException | RuntimeException e) {
            if (Turn.isStop(e)) {
                throw Turn.stopped();
            }
            // The JDK throws anything where a key or its parameters make no sense.
            throw CryptoFailure.operation(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw CryptoFailure.operation("the arguments are nested too deep");
        }
    }
}
