package io.annex.server.http;

import io.annex.core.http.PieceSink;
import io.annex.core.http.PieceSource;
import io.annex.server.http.bound.Holding;
import io.annex.server.http.bound.PaceWatch;
import io.annex.server.http.bound.WatchedPace;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a body piece by piece as it comes, and tells who makes it when the
 * client does not follow. What waits for the client is held, and has to go at
 * the pace of all answers; where nothing waits nothing is expected of it. Lives
 * on its event loop.
 */
final class StreamedAnswer implements PieceSink {
    private static final Logger log = LoggerFactory.getLogger(StreamedAnswer.class);
    /**
     * So many pieces may be with the connection, which needs a kilobyte for each
     * however small it is. Others are put together until one has left.
     */
    private static final int PIECES = 16;

    private final EdgeExchange exchange;
    private final EdgeLoop loop;
    private final @Nullable PaceWatch watch;
    private final Wire wire;
    private final Holding holding;
    private final PieceSource source;
    private final long length;
    private @Nullable WatchedPace pace;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(0);
    private int waiting;
    private int pieces;
    private long sent;
    private long writtenAt;
    private boolean full;
    /** A piece is just being written, so that who writes it asks by itself. */
    private boolean writing;
    /** Nothing more may be written. */
    private boolean ending;
    private boolean closed;

    /**
     * @param watched
     *            whether the connection is, so that the answer is not
     * @param length
     *            what the head says; -1 where it says nothing
     */
    StreamedAnswer(EdgeExchange exchange, EdgeLoop loop, boolean watched, Wire wire, PieceSource source, long length) {
        this.exchange = exchange;
        this.loop = loop;
        this.watch = watched ? null : loop;
        this.wire = wire;
        this.holding = exchange.holding();
        this.source = source;
        this.length = length;
    }

    /** Sends the head, which is set, and lets the pieces come. */
    void begin() {
        wire.write(Unpooled.EMPTY_BUFFER);
        if (source.isLive()) {
            writtenAt = loop.millis();
            loop.live().add(this);
        }
        source.begin(this);
        if (loop.edge().isDraining()) {
            ending();
        }
    }

    /** When something was written last: ms of the loop's clock. */
    long writtenAt() {
        return writtenAt;
    }

    /** Nothing was written for long. */
    void quiet() {
        if (!full && !ending) {
            source.quiet();
        }
    }

    /** The server ends. */
    void ending() {
        if (!ending && source.isLive()) {
            source.ending();
        }
    }

    /** The client has gone, or was given up. */
    void gone() {
        close(false);
    }

    private void close(boolean whole) {
        ending = true;
        isWaitedFor(false);
        if (!closed) {
            closed = true;
            loop.live().remove(this);
            source.closed(whole);
        }
    }

    @Override
    public boolean write(byte[] piece) {
        if (ending || piece.length == 0) {
            return !ending && !full;
        }
        if (length >= 0 && sent + piece.length > length) {
            failsIn("more");
            return false;
        }
        waiting += piece.length;
        if (!holding.hold(waiting)) {
            exchange.cut();
            return false;
        }
        sent += piece.length;
        writtenAt = loop.millis();
        isWaitedFor(true);
        full = waiting >= WINDOW;
        if (pieces >= PIECES) {
            gathered.writeBytes(piece);
        } else {
            writing = true;
            try {
                send(piece);
            } finally {
                writing = false;
            }
        }
        return !ending && !full;
    }

    private void send(byte[] piece) {
        pieces++;
        wire.write(Unpooled.wrappedBuffer(piece)).addListener(done -> {
            if (done.isSuccess()) {
                left(piece.length);
            }
        });
    }

    private byte[] takeGathered() {
        byte[] bytes = gathered.toByteArray();
        gathered.reset();
        return bytes;
    }

    /** The client has taken a piece; where it has gone the connection says so. */
    private void left(int bytes) {
        if (closed) {
            return;
        }
        pieces--;
        if (gathered.size() > 0) {
            send(takeGathered());
        }
        waiting -= bytes;
        holding.moved(bytes);
        holding.hold(waiting);
        if (pace != null) {
            pace.moved(bytes);
        }
        if (waiting == 0) {
            isWaitedFor(false);
        }
        if (full && waiting <= WINDOW / 2) {
            full = false;
            if (!writing && !ending) {
                source.more();
            }
        }
    }

    private void isWaitedFor(boolean now) {
        if (now && pace == null && watch != null) {
            pace = new WatchedPace(watch, exchange::abandon);
        } else if (!now && pace != null) {
            pace.stop();
            pace = null;
        }
    }

    @Override
    public void end() {
        if (!ending && length >= 0 && sent < length) {
            failsIn("less");
        } else if (!ending) {
            ending = true;
            wire.end(Unpooled.wrappedBuffer(takeGathered())).addListener(done -> ended(done.isSuccess()));
        }
    }

    /** What the head says of the length would be wrong. */
    private void failsIn(String which) {
        log.warn("The answer to request {} was broken off: its body has {} than its Content-Length says, {} bytes",
                exchange.requestId(), which, length);
        fail();
    }

    @Override
    public void fail() {
        if (!ending) {
            ended(false);
        }
    }

    private void ended(boolean whole) {
        exchange.ended(whole, sent);
        close(whole);
    }
}
