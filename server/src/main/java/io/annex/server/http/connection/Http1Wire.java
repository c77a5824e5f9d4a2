package io.annex.server.http.connection;

import io.annex.server.http.head.RequestHead;
import io.annex.server.http.wire.AnswerHead;
import io.annex.server.http.wire.BodySink;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/1.1 and its answer. Lives on its event loop. */
final class Http1Wire implements Wire {
    /** A body up to this size is copied behind its head, and goes out with it. */
    private static final int SMALL = 4 << 10;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Http1Connection connection;
    private final HttpRequest request;
    /** The client does not want the connection to end behind the answer. */
    private final boolean mayBeKept;
    private @Nullable BodySink sink;
    private @Nullable Throwable brokenBy;
    private @Nullable AnswerHead head;
    private @Nullable Runnable onWritable;
    private @Nullable Runnable onClosed;
    private boolean isPaused;
    private boolean isWhole;
    private boolean isHeadWritten;
    private boolean isChunked;
    private boolean isAnswered;
    private long written;

    Http1Wire(Http1Connection connection, HttpRequest request) {
        this.connection = connection;
        this.request = request;
        this.mayBeKept = RequestHead.mayBeKept(request);
    }

    // ---- the request
    // -----------------------------------------------------------------------------------------------

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String uri() {
        return request.uri();
    }

    @Override
    public boolean isEncrypted() {
        return connection.isEncrypted();
    }

    @Override
    public @Nullable InetSocketAddress local() {
        return connection.context().channel().localAddress() instanceof InetSocketAddress local ? local : null;
    }

    @Override
    public String peer() {
        return connection.peer();
    }

    @Override
    public @Nullable String namedAuthority() {
        return null;
    }

    @Override
    public @Nullable String first(String name) {
        return request.headers().get(name);
    }

    @Override
    public List<String> all(String name) {
        return request.headers().getAll(name);
    }

    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        HttpHeaders headers = request.headers();
        for (Map.Entry<String, String> field : headers) {
            // Does not copy what is in lower case already.
            consumer.accept(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
        }
    }

    // ---- its body
    // --------------------------------------------------------------------------------------------------

