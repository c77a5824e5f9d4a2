package io.annex.core.request;

import io.annex.core.http.PieceSink;
import io.annex.core.http.PieceSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
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

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    /** After how many ms the clients of a stream that is ended come back. */
    private static final int RETRY_MILLIS = 1000;
    private static final int RETRY_SPREAD_MILLIS = 2000;

    private final boolean live;
    private final IntConsumer taken;
    private final Runnable gone;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private @Nullable PieceSink sink;
    /** Bytes that the edge has and the workers were not told of. */
    private int owed;
    private long sent;
    /** The last bytes were the end of an event. */
    private boolean between = true;
    /** It is to end as soon as it has begun. */
    private boolean ends;
    private boolean over;
    private boolean isWhole;
    private boolean closed;

    /**
     * @param live
     *            whether the pieces are events
     * @param taken
     *            lets so many bytes come
     * @param gone
     *            is told when nobody wants them any more
     */
    ExchangePieces(boolean live, IntConsumer taken, Runnable gone) {
        this.live = live;
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
        int last = bytes.length - 1;
        between = last >= 1 && bytes[last] == '\n' && bytes[last - 1] == '\n';
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
        } else if (ends) {
            ending();
        }
    }

    @Override
    public void more() {
        int bytes = owed;
        if (bytes >= (live ? 1 : TOLD_AT) && !over) {
            owed = 0;
            taken.accept(bytes);
        }
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public void quiet() {
        if (sink != null && between && !over) {
            sink.write(HEARTBEAT.clone());
        }
    }

    /** Who listens comes back, not all at the same moment. */
    @Override
    public void ending() {
        PieceSink to = sink;
        ends |= live;
        if (live && to != null && !over) {
            over = true;
            if (between) {
                int retry = RETRY_MILLIS + ThreadLocalRandom.current().nextInt(RETRY_SPREAD_MILLIS);
                to.write(("retry: " + retry + "\n\n").getBytes(StandardCharsets.US_ASCII));
            }
            to.end();
            gone.run();
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
