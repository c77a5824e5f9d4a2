package io.annex.engine.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a function gives: a text, blocks of bytes, or both. */
record Answer(String text, List<byte[]> blocks) implements Crypto.Framed {
    static final Answer NOTHING = new Answer("", List.of());

    static Answer of(byte[] block) {
        return new Answer("", List.of(block));
    }

    static Answer of(String text, byte[]... blocks) {
        return new Answer(text, List.of(blocks));
    }

    static Answer of(boolean holds) {
        return new Answer(holds ? "1" : "0", List.of());
    }

    long length() {
        long length = 0;
        for (byte[] block : blocks) {
            length += block.length;
        }
        return length;
    }

    @Override
    public int frameLength() {
        return Math.toIntExact(Integer.BYTES + headBytes().length + length());
    }

    private byte[] headBytes() {
        return head().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
        byte[] head = headBytes();
        buffer.putInt(head.length).put(head);
        blocks.forEach(buffer::put);
    }

    /** Lengths of the blocks, with commas, a NUL, and the text. */
    String head() {
        StringBuilder head = new StringBuilder();
        for (byte[] block : blocks) {
            head.append(head.isEmpty() ? "" : ",").append(block.length);
        }
        return head.append('\0').append(text).toString();
    }
}
