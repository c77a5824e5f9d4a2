package io.annex.engine.cell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.function.IntSupplier;

/**
 * A channel in memory that takes and gives what is said in pieces, as sockets
 * do.
 */
final class Pieces implements GatheringByteChannel, ReadableByteChannel {
    private final IntSupplier size;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private ByteBuffer toRead = ByteBuffer.allocate(0);

    /**
     * @param size
     *            how many bytes go at the most with the next call
     */
    Pieces(IntSupplier size) {
        this.size = size;
    }

    /** What was written, from now on to be read; then the stream ends. */
    Pieces turnRound() {
        return give(taken());
    }

    /** The same of other bytes. */
    Pieces give(byte[] bytes) {
        toRead = ByteBuffer.wrap(bytes);
        return this;
    }

    /** What was written since the last time. */
    byte[] taken() {
        byte[] bytes = written.toByteArray();
        written.reset();
        return bytes;
    }

    @Override
    public int write(ByteBuffer source) {
        byte[] piece = new byte[Math.min(size.getAsInt(), source.remaining())];
        source.get(piece);
        written.writeBytes(piece);
        return piece.length;
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, sources.length);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += write(sources[i]);
        }
        return count;
    }

    @Override
    public int read(ByteBuffer target) {
        if (!toRead.hasRemaining()) {
            return -1;
        }
        int count = Math.min(size.getAsInt(), Math.min(target.remaining(), toRead.remaining()));
        target.put(toRead.slice(toRead.position(), count));
        toRead.position(toRead.position() + count);
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
