package io.annex.server.http.connection;

import io.annex.server.http.bound.Holding;
import io.annex.server.http.bound.Outflow;
import io.annex.server.http.head.HeadScan;
import io.annex.server.http.head.RefusedRequest;
import io.annex.server.http.head.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the requests of one HTTP/1.1 connection, and refuses what could be
 * read in two ways.
 *
 * <p>
 * Request smuggling lives from two parties that see the end of a message in
 * different places, or a header that one repairs and the other obeys (RFC 9112
 * section 11.2). Netty's decoder already refuses a length beside a transfer
 * coding, several lengths, a bare line feed, broken chunk sizes. It repairs
 * continued lines and odd white space ({@link HeadScan}), also around chunk
 * sizes ({@link ChunkScan}), and takes a body of unknown coding for none
 * ({@link RequestHead}). Here all of it is refused, and nothing that came
 * behind a refused head is looked at: it could be a request that the client did
 * not mean to send. So the judgement must be made here and not in the request
 * handler, which sees a head when the next is already decoded.
 *
 * <p>
 * The connection's deadlines live here too, because only here is seen when a
 * head begins. Nothing is scheduled for a request: the
 * {@linkplain ConnectionLoop event loop} looks at all its connections twice a
 * second.
 */
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final byte[] TOO_SLOW = tooSlow();
    private static final int NOT_BEGUN = -1;

    private final ConnectionLoop loop;
    private final HeadScan scan = new HeadScan();
    /** Of the body that comes, where it comes in chunks. */
    private final ChunkScan chunks = new ChunkScan();
    private boolean chunked;
    private @Nullable ChannelHandlerContext context;
    private boolean inHead = true;
    /** To its end; what is wrong with the message then is wrong as a whole. */
    private boolean isHeadRead;
    /** Header lines that say how long the body is. */
    private int lengths;
    private boolean refused;
    private final Outflow outflow;
    /** For a head that is large, until its request has been answered. */
    private @Nullable Holding holding;
    private int headBytes;
    /** Requests that are not answered. */
    private int requests;
    /** Answers of which something has not left. */
    private int leaving;
    private int headSince = NOT_BEGUN;
    private int idleSince;

    public StrictRequestDecoder(ConnectionLoop loop, Http1ServerConfig config) {
        super(config);
        this.loop = loop;
        this.idleSince = loop.now();
        this.outflow = new Outflow(loop.pace());
    }

    private static byte[] tooSlow() {
        String body = "{\"title\":\"Request timeout\",\"status\":408,\"detail\":\"The head arrived too slowly.\"}";
        return ("HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\nconnection: close\r\ncontent-length: "
                + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        loop.opened(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        letGo();
        loop.closed(this);
        super.handlerRemoved0(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        letGo();
        loop.closed(this);
        super.channelInactive(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int from = in.readerIndex();
        int before = out.size();
        super.decode(ctx, in, out);
        if (inHead) {
            headBytes += in.readerIndex() - from;
            head(ctx, in, from, out, before);
        } else {
            body(ctx, in, from, out, before);
        }
    }

    /**
     * The name of a header line. The decoder looks at some of the letters alone
     * where it knows a name, and takes {@code Content-Xength} for a length; and in
     * HTTP/1.0 it takes the first of several lengths.
     */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString known = super.splitHeaderName(line, start, length);
        AsciiString name = isWritten(known, line, start) ? known : new AsciiString(line, start, length, true);
        if (inHead && HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
            lengths++;
        }
        return name;
    }

    private static boolean isWritten(AsciiString name, byte[] line, int start) {
        for (int i = 0; i < name.length(); i++) {
            if (name.byteAt(i) != line[start + i]) {
                return false;
            }
        }
        return true;
    }

    /** Is asked for behind the last header line. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        isHeadRead = true;
        return super.isContentAlwaysEmpty(message);
    }

    /** The client has closed. A head that it began is nothing to answer. */
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!refused && !inHead) {
            super.decodeLast(ctx, in, out);
        }
    }

    private void head(ChannelHandlerContext ctx, ByteBuf in, int from, List<Object> out, int before) {
        boolean complete = out.size() > before;
        boolean broken = complete && ((HttpRequest) out.get(before)).decoderResult().isFailure();
        String flaw = broken && !isHeadRead ? null : scan.flaw(in, from, in.readerIndex());
        if (flaw == null && lengths > 1) {
            flaw = "the header content-length is there twice";
        }
        boolean fits = headBytes <= Holding.SMALL || mayHold(ctx, headBytes);
        if (!complete) {
            if (flaw != null) {
                // The request is not there yet to be refused, but nothing that follows can make
                // it good.
                out.add(createInvalidMessage());
                refuse(ctx, in, out, before, new RefusedRequest(400, flaw));
                return;
            }
            if (headSince == NOT_BEGUN) {
                headSince = loop.now();
            }
            if (!fits) {
                out.add(createInvalidMessage());
                refuse(ctx, in, out, before, new RefusedRequest(503, "no room for the head"));
            }
            return;
        }
        headBytes = 0;
        if (holding != null) {
            holding.handOver();
        }
        HttpRequest request = (HttpRequest) out.get(before);
        RefusedRequest refusal = flaw != null
                ? new RefusedRequest(400, flaw)
                : broken
                        ? isHeadRead ? RequestHead.unknownCoding(request) : null
                        : fits ? RequestHead.flaw(request) : new RefusedRequest(503, "no room for the head");
        if (broken || refusal != null) {
            refuse(ctx, in, out, before, refusal);
            return;
        }
        requests++;
        headSince = NOT_BEGUN;
        scan.reset();
        isHeadRead = false;
        lengths = 0;
        inHead = out.getLast() instanceof LastHttpContent;
        chunked = !inHead && HttpUtil.isTransferEncodingChunked(request);
        chunks.reset();
    }

    private boolean mayHold(ChannelHandlerContext ctx, int bytes) {
        Holding mine = holding;
        if (mine == null) {
            mine = new Holding(loop.budget(), () -> ctx.executor().execute(this::abort));
            holding = mine;
        }
        return mine.hold(bytes);
    }

    private void letGo() {
        if (holding != null) {
            holding.release();
            holding = null;
        }
    }

    private void body(ChannelHandlerContext ctx, ByteBuf in, int from, List<Object> out, int before) {
        boolean broken = out.size() > before && ((HttpContent) out.getLast()).decoderResult().isFailure();
        String flaw = chunked && !broken ? chunks.flaw(in, from, in.readerIndex()) : null;
        if (flaw != null) {
            dropFrom(out, before);
            LastHttpContent failed = new DefaultLastHttpContent();
            failed.setDecoderResult(DecoderResult.failure(new RefusedRequest(400, flaw)));
            out.add(failed);
            in.skipBytes(in.readableBytes());
        }
        if (out.size() == before) {
            return;
        }
        HttpContent content = (HttpContent) out.getLast();
        if (content.decoderResult().isFailure()) {
            refused = true;
            linger(ctx);
        } else if (content instanceof LastHttpContent) {
            inHead = true;
        }
    }

    /**
     * Lets the request through as a failed one, which is answered and then closed,
     * and nothing behind it.
     */
    private void refuse(ChannelHandlerContext ctx, ByteBuf in, List<Object> out, int before,
            @Nullable RefusedRequest why) {
        refused = true;
        HttpRequest request = (HttpRequest) out.get(before);
        if (why != null) {
            request.setDecoderResult(DecoderResult.failure(why));
        }
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1 || !version.protocolName().equals("HTTP")) {
            // The answer is written in the version of the request.
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        dropFrom(out, before + 1);
        in.skipBytes(in.readableBytes());
        linger(ctx);
    }

    private static void dropFrom(List<Object> out, int size) {
        while (out.size() > size) {
            ReferenceCountUtil.release(out.removeLast());
        }
    }

    private void linger(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(LingeringClose.class) == null) {
            ctx.pipeline().addBefore(ctx.name(), null, new LingeringClose(loop));
        }
    }

    /** Closes the connection at once; what has not left is given up. */
    public void abort() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            refused = true;
            HardClose.now(ctx.channel());
        }
    }

    /**
     * Closes the connection behind what has been written, whatever the client still
     * sends.
     */
    public void closeLingering() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            refused = true;
            linger(ctx);
            ctx.channel().close();
        }
    }

    /** Closes the connection at once, as when its idle time is over. */
    public void closeIdle() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            refused = true;
            ctx.channel().close();
        }
    }

    /**
     * Whether nothing of another request of this connection has been read that is
     * to be answered.
     */
    public boolean isLast() {
        return requests <= 1 && actualReadableBytes() == 0;
    }

    /**
     * Closes the connection if it waits for a request of which nothing has come.
     */
    public void closeIfQuiet() {
        if (isIdle() && headSince == NOT_BEGUN) {
            closeLingering();
        }
    }

    /**
     * Whether no whole request has come that is not answered, and all answers have
     * left.
     */
    public boolean isIdle() {
        return requests <= 0 && leaving <= 0 && !refused;
    }

    /** Since when, in ticks of its event loop. */
    public int idleSince() {
        return idleSince;
    }

    /** A request has its answer, which is to leave. */
    public void answered() {
        requests--;
        leaving++;
    }

    /** An answer has left, or was given up. */
    public void left() {
        leaving--;
        rests();
    }

    /** A request was given up before it was answered. */
    public void gaveUp() {
        requests--;
        rests();
    }

    private void rests() {
        if (requests <= 0 && leaving <= 0 && headBytes == 0) {
            letGo();
        }
        idleSince = loop.now();
        if (headSince != NOT_BEGUN) {
            // While the one before was waiting, nobody could expect the next to make
            // progress.
            headSince = idleSince;
        }
    }

    /** Looks whether the client has been too slow. */
    public void check(int now) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || refused || HardClose.ifTooSlow(ctx.channel(), outflow, loop.millis()) || !isIdle()) {
            return;
        }
        if (headSince != NOT_BEGUN) {
            if (now - headSince > loop.headTicks()) {
                linger(ctx);
                refused = true;
                ctx.writeAndFlush(Unpooled.wrappedBuffer(TOO_SLOW));
                ctx.channel().close();
            }
        } else if (now - idleSince > loop.idleTicks()) {
            ctx.channel().close();
        }
    }
}
