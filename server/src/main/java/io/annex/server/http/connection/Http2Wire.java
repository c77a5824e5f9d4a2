package io.annex.server.http.connection;

import io.annex.server.http.head.Http2Head;
import io.annex.server.http.wire.AnswerHead;
import io.annex.server.http.wire.BodySink;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of HTTP/2: a request and its answer. Lives on the event loop of its
 * connection.
 */
final class Http2Wire extends ChannelInboundHandlerAdapter implements Wire {
    private static final Logger log = LoggerFactory.getLogger(Http2Wire.class);

    private final Http2Requests requests;
    private final boolean encrypted;
    private @Nullable ChannelHandlerContext context;
    private Http2Headers fields = EmptyHttp2Headers.INSTANCE;
    private @Nullable BodySink sink;
    private @Nullable AnswerHead head;
    private @Nullable Runnable onWritable;
    private @Nullable Runnable onClosed;
    /** What has come while it is paused. */
    private final Deque<Object> waiting = new ArrayDeque<>(0);
    private boolean isPaused;
    private boolean hasBegun;
    private boolean isWhole;
    private boolean isHeadWritten;
    private boolean isGone;
    private long written;

    Http2Wire(Http2Requests requests, boolean encrypted) {
        this.requests = requests;
        this.encrypted = encrypted;
    }

    // ---- what comes
    // ------------------------------------------------------------------------------------------------

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (isPaused) {
            waiting.add(message);
        } else {
            take(message);
        }
    }

    private void take(Object message) {
        try {
            if (message instanceof Http2HeadersFrame headers) {
                headers(headers);
            } else if (message instanceof Http2DataFrame data) {
                data(data);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void headers(Http2HeadersFrame frame) {
        String flaw = hasBegun ? Http2Head.flawOfTrailers(frame.headers()) : Http2Head.flaw(frame.headers());
        if (flaw != null) {
            log.debug("Ended a stream of {}: {}", peer(), flaw);
            breakOff(Http2Error.PROTOCOL_ERROR.code());
            return;
        }
        if (!hasBegun) {
            hasBegun = true;
            fields = frame.headers();
            requests.begin(this);
        }
        if (frame.isEndStream() && isPaused) {
            waiting.add(new DefaultHttp2DataFrame(true));
        } else if (frame.isEndStream()) {
            whole();
        }
    }

    private void data(Http2DataFrame frame) {
        BodySink reader = sink;
        if (reader != null && frame.content().isReadable()) {
            reader.chunk(frame.content());
        }
        if (frame.isEndStream()) {
            whole();
        }
    }

    private void whole() {
        isWhole = true;
        BodySink reader = sink;
        if (reader != null) {
            sink = null;
            reader.end();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isGone = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        BodySink reader = sink;
        if (reader != null && !isWhole) {
            sink = null;
            reader.broken(new ClosedChannelException());
        }
        if (onClosed != null) {
            onClosed.run();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && onWritable != null) {
            onWritable.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("A stream failed", cause);
        if (!(cause instanceof Http2Exception)) {
            ctx.close();
        }
        // Otherwise the codec says why, and closes it.
    }

    // ---- the request
    // -----------------------------------------------------------------------------------------------

    private ChannelHandlerContext context() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return added;
    }

    private Channel connection() {
        return context().channel().parent();
    }

    private static String text(@Nullable CharSequence text) {
        return text == null ? "" : text.toString();
    }

    @Override
    public String method() {
        return text(fields.method());
    }

    @Override
    public String uri() {
        return text(fields.path());
    }

    @Override
    public boolean isEncrypted() {
        return encrypted;
    }

    @Override
    public @Nullable InetSocketAddress local() {
        return connection().localAddress() instanceof InetSocketAddress local ? local : null;
    }

    @Override
    public String peer() {
        return connection().remoteAddress() instanceof InetSocketAddress remote && !remote.isUnresolved()
                ? remote.getAddress().getHostAddress()
                : "";
    }

    @Override
    public @Nullable String namedAuthority() {
        CharSequence authority = fields.authority();
        return authority == null ? null : authority.toString();
    }

    @Override
    public @Nullable String first(String name) {
        CharSequence value = fields.get(name);
        return value == null ? null : value.toString();
    }

    @Override
    public List<String> all(String name) {
        return fields.getAll(name).stream().map(CharSequence::toString).toList();
    }

    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            String name = field.getKey().toString();
            if (!name.startsWith(":")) {
                consumer.accept(name, field.getValue().toString());
            }
        }
    }

    @Override
    public void read(BodySink reader) {
        // Later, as whoever reads does not expect to be called yet.
        if (isWhole) {
            context().executor().execute(reader::end);
        } else if (isGone) {
            context().executor().execute(() -> reader.broken(new ClosedChannelException()));
        } else {
            sink = reader;
        }
    }

    @Override
    public void pause() {
        isPaused = true;
        context().channel().config().setAutoRead(false);
    }

    @Override
    public void resume() {
        isPaused = false;
        while (!isPaused && !waiting.isEmpty()) {
            take(waiting.remove());
        }
        if (!isPaused) {
            context().channel().config().setAutoRead(true);
        }
    }

    @Override
    public boolean isWhole() {
        return isWhole;
    }

    @Override
    public void writeContinue() {
        if (!isHeadWritten) {
            Http2Headers interim = new DefaultHttp2Headers().status("100");
            context().writeAndFlush(new DefaultHttp2HeadersFrame(interim));
        }
    }

    // ---- the answer
    // ------------------------------------------------------------------------------------------------

    @Override
    public void head(AnswerHead set) {
        head = set;
    }

    @Override
    public boolean isHeadWritten() {
        return isHeadWritten;
    }

    private Http2HeadersFrame headFrame(boolean isEnd) {
        AnswerHead set = head;
        if (set == null) {
            throw new IllegalStateException("an answer without a head");
        }
        Http2Headers out = new DefaultHttp2Headers().status(Integer.toString(set.status()));
        List<String> all = set.fields();
        for (int i = 0; i + 1 < all.size(); i += 2) {
            out.add(all.get(i).toLowerCase(Locale.ROOT), Http1Head.checked(all.get(i + 1)));
        }
        out.set("date", set.date());
        if (set.length() >= 0) {
            out.set("content-length", Long.toString(set.length()));
        }
        isHeadWritten = true;
        return new DefaultHttp2HeadersFrame(out, isEnd);
    }

    @Override
    public Future<Void> write(ByteBuf bytes) {
        return send(bytes, false);
    }

    @Override
    public Future<Void> end(ByteBuf bytes) {
        return send(bytes, true);
    }

    private ChannelFuture send(ByteBuf bytes, boolean isEnd) {
        int length = bytes.readableBytes();
        try {
            if (!isHeadWritten) {
                boolean isAll = isEnd && length == 0;
                Http2HeadersFrame start = headFrame(isAll);
                if (isAll) {
                    bytes.release();
                    return context().writeAndFlush(start);
                }
                context().write(start);
            }
        } catch (RuntimeException | Error e) {
            bytes.release();
            throw e;
        }
        written += length;
        return context().writeAndFlush(new DefaultHttp2DataFrame(bytes, isEnd));
    }

    @Override
    public Future<Void> sendFile(FileChannel file, long from, long length) {
        throw new UnsupportedOperationException("frames are made of what was read");
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    @Override
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public void breakOff(long code) {
        context().writeAndFlush(new DefaultHttp2ResetFrame(code)).addListener(sent -> context().close());
    }

    @Override
    public void onClosed(Runnable action) {
        onClosed = action;
    }
}
