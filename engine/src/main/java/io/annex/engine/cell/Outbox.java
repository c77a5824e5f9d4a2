package io.annex.engine.cell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way out. Small ones are gathered in a buffer, so that what
 * was added since the last flush leaves with one call to the operating system;
 * long fields are not copied, but written in pieces out of their own array.
 * Thread-safe.
 */
final class Outbox {
    private static final int BUFFER = 64 << 10;
    private static final int PIECE = 64 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer> sealed = new ArrayDeque<>();
    private ByteBuffer tail = ByteBuffer.allocateDirect(BUFFER);
    private @Nullable ByteBuffer spare;
    /** Of what is sealed and has not left. */
    private long sealedBytes;

    /** Adds a frame; it leaves with the next {@link #flush}. */
    void add(byte kind, int a, int b, long c, byte[]... fields) {
        int length = 1 + 4 + 4 + 8 + 1;
        for (byte[] field : fields) {
            length += 4 + (field.length > Frame.LONGEST_INLINE ? 0 : field.length);
        }
        lock.lock();
        try {
            for (byte[] field : fields) {
                if (field.length > Frame.LONGEST_INLINE) {
                    addBlock(field);
                }
            }
            ByteBuffer out = room(4 + length);
            out.putInt(length).put(kind).putInt(a).putInt(b).putLong(c).put((byte) fields.length);
            for (byte[] field : fields) {
                if (field == Frame.NONE) {
                    out.putInt(Frame.ABSENT);
                } else if (field.length > Frame.LONGEST_INLINE) {
                    out.putInt(Frame.IN_BLOCK);
                } else {
                    out.putInt(field.length).put(field);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void addBlock(byte[] block) {
        room(5).putInt(1 + block.length).put(Frame.BLOCK);
        seal();
        for (int at = 0; at < block.length; at += PIECE) {
            int length = Math.min(PIECE, block.length - at);
            sealed.add(ByteBuffer.wrap(block, at, length));
            sealedBytes += length;
        }
    }

    private ByteBuffer room(int bytes) {
        if (tail.remaining() < bytes) {
            seal();
        }
        return tail;
    }

    private void seal() {
        if (tail.position() == 0) {
            return;
        }
        sealed.add(tail.flip());
        sealedBytes += tail.remaining();
        ByteBuffer next = spare;
        spare = null;
        tail = next == null ? ByteBuffer.allocateDirect(BUFFER) : next;
    }

    /**
     * Writes what is there, as much as the channel takes.
     *
     * @return whether everything has left
     */
    boolean flush(GatheringByteChannel channel) throws IOException {
        lock.lock();
        try {
            while (true) {
                ByteBuffer first = sealed.peek();
                if (first != null) {
                    sealedBytes -= channel.write(first);
                    if (first.hasRemaining()) {
                        return false;
                    }
                    sealed.remove();
                    if (first.isDirect()) {
                        spare = first.clear();
                    }
                } else if (tail.position() > 0) {
                    tail.flip();
                    channel.write(tail);
                    tail.compact();
                    return tail.position() == 0;
                } else {
                    return true;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether so much waits that it should leave before more is added. */
    boolean isLong() {
        lock.lock();
        try {
            return !sealed.isEmpty() || tail.position() > BUFFER / 2;
        } finally {
            lock.unlock();
        }
    }

    /** How much waits, but for the last few KB. */
    long bytes() {
        lock.lock();
        try {
            return sealedBytes;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return sealed.isEmpty() && tail.position() == 0;
        } finally {
            lock.unlock();
        }
    }
}