    /** Something of the body has come. */
    void content(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            broken(content.decoderResult().cause());
            return;
        }
        BodySink reader = sink;
        if (reader != null && content.content().isReadable()) {
            reader.chunk(content.content());
        }
        if (content instanceof LastHttpContent) {
            lastContent();
        }
    }

    /** The request has come to its end. */
    void lastContent() {
        isWhole = true;
        BodySink reader = sink;
        if (reader != null) {
            sink = null;
            reader.end();
        }
        if (isAnswered) {
            connection.done(this);
        }
    }

    private void broken(Throwable why) {
        brokenBy = why;
        BodySink reader = sink;
        if (isAnswered) {
            // Where the next request would begin is not known.
            connection.close();
        } else if (reader != null) {
            sink = null;
            reader.broken(why);
        }
    }

    @Override
    public void read(BodySink reader) {
        Throwable why = brokenBy;
        // Later, as whoever reads does not expect to be called yet.
        if (isWhole) {
            connection.context().executor().execute(reader::end);
        } else if (why != null) {
            connection.context().executor().execute(() -> reader.broken(why));
        } else {
            sink = reader;
        }
    }

    @Override
    public void pause() {
        isPaused = true;
    }

    @Override
    public void resume() {
        if (isPaused) {
            isPaused = false;
            connection.goOn();
        }
    }

    boolean isPaused() {
        return isPaused;
    }

    @Override
    public boolean isWhole() {
        return isWhole;
    }

    @Override
    public void writeContinue() {
        // A client of HTTP/1.0 does not know what it would get (RFC 9110 section
        // 10.1.1).
        if (!isHeadWritten && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            connection.write(Unpooled.wrappedBuffer(CONTINUE));
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

    /** The head as bytes, with room for more. */
    private ByteBuf headBytes(boolean hasPieces, int more) {
        AnswerHead set = head;
        if (set == null) {
            throw new IllegalStateException("an answer without a head");
        }
        boolean isOld = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        boolean chunks = hasPieces && set.length() < 0;
        if (chunks && isOld) {
            // It ends with the connection.
            set.last();
        }
        Http1Head.Connection said = !isKept()
                ? Http1Head.Connection.CLOSE
                : isOld ? Http1Head.Connection.KEEP : Http1Head.Connection.UNSAID;
        ByteBuf bytes = Http1Head.write(connection.context().alloc(), set, said, chunks && !isOld, more);
        isChunked = chunks && !isOld;
        isHeadWritten = true;
        return bytes;
    }

    /** Whether the connection is kept behind the answer. */
    private boolean isKept() {
        AnswerHead set = head;
        return mayBeKept && (set == null || !set.isLast());
    }

    @Override
    public Future<Void> write(ByteBuf bytes) {
        int length = bytes.readableBytes();
        try {
            if (!isHeadWritten) {
                connection.writeBefore(headBytes(true, 0));
            }
        } catch (RuntimeException | Error e) {
            bytes.release();
            throw e;
        }
        written += length;
        return connection.write(isChunked ? chunk(bytes, false) : bytes);
    }

    /** A piece in the framing of RFC 9112 section 7.1. */
    private static ByteBuf chunk(ByteBuf bytes, boolean isLast) {
        int length = bytes.readableBytes();
        ByteBuf end = Unpooled.wrappedBuffer(LAST_CHUNK);
        if (length == 0) {
            bytes.release();
            return isLast ? end : Unpooled.EMPTY_BUFFER;
        }
        ByteBuf size = Unpooled.copiedBuffer(Integer.toHexString(length) + "\r\n", StandardCharsets.US_ASCII);
        ByteBuf behind = Unpooled.wrappedBuffer(LINE_END);
        return isLast
                ? Unpooled.wrappedBuffer(4, size, bytes, behind, end)
                : Unpooled.wrappedBuffer(3, size, bytes, behind);
    }

    @Override
    public Future<Void> end(ByteBuf bytes) {
        int length = bytes.readableBytes();
        ByteBuf last = bytes;
        try {
            if (!isHeadWritten) {
                boolean isSmall = length <= SMALL;
                ByteBuf start = headBytes(false, isSmall ? length : 0);
                if (isSmall) {
                    start.writeBytes(bytes);
                    bytes.release();
                    last = start;
                } else {
                    connection.writeBefore(start);
                }
            } else if (isChunked) {
                last = chunk(bytes, true);
            }
        } catch (RuntimeException | Error e) {
            bytes.release();
            throw e;
        }
        written += length;
        return answered(connection.write(last));
    }

    @Override
    public Future<Void> sendFile(FileChannel file, long from, long length) {
        connection.writeBefore(headBytes(true, 0));
        ChannelFuture sent = connection.write(new DefaultFileRegion(file, from, length));
        sent.addListener(done -> written += done.isSuccess() ? length : 0);
        return answered(sent);
    }

    /** All of the answer has been written. */
    private ChannelFuture answered(ChannelFuture sent) {
        isAnswered = true;
        onWritable = null;
        if (isKept()) {
            if (isWhole) {
                connection.done(this);
            } else {
                // What is left of the body comes and goes.
                sink = null;
                resume();
            }
        } else {
            connection.last();
            // A client that has asked for it may send more all the same.
            sent.addListener(done -> connection.closeLingering());
        }
        return sent;
    }

    @Override
    public boolean isWritable() {
        return connection.context().channel().isWritable();
    }

    @Override
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    void writableAgain() {
        if (onWritable != null) {
            onWritable.run();
        }
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public void breakOff(long code) {
        AnswerHead set = head;
        if (isHeadWritten && !isAnswered && !isChunked && set != null && set.length() < 0) {
            // To HTTP/1.0 a body ends as the connection does, so that has to end otherwise.
            connection.reset();
        } else {
            connection.close();
        }
    }

    @Override
    public void onClosed(Runnable action) {
        onClosed = action;
    }

    /** The client has gone. */
    void closed(Throwable why) {
        if (!isWhole && brokenBy == null) {
            broken(why);
        }
        if (onClosed != null) {
            onClosed.run();
        }
    }
}
