package io.annex.server.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may come on a stream in which state (RFC 9113 sections 5.1 and 5.1.1).
 * Netty forgets a stream when it has closed, and has one answer for all that
 * comes later; here it is known for a while how it closed:
 * <ul>
 * <li>both sides had ended it: an error of the connection, as no client sends
 * more behind its last frame;
 * <li>the client had reset it: an error of the stream;
 * <li>we had reset it: nothing, as the client may not have heard of it yet;
 * <li>it was passed over, as a later one was opened: an error of the
 * connection.
 * </ul>
 * Stands between the reader of frames and the codec's decoder. On the event
 * loop of its connection.
 */
final class Http2Streams implements Http2FrameReader {
    /** As many streams as may be open, and some. */
    private static final int CLOSED = 128;
    /** No client but one that tries something leaves identifiers out. */
    private static final int GAPS = 16;

    /** How a stream has closed. */
    private enum End {
        UNKNOWN, BY_BOTH, RESET_BY_CLIENT, RESET_BY_US, PASSED_OVER
    }

    private final Http2FrameReader reader;
    private final Http2Connection connection;
    private final int[] closed = new int[CLOSED];
    private final End[] ends = new End[CLOSED];
    private int closedSoFar;
    /** The first and the last identifier of each gap. */
    private final int[] gaps = new int[2 * GAPS];
    private int gapsSoFar;
    private @Nullable Http2FrameListener listener;
    private @Nullable Http2FrameListener guarded;
    /** The stream that the client is resetting. */
    private int resetting;

    Http2Streams(Http2FrameReader reader, Http2Connection connection) {
        this.reader = reader;
        this.connection = connection;
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                closed(stream);
            }
        });
    }

    // ---- what is known
    // ---------------------------------------------------------------------------------------------

    private void closed(Http2Stream stream) {
        int at = closedSoFar++ % CLOSED;
        closed[at] = stream.id();
        ends[at] = stream.id() == resetting
                ? End.RESET_BY_CLIENT
                : stream.isResetSent() ? End.RESET_BY_US : End.BY_BOTH;
    }

    /** A stream is about to be opened. */
    private void opening(int stream) {
        int last = connection.remote().lastStreamCreated();
        int next = last == 0 ? 1 : last + 2;
        if (stream > next) {
            int at = 2 * (gapsSoFar++ % GAPS);
            gaps[at] = next;
            gaps[at + 1] = stream - 2;
        }
    }

    private End end(int stream) {
        for (int i = 0; i < Math.min(closedSoFar, CLOSED); i++) {
            if (closed[i] == stream) {
                return ends[i];
            }
        }
        for (int i = 0; i < 2 * Math.min(gapsSoFar, GAPS); i += 2) {
            if (gaps[i] <= stream && stream <= gaps[i + 1]) {
                return End.PASSED_OVER;
            }
        }
        return End.UNKNOWN;
    }

    /**
     * Whether a frame with a head or data may be shown to the decoder.
     *
     * @return false for what is to be thrown away
     */
    private boolean mayCome(int id) throws Http2Exception {
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
            if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE && !stream.isResetSent()) {
                throw Http2Exception.streamError(id, Http2Error.STREAM_CLOSED, "stream %d has been ended by the client",
                        id);
            }
            return true;
        }
        if (!connection.remote().isValidStreamId(id) || !connection.remote().mayHaveCreatedStream(id)) {
            return true;
        }
        return switch (end(id)) {
            case BY_BOTH ->
                throw Http2Exception.connectionError(Http2Error.STREAM_CLOSED, "stream %d has come to its end", id);
            case PASSED_OVER ->
                throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "a stream after %d is open", id);
            case RESET_BY_US -> false;
            case RESET_BY_CLIENT, UNKNOWN -> true;
        };
    }

    // ---- the frames
    // ------------------------------------------------------------------------------------------------

    @Override
    public void readFrame(ChannelHandlerContext context, ByteBuf input, Http2FrameListener to) throws Http2Exception {
        Http2FrameListener guard = guarded;
        if (guard == null || listener != to) {
            guard = new Guard(to);
            guarded = guard;
            listener = to;
        }
        reader.readFrame(context, input, guard);
    }

    @Override
    public Configuration configuration() {
        return reader.configuration();
    }

    @Override
    public void close() {
        reader.close();
    }

    private final class Guard extends Http2FrameListenerDecorator {
        Guard(Http2FrameListener to) {
            super(to);
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean isLast)
                throws Http2Exception {
            Http2Stream stream = connection.stream(id);
            if (stream != null || mayCome(id)) {
                // The decoder counts what comes too late as well.
                return super.onDataRead(context, id, data, padding, isLast);
            }
            Http2LocalFlowController window = connection.local().flowController();
            // Of no stream, it counts for the connection, and has been consumed.
            window.receiveFlowControlledFrame(null, data, padding, isLast);
            return data.readableBytes() + padding;
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int padding,
                boolean isLast) throws Http2Exception {
            if (mayOpen(id)) {
                super.onHeadersRead(context, id, headers, padding, isLast);
            }
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int dependency,
                short weight, boolean isExclusive, int padding, boolean isLast) throws Http2Exception {
            if (mayOpen(id)) {
                super.onHeadersRead(context, id, headers, dependency, weight, isExclusive, padding, isLast);
            }
        }

        private boolean mayOpen(int id) throws Http2Exception {
            if (connection.remote().isValidStreamId(id) && !connection.remote().mayHaveCreatedStream(id)) {
                opening(id);
            }
            return mayCome(id);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int id, long code) throws Http2Exception {
            resetting = id;
            try {
                super.onRstStreamRead(context, id, code);
            } finally {
                resetting = 0;
            }
        }
    }
}
