package io.annex.server.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection of HTTP/1.1, one after the other: the next
 * begins when the one before has its answer, and is not read on before. What is
 * written while the connection is read, or by requests that have waited for
 * each other, goes out together. Lives on its event loop.
 */
public final class Http1Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Http1Connection.class);

    private final Http1Requests requests;
    private final StrictRequestDecoder decoder;
    private final boolean encrypted;
    /** What has been decoded before its turn. */
    private final Deque<Object> waiting = new ArrayDeque<>(2);
    private @Nullable ChannelHandlerContext context;
    private @Nullable Http1Wire current;
    private @Nullable String peer;
    /** Whoever reads flushes at the end. */
    private boolean reading;
    private boolean goingOn;
    private boolean isUnflushed;
    /** Nothing more is answered. */
    private boolean ended;

    /**
     * @param decoder
     *            stands before it
     */
    public Http1Connection(Http1Requests requests, StrictRequestDecoder decoder, boolean encrypted) {
        this.requests = requests;
        this.decoder = decoder;
        this.encrypted = encrypted;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    // ---- what comes
    // ------------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        if (ended) {
            ReferenceCountUtil.release(message);
        } else if (waiting.isEmpty() && isItsTurn(ctx, message)) {
            take(message);
        } else {
            waiting.add(message);
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flushed(ctx);
    }

    private boolean isItsTurn(ChannelHandlerContext ctx, Object message) {
        Http1Wire wire = current;
        // A client that does not take its answers does not get the next.
        return message instanceof HttpRequest
                ? wire == null && ctx.channel().isWritable()
                : wire == null || !wire.isPaused();
    }

    private void take(Object message) {
        try {
            Http1Wire wire = current;
            if (message instanceof HttpRequest request) {
                begin(request);
            } else if (wire != null && message instanceof HttpContent content) {
                wire.content(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        Http1Wire wire = new Http1Wire(this, request);
        current = wire;
        if (request.decoderResult().isFailure()) {
            wire.lastContent();
            requests.refuse(wire, request.decoderResult().cause());
        } else {
            requests.begin(wire, decoder);
        }
    }

    /** Goes on with what has waited. */
    void goOn() {
        ChannelHandlerContext ctx = context;
        if (goingOn || ended || ctx == null || waiting.isEmpty()) {
            return;
        }
        goingOn = true;
        try {
            while (!ended && !waiting.isEmpty() && isItsTurn(ctx, waiting.element())) {
                take(waiting.remove());
            }
        } finally {
            goingOn = false;
        }
        if (waiting.isEmpty() && !ended) {
            ctx.channel().config().setAutoRead(true);
        }
        if (!reading) {
            flushed(ctx);
        }
    }

    /** The current request has been read and answered. */
    void done(Http1Wire wire) {
        if (current == wire) {
            current = null;
            goOn();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            Http1Wire wire = current;
            if (wire != null) {
                wire.writableAgain();
            }
            goOn();
        }
    }

    // ---- what goes
    // -------------------------------------------------------------------------------------------------

    /** Writes, and flushes at the end of the turn. */
    ChannelFuture write(Object bytes) {
        ChannelHandlerContext ctx = context();
        ChannelFuture written = ctx.write(bytes);
        if (reading || goingOn) {
            isUnflushed = true;
        } else {
            ctx.flush();
        }
        return written;
    }

    /** Writes what something follows. */
    void writeBefore(ByteBuf bytes) {
        context().write(bytes, context().voidPromise());
    }

    private void flushed(ChannelHandlerContext ctx) {
        if (isUnflushed) {
            isUnflushed = false;
            ctx.flush();
        }
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    /** Nothing is read or answered behind this. */
    void last() {
        ended = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        context().channel().config().setAutoRead(true);
    }

    void close() {
        last();
        context().channel().close();
    }

    /** The same, by a reset. */
    void reset() {
        last();
        HardClose.now(context().channel());
    }

    /** As {@link #close}, whatever the client still sends. */
    void closeLingering() {
        last();
        decoder.closeLingering();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        Http1Wire wire = current;
        if (wire != null) {
            current = null;
            wire.closed(new ClosedChannelException());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("A connection failed", cause);
        ctx.close();
    }

    // ---- who it is
    // -------------------------------------------------------------------------------------------------

    ChannelHandlerContext context() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return added;
    }

    boolean isEncrypted() {
        return encrypted;
    }

    /** The address of who has connected. */
    String peer() {
        String known = peer;
        if (known == null) {
            known = context().channel().remoteAddress() instanceof InetSocketAddress remote && !remote.isUnresolved()
                    ? remote.getAddress().getHostAddress()
                    : "";
            peer = known;
        }
        return known;
    }
}
