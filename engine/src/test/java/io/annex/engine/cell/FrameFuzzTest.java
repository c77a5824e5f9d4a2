package io.annex.engine.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.annex.engine.cell.Inbox.ProtocolException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What an enemy at the other end of a channel may send: streams of frames with
 * bytes changed, lost, doubled and put where lengths stand.
 *
 * <p>
 * A seed is printed with what fails; {@code -Dannex.fuzz.seed=N} takes it
 * again.
 */
class FrameFuzzTest {
    private static final int CASES = 120_000;
    private static final int MOST_BLOCK_BYTES = 64 << 10;
    /** An exception, and what one frame's fields are read into. */
    private static final long BESIDES = 16 << 10;
    /**
     * Bytes that may be allocated for one that has come: a field is read as text
     * and as bytes, and the smallest block is an array with a head.
     */
    private static final int FOR_A_BYTE = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long seed = Long.getLong("annex.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final byte[][] samples = new byte[64][];
    private long frames;
    private long refused;

    @Test
    void noStreamCostsMoreThanItsBytesAndTheLimitOrFailsInAnotherWay() throws IOException {
        sample();
        Pieces channel = new Pieces(() -> 1 + random.nextInt(20_000));
        for (int i = 0; i < CASES; i++) {
            byte[] stream = mutated(samples[random.nextInt(samples.length)]);
            // Each on a channel of its own: what one has left would be charged to the next.
            Inbox inbox = new Inbox(MOST_BLOCK_BYTES);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                read(inbox, channel.give(stream));
            } catch (ProtocolException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("case " + i + " of seed " + seed, e);
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated > MOST_BLOCK_BYTES + BESIDES + (long) FOR_A_BYTE * stream.length) {
                throw new AssertionError("case " + i + " of seed " + seed + ": " + allocated + " bytes for a stream of "
                        + stream.length);
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(CASES / 10L, CASES * 9L / 10);
        assertThat(frames).as("seed %d", seed).isGreaterThan(CASES / 4);
    }

    /** As those do who are given the frames. */
    private void read(Inbox inbox, Pieces channel) throws IOException {
        while (inbox.read(channel, frame -> {
            frames++;
            for (int i = 0; i < Frame.MOST_FIELDS; i++) {
                byte[] bytes = frame.bytes(i);
                if (bytes != null && bytes.length <= Frame.LONGEST_INLINE) {
                    frame.text(i);
                }
            }
        })) {
            // until its end
        }
    }

    /** Whole streams of a few frames, now and then with blocks. */
    private void sample() throws IOException {
        for (int i = 0; i < samples.length; i++) {
            Outbox outbox = new Outbox();
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                byte[][] fields = new byte[random.nextInt(Frame.MOST_FIELDS + 1)][];
                Arrays.setAll(fields, index -> random.nextInt(8) == 0 ? Frame.NONE : new byte[length()]);
                outbox.add((byte) random.nextInt(40), random.nextInt(4), random.nextInt(), random.nextLong(), fields);
            }
            Pieces channel = new Pieces(() -> Integer.MAX_VALUE);
            outbox.flush(channel);
            samples[i] = channel.taken();
        }
    }

    private int length() {
        return random.nextInt(40) == 0 ? Frame.LONGEST_INLINE + 1 + random.nextInt(20) : random.nextInt(50);
    }

    private byte[] mutated(byte[] sample) {
        byte[] stream = sample.clone();
        for (int count = random.nextInt(4); count > 0; count--) {
            stream = mutatedOnce(stream);
        }
        return stream;
    }

    private byte[] mutatedOnce(byte[] stream) {
        if (stream.length < 8) {
            return stream;
        }
        int at = random.nextInt(stream.length - 4);
        int to = at + 1 + random.nextInt(Math.min(64, stream.length - at));
        switch (random.nextInt(7)) {
            case 0 -> stream[at] = (byte) random.nextInt();
            case 1 -> stream[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> ByteBuffer.wrap(stream).putInt(at, length(stream.length));
            case 3 -> {
                return Arrays.copyOf(stream, at);
            }
            case 4 -> {
                return joined(Arrays.copyOf(stream, at), Arrays.copyOfRange(stream, to, stream.length));
            }
            case 5 -> {
                return joined(Arrays.copyOf(stream, to), Arrays.copyOfRange(stream, at, stream.length));
            }
            default -> {
                // As a frame of its own, in front: where lengths are, mostly.
                ByteBuffer head = ByteBuffer.allocate(5 * (1 + random.nextInt(100)));
                while (head.hasRemaining()) {
                    head.putInt(random.nextInt(3) == 0 ? length(stream.length) : 1 + random.nextInt(3))
                            .put(random.nextInt(4) == 0 ? (byte) random.nextInt() : Frame.BLOCK);
                }
                return joined(head.array(), stream);
            }
        }
        return stream;
    }

    /** What is worth to stand where a length is read. */
    private int length(int of) {
        return switch (random.nextInt(10)) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> Integer.MIN_VALUE;
            case 2 -> Frame.LONGEST + random.nextInt(3) - 1;
            case 3 -> MOST_BLOCK_BYTES + random.nextInt(4) - 1;
            case 4 -> Frame.IN_BLOCK;
            case 5 -> Frame.ABSENT;
            case 6 -> -random.nextInt(10);
            case 7 -> random.nextInt(of + 1);
            case 8 -> random.nextInt();
            default -> random.nextInt(30);
        };
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
