package io.annex.server.http.connection;

import io.annex.server.http.bound.Outflow;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * A connection of HTTP/2: Netty's codec, and a {@link Http2Wire} for each of
 * its streams. Lives on its event loop.
 */
public final class Http2Connection {
    private static final int MOST_STREAMS = 100;

    private final Channel channel;
    private final Http2FrameCodec codec;
    private final Outflow outflow;

    private Http2Connection(Channel channel, Http2FrameCodec codec, Outflow outflow) {
        this.channel = channel;
        this.codec = codec;
        this.outflow = outflow;
    }

    /**
     * Puts it into the pipeline of a connection on which HTTP/2 was agreed.
     *
     * @param headers
     *            bytes that all header fields of a request may have
     * @param idleSeconds
     *            how long it may be without a stream
     */
    public static Http2Connection begin(Channel channel, ConnectionLoop loop, Http2Requests requests, int headers,
            int idleSeconds) {
        Http2Settings settings = Http2Settings.defaultSettings().maxHeaderListSize(headers)
                .maxConcurrentStreams(MOST_STREAMS);
        Http2FrameCodec codec = Http2Codec.of(settings, headers);
        ChannelPipeline pipeline = channel.pipeline();
        boolean encrypted = pipeline.get(SslHandler.class) != null;
        if (encrypted) {
            pipeline.addLast(new LingeringClose(loop));
        }
        pipeline.addLast(new IdleStateHandler(0, 0, idleSeconds), codec,
                new Http2MultiplexHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Http2Wire(requests, encrypted));
                    }
                }), new IdleEnd(codec));
        return new Http2Connection(channel, codec, new Outflow(loop.pace()));
    }

    /**
     * Asks for no new streams, and takes those that are on their way (RFC 9113,
     * section 6.8).
     */
    public void goAway() {
        ChannelHandlerContext context = channel.pipeline().context(codec);
        if (context != null) {
            codec.goAway(context, Integer.MAX_VALUE, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER,
                    context.newPromise());
            context.flush();
        }
    }

    /** Closes it when its streams have come to their ends. */
    public void shutdown() {
        channel.close();
    }

    /** Looks whether the client takes what it is sent. */
    public void check(long millis) {
        HardClose.ifTooSlow(channel, outflow, millis);
    }

    public Channel channel() {
        return channel;
    }

    /** Closes a connection without streams, and throws away what nobody takes. */
    private static final class IdleEnd extends ChannelInboundHandlerAdapter {
        private final Http2FrameCodec codec;

        IdleEnd(Http2FrameCodec codec) {
            this.codec = codec;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent && codec.connection().numActiveStreams() == 0) {
                context.close();
            }
            ReferenceCountUtil.release(event);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // An error of the connection is on its way to the codec, which says it to the
            // client and closes.
            if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
                context.close();
            }
        }
    }
}
