package io.annex.engine.cell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Frames as they come in. A block is read into an array of its own size at
 * once, so that it is in memory only once. For one thread.
 */
final class Inbox {
    private static final int BUFFER = 256 << 10;

    /** Takes the frames. */
    interface Sink {
        void frame(Frame frame) throws ProtocolException;
    }

    /** The other side does not speak the protocol. */
    static final class ProtocolException extends IOException {
        private static final long serialVersionUID = 1L;

        ProtocolException(String message) {
            super(message);
        }
    }

    private final long mostBlockBytes;
    private final Frame frame = new Frame();
    private final byte[] buffer = new byte[BUFFER];
    private final ByteBuffer view = ByteBuffer.wrap(buffer);
    private final ArrayDeque<byte[]> blocks = new ArrayDeque<>();
    private int start;
    private int end;
    private byte @Nullable [] block;
    private int blockAt;
    private long blockBytes;

    /**
     * @param mostBlockBytes
     *            how many bytes of blocks may wait for their frame
     */
    Inbox(long mostBlockBytes) {
        this.mostBlockBytes = mostBlockBytes;
    }

    /**
     * Reads once and hands on what is complete.
     *
     * @return {@code false} at the end of the stream
     */
    boolean read(ReadableByteChannel channel, Sink sink) throws IOException {
        byte[] filling = block;
        if (filling != null) {
            int count = channel.read(ByteBuffer.wrap(filling, blockAt, Math.min(BUFFER, filling.length - blockAt)));
            if (count < 0) {
                return false;
            }
            blockAt += count;
            if (blockAt == filling.length) {
                blocks.add(filling);
                block = null;
            }
            return true;
        }
        int count = channel.read(view.limit(BUFFER).position(end));
        if (count < 0) {
            return false;
        }
        end += count;
        while (block == null && parse(sink)) {
            // one after the other
        }
        if (start == end) {
            start = 0;
            end = 0;
        } else if (start > BUFFER / 4) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        return true;
    }

    private boolean parse(Sink sink) throws ProtocolException {
        if (end - start < 5) {
            return false;
        }
        view.limit(end).position(start);
        int length = view.getInt();
        byte kind = view.get();
        if (length < 1) {
            throw new ProtocolException("a frame of " + length + " bytes");
        }
        if (kind == Frame.BLOCK) {
            beginBlock(length - 1);
            return true;
        }
        if (length > Frame.LONGEST) {
            throw new ProtocolException("a frame of " + length + " bytes");
        }
        if (end - start < 4 + length) {
            return false;
        }
        if (length < 18) {
            throw new ProtocolException("a short frame");
        }
        frame.kind = kind;
        frame.a = view.getInt();
        frame.b = view.getInt();
        frame.c = view.getLong();
        fields(4 + length + start);
        start += 4 + length;
        sink.frame(frame);
        return true;
    }

    private void fields(int limit) throws ProtocolException {
        frame.array = buffer;
        frame.fields = view.get();
        if (frame.fields < 0 || frame.fields > Frame.MOST_FIELDS) {
            throw new ProtocolException("a frame with " + frame.fields + " fields");
        }
        java.util.Arrays.fill(frame.blocks, Frame.NONE);
        for (int i = 0; i < frame.fields; i++) {
            if (limit - view.position() < 4) {
                throw new ProtocolException("a field over the end of its frame");
            }
            int length = view.getInt();
            frame.lengths[i] = length;
            frame.offsets[i] = view.position();
            if (length == Frame.IN_BLOCK) {
                byte[] taken = blocks.poll();
                if (taken == null) {
                    throw new ProtocolException("a field without its block");
                }
                blockBytes -= taken.length;
                frame.blocks[i] = taken;
            } else if (length > limit - view.position() || length < Frame.ABSENT) {
                throw new ProtocolException("a field over the end of its frame");
            } else if (length > 0) {
                view.position(view.position() + length);
            }
        }
        if (!blocks.isEmpty()) {
            throw new ProtocolException("a block without its field");
        }
    }

    private void beginBlock(int length) throws ProtocolException {
        if (blocks.size() == Frame.MOST_FIELDS) {
            // However short: each is an object.
            throw new ProtocolException("more blocks than a frame has fields");
        }
        blockBytes += length;
        if (blockBytes > mostBlockBytes) {
            throw new ProtocolException("a block of " + length + " bytes");
        }
        byte[] filling = new byte[length];
        start += 5;
        int here = Math.min(length, end - start);
        System.arraycopy(buffer, start, filling, 0, here);
        start += here;
        if (here == length) {
            blocks.add(filling);
        } else {
            block = filling;
            blockAt = here;
        }
    }
}
