package io.annex.engine.crypto;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a function is called with. Its grammar is
 * {@code function \0 lengths of the blocks, with commas \0 fields with \0 between},
 * and the blocks one behind the other.
 */
final class Call {
    /** Of one call, in bytes. */
    static final int MOST = 32 << 20;
    private static final int MOST_FIELDS = 16;
    private static final int MOST_BLOCKS = 16;

    private final String function;
    private final String text;
    private final int fieldsAt;
    private final ByteBuffer bytes;
    private final List<ByteBuffer> blocks = new ArrayList<>(3);
    private final Turn turn;
    private final KnownKeys keys;
    private final @Nullable WorkerState state;
    private String[] fields = {};
    private boolean isSplit;

    /**
     * @param state
     *            what the worker has open; {@code null} on any other thread than
     *            the worker's
     */
    Call(String text, ByteBuffer bytes, Turn turn, KnownKeys keys, @Nullable WorkerState state) throws CryptoFailure {
        int first = text.indexOf('\0');
        int second = text.indexOf('\0', first + 1);
        if (first < 0 || second < 0) {
            throw CryptoFailure.parameter("the call is not understood");
        }
        this.function = text.substring(0, first);
        this.text = text;
        this.fieldsAt = second + 1;
        this.bytes = bytes;
        this.turn = turn;
        this.keys = keys;
        this.state = state;
        cut(text, first + 1, second);
    }

    private void cut(String text, int from, int to) throws CryptoFailure {
        int at = 0;
        for (int start = from; start < to;) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 || comma > to ? to : comma;
            int length = digits(text, start, end);
            if (length > bytes.limit() - at || blocks.size() == MOST_BLOCKS) {
                throw CryptoFailure.parameter("the call is not understood");
            }
            blocks.add(bytes.slice(at, length));
            at += length;
            start = end + 1;
        }
    }

    private static int digits(String text, int from, int to) throws CryptoFailure {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > MOST) {
                throw CryptoFailure.parameter("the call is not understood");
            }
            number = number * 10 + digit;
        }
        if (number > MOST) {
            throw CryptoFailure.bound("data: %d bytes (expected: at most %d at a time)".formatted(number, MOST));
        }
        return number;
    }

    String function() {
        return function;
    }

    Turn turn() {
        return turn;
    }

    KnownKeys keys() {
        return keys;
    }

    /** What the worker has open. */
    WorkerState state() throws CryptoFailure {
        WorkerState known = state;
        if (known == null) {
            throw CryptoFailure.operation("%s: not to be called later".formatted(function));
        }
        return known;
    }

    /** Through which bytes go that lie outside of Java's heap. */
    byte[] part() {
        return state == null ? new byte[WorkerState.PART] : state.part();
    }

    /** That of this name, which the worker keeps; nothing has gone into it. */
    Digesting digest(String name) throws CryptoFailure {
        return state == null ? Digests.open(name) : state.digest(name);
    }

    /** All fields as one text, which may hold NUL itself. */
    String rest() {
        return text.substring(fieldsAt);
    }

    /** The field, or empty where there are fewer. */
    String field(int index) {
        if (!isSplit) {
            fields = text.substring(fieldsAt).split("\0", MOST_FIELDS);
            isSplit = true;
        }
        return index < fields.length ? fields[index] : "";
    }

    boolean has(int index) {
        return !field(index).isEmpty();
    }

    int number(int index, String name, int least, int most) throws CryptoFailure {
        String field = field(index);
        long number;
        try {
            number = Long.parseLong(field);
        } catch (NumberFormatException e) {
            throw CryptoFailure.parameter("%s: %s (expected: a whole number)".formatted(name, shown(field)));
        }
        if (number < least || number > most) {
            throw number > most && most > 1
                    ? CryptoFailure.bound("%s: %d (expected: at most %d)".formatted(name, number, most))
                    : CryptoFailure.parameter("%s: %d (expected: at least %d)".formatted(name, number, least));
        }
        return (int) number;
    }

    int blocks() {
        return blocks.size();
    }

    /**
     * The block as it lies in the worker's memory: only for as long as the call.
     */
    ByteBuffer view(int index) throws CryptoFailure {
        if (index >= blocks.size()) {
            throw CryptoFailure.parameter("the call is not understood");
        }
        return blocks.get(index);
    }

    /** A copy of the block. */
    byte[] bytes(int index) throws CryptoFailure {
        ByteBuffer view = view(index);
        byte[] copy = new byte[view.remaining()];
        view.get(view.position(), copy);
        return copy;
    }

    /** As much of a text as a message may have. */
    static String shown(String text) {
        return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
    }
}
