package io.annex.server.http.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection in two steps when the client may still be sending: first
 * our direction, and the other when the client closes, or after some seconds.
 * What arrives meanwhile is thrown away. Were it closed at once, the system
 * would answer the client's next packet with a reset, and the client could lose
 * the answer that says why (RFC 9112 section 9.6).
 */
public final class LingeringClose extends ChannelDuplexHandler {
    private static final long SECONDS = 3;

    private final ConnectionLoop loop;
    private boolean closing;

    public LingeringClose(ConnectionLoop loop) {
        this.loop = loop;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (closing || !context.channel().isActive() || loop.isOver()) {
            context.close(promise);
            return;
        }
        closing = true;
        context.flush();
        SslHandler ssl = context.pipeline().get(SslHandler.class);
        if (ssl != null) {
            ssl.closeOutbound();
        } else if (context.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        context.channel().config().setAutoRead(true);
        context.executor().schedule(() -> context.close(promise), SECONDS, TimeUnit.SECONDS);
    }
}
