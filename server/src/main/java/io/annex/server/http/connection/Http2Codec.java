package io.annex.server.http.connection;

import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Netty's codec with {@link Http2Streams} in it. Its builder makes an encoder
 * with bounds that cannot be made from outside, and a decoder with such bounds
 * only around one that it is given: so the encoder is taken from one builder,
 * and given to another with a decoder.
 */
final class Http2Codec extends Http2FrameCodecBuilder {
    /** Streams end in their own time. */
    private static final long NO_TIMEOUT = -1;

    private final long headers;

    private Http2Codec(long headers) {
        this.headers = headers;
    }

    /**
     * @param settings
     *            what the client is told
     * @param headers
     *            bytes that all header fields of a request may have
     */
    static Http2FrameCodec of(Http2Settings settings, long headers) {
        return new Http2Codec(headers).initialSettings(settings).gracefulShutdownTimeoutMillis(NO_TIMEOUT).build();
    }

    @Override
    protected Http2FrameCodec build(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder,
            Http2Settings settings) {
        Http2Streams reader = new Http2Streams(
                new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(true, headers)), encoder.connection());
        return new Around(new DefaultHttp2ConnectionDecoder(encoder.connection(), encoder, reader), encoder)
                .initialSettings(settings).build();
    }

    private static final class Around extends Http2FrameCodecBuilder {
        Around(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder) {
            codec(decoder, encoder);
        }
    }
}
