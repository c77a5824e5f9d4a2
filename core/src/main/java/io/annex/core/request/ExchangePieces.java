package io.annex.core.request;

import io.annex.core.http.PieceSink;
import io.annex.core.http.PieceSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of an answer between the workers and the edge. They may come
 * before the edge wants them, as a session is stored first; the workers send no
 * more than a window of what was not taken. Lives on its exchange's event loop.
 */
final class ExchangePieces implements PieceSource {
    /** So much is said at a time: who waits for room has sent a whole window. */
    private static final int TOLD_AT = PieceSink.WINDOW / 2;

    private final IntConsumer taken;
    private final Runnable gone;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private @Nullable PieceSink sink;
    /** Bytes that the edge has and the workers were not told of. */
    private int owed;
    private long sent;
    private boolean over;
    private boolean isWhole;
    private boolean closed;

    /**
     * @param taken
     *            lets so many bytes come
     * @param gone
     *            is told when nobody wants them any more
     */
    ExchangePieces(IntConsumer taken, Runnable gone) {
        this.taken = taken;
        this.gone = gone;
    }

    /** Bytes that went to the edge. */
    long sent() {
        return sent;
    }

    void piece(byte[] bytes) {
        PieceSink to = sink;
        if (closed || over) {
            return;
        }
        if (to == null) {
            waiting.add(bytes);
        } else {
            write(to, bytes);
        }
    }

    private void write(PieceSink to, byte[] bytes) {
        sent += bytes.length;
        owed += bytes.length;
        if (to.write(bytes)) {
            more();
        }
    }

    /** No more will come. */
    void end(boolean whole) {
        if (!over) {
            over = true;
            isWhole = whole;
            PieceSink to = sink;
            if (to != null) {
                end(to);
            }
        }
    }

    private void end(PieceSink to) {
        if (isWhole) {
            to.end();
        } else {
            to.fail();
        }
    }

    @Override
    public void begin(PieceSink begun) {
        sink = begun;
        while (!closed && !waiting.isEmpty()) {
            write(begun, waiting.remove());
        }
        if (over) {
            end(begun);
        }
    }

    @Override
    public void more() {
        int bytes = owed;
        if (bytes >= TOLD_AT && !over) {
            owed = 0;
            taken.accept(bytes);
        }
    }

    @Override
    public void closed(boolean whole) {
        closed = true;
        waiting.clear();
        if (!over) {
            over = true;
            gone.run();
        }
    }
}
