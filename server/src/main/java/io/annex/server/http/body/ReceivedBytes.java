package io.annex.server.http.body;

import io.annex.core.http.BodyTooLarge;
import io.annex.server.http.bound.Holding;
import java.util.Arrays;

/**
 * The bytes of a body as they come. Room is made for what has come, never for
 * what was announced: a length costs the client nothing to announce.
 */
public final class ReceivedBytes {
    private static final int FIRST = 1 << 10;

    private final long announced;
    private final long limit;
    private final Holding holding;
    private byte[] bytes = new byte[0];
    private int length;

    /**
     * @param announced
     *            its length, or -1
     * @param limit
     *            the most that it may have
     * @param holding
     *            where it counts
     */
    ReceivedBytes(long announced, long limit, Holding holding) {
        this.announced = announced;
        this.limit = limit;
        this.holding = holding;
    }

    /**
     * Makes room for {@code more} bytes that have come.
     *
     * @return whether there is room; otherwise the server holds too much
     * @throws BodyTooLarge
     *             when the body has passed its limit
     */
    boolean makeRoom(int more) throws BodyTooLarge {
        long needed = (long) length + more;
        if (needed > limit) {
            clear();
            throw new BodyTooLarge(limit);
        }
        if (needed > bytes.length) {
            long most = announced >= needed ? announced : Math.max(limit, needed);
            int grown = (int) Math.clamp(Math.max(FIRST, 2L * bytes.length), needed, most);
            if (!holding.hold(grown)) {
                clear();
                return false;
            }
            bytes = Arrays.copyOf(bytes, grown);
        }
        return true;
    }

    /** Where the next bytes belong; there is room for them. */
    byte[] array() {
        return bytes;
    }

    /** Behind what has come so far. */
    int length() {
        return length;
    }

    /** They are in the array. */
    void added(int more) {
        length += more;
    }

    /** All that has come. */
    byte[] whole() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    void clear() {
        bytes = new byte[0];
        length = 0;
    }
}
