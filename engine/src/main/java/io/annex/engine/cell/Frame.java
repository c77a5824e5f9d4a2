package io.annex.engine.cell;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message of the channel. All have the same shape: a kind, three numbers
 * and up to {@value #MOST_FIELDS} fields of bytes; what they mean is said with
 * each kind. An instance is good until the sink that was given it returns.
 */
final class Frame {
    // From the front to the cell.
    /**
     * First of all. {@link CellMain#UNCONFINED} or 0, largest heap. Fields: cache
     * folder, the front's process id.
     */
    static final byte HELLO = 1;
    /**
     * Program, 1 where it may use WebAssembly. Fields: name, version, style, entry,
     * params, limits.
     */
    static final byte OPEN = 2;
    /** Program, exchange, age in ns. Fields: message, body. */
    static final byte EXCHANGE = 3;
    /** Program, exchange. */
    static final byte ABANDON = 4;
    /**
     * 1 text, 2 bytes, 3 text and bytes, or 0 failure; op. Fields: the text, the
     * bytes or the message; with 3, the bytes as well.
     */
    static final byte OP_REPLY = 5;
    /** Program: its workers are stopped. */
    static final byte CLOSE = 6;
    static final byte PING = 7;
    /** Program, exchange, bytes of an answer in pieces that were taken. */
    static final byte TAKEN = 8;

    // From the cell to the front.
    /** V8 is there. Field: what the sandbox could do. */
    static final byte READY = 20;
    /**
     * Program; 1 loaded, 0 failed. Field: what {@code load} returned, or why not.
     */
    static final byte LOADED = 21;
    /** Program, exchange, CPU time in ns. Fields: answer, bytes. */
    static final byte ANSWERED = 22;
    /**
     * Program, exchange, CPU time in ns. Fields: reason, detail, ms until a retry.
     */
    static final byte STOPPED = 23;
    /** Program, exchange or 0, op. Fields: name, text, bytes. */
    static final byte OP = 24;
    /** Program, exchange or 0. Fields: level, message. */
    static final byte LOG = 25;
    /** Program, exchange or 0. Fields: reason, detail. */
    static final byte BREACH = 26;
    /**
     * Program, workers, heap. Fields: memory outside the heap, as text; and
     * {@link #REMEMBERS} or nothing.
     */
    static final byte STATUS = 27;
    /** Even without workers it is not to be put away. */
    static final String REMEMBERS = "remembers";
    static final byte PONG = 28;
    /** Program, 0, log lines that were dropped because they were too many. */
    static final byte DROPPED = 30;
    /** The cell's own log. Fields: level, logger, message. */
    static final byte REPORT = 29;

    /**
     * Program, exchange: its code goes on after the answer or stop that follows.
     */
    static final byte GOES_ON = 32;
    /** Program, exchange that went on: nothing of it runs any more. */
    static final byte OVER = 33;

    /** Program, exchange: its answer comes in pieces. Field: the head. */
    static final byte BEGAN = 34;
    /** Program, exchange. Field: a piece of its answer. */
    static final byte PIECE = 35;

    /** Program: a worker does not give its thread back. Field: why. */
    static final byte LOST = 31;

    /** Bytes of a field too long for a frame; belongs to the frame that follows. */
    static final byte BLOCK = 99;

    static final int MOST_FIELDS = 6;
    /** A field that is longer travels as a block of its own. */
    static final int LONGEST_INLINE = 8 << 10;
    /** Bytes of the longest frame that is no block. */
    static final int LONGEST = 128 << 10;
    static final int ABSENT = -1;
    static final int IN_BLOCK = -2;

    /** Stands for an absent field. */
    static final byte[] NONE = new byte[0];

    byte kind;
    int a;
    int b;
    long c;
    int fields;
    byte[] array = new byte[0];
    final int[] offsets = new int[MOST_FIELDS];
    final int[] lengths = new int[MOST_FIELDS];
    /** Fields that came as blocks of their own; {@link #NONE} for the others. */
    final byte[][] blocks = new byte[MOST_FIELDS][];

    /** A field as text; empty where it is absent. */
    String text(int field) {
        byte[] block = blocks[field];
        if (block != NONE) {
            return new String(block, StandardCharsets.UTF_8);
        }
        return field >= fields || lengths[field] < 0
                ? ""
                : new String(array, offsets[field], lengths[field], StandardCharsets.UTF_8);
    }

    /** A field's bytes, or {@code null} where it is absent. */
    byte @Nullable [] bytes(int field) {
        byte[] block = blocks[field];
        if (block != NONE) {
            return block;
        }
        if (field >= fields || lengths[field] < 0) {
            return null;
        }
        byte[] copy = new byte[lengths[field]];
        System.arraycopy(array, offsets[field], copy, 0, copy.length);
        return copy;
    }

    static byte[] orNone(byte @Nullable [] bytes) {
        return bytes == null ? NONE : bytes;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
