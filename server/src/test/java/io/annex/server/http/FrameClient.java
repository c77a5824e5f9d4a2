package io.annex.server.http;

import io.annex.testing.Waiting;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP/2 frame by frame, so that a test can send what no client would.
 */
final class FrameClient implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final int PROTOCOL_ERROR = 1;
    static final int STREAM_CLOSED = 5;
    static final int CANCEL = 8;

    /** A frame (RFC 9113 section 4.1). */
    private record Frame(int type, int flags, int stream, byte[] payload) {
        boolean isLast() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        int code() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }
    }

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder(false);

    /** Connects, and has its preface sent. */
    FrameClient(SSLContext trust, int port) throws IOException {
        this(trust, port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        frame(SETTINGS, 0, 0);
    }

    /** Connects, and sends something else for a preface. */
    FrameClient(SSLContext trust, int port, String preface) throws IOException {
        socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout((int) Waiting.time().toMillis());
        socket.setTcpNoDelay(true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[]{"h2"});
        socket.setSSLParameters(parameters);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write(preface.getBytes(StandardCharsets.US_ASCII));
    }

    // ---- what goes
    // -------------------------------------------------------------------------------------------------

    FrameClient frame(int type, int flags, int stream, byte... payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
        OutputStream out = socket.getOutputStream();
        out.write(frame.array());
        out.flush();
        return this;
    }

    /** A whole head: name, value, name, value …, as they are. */
    FrameClient headers(int stream, int flags, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS | flags, stream, block(fields));
    }

    /** A request that is well formed, and others below {@code /}. */
    FrameClient get(int stream, String path) throws IOException {
        return headers(stream, END_STREAM, ":method", "GET", ":scheme", "https", ":authority", "localhost", ":path",
                path);
    }

    /** The head of one with a body that is to come. */
    FrameClient post(int stream, String path, String... more) throws IOException {
        String[] fields = new String[8 + more.length];
        System.arraycopy(new String[]{":method", "POST", ":scheme", "https", ":authority", "localhost", ":path", path},
                0, fields, 0, 8);
        System.arraycopy(more, 0, fields, 8, more.length);
        return headers(stream, 0, fields);
    }

    FrameClient data(int stream, int flags, String text) throws IOException {
        return frame(DATA, flags, stream, text.getBytes(StandardCharsets.UTF_8));
    }

    FrameClient code(int type, int stream, int code) throws IOException {
        return frame(type, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    /**
     * Literals that are not indexed and not compressed (RFC 7541 section 6.2.2).
     */
    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            literal(block, fields[i]);
            literal(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < 0x7f) {
            block.write(octets.length);
        } else {
            block.write(0x7f);
            int rest = octets.length - 0x7f;
            for (; rest >= 0x80; rest >>= 7) {
                block.write(0x80 | rest & 0x7f);
            }
            block.write(rest);
        }
        block.writeBytes(octets);
    }

    // ---- what comes
    // ------------------------------------------------------------------------------------------------

    /**
     * How a stream ends: {@code "200 text"}, {@code "reset 1"}, or as its
     * connection, {@code "goaway 1"}, {@code "closed"}.
     */
    String end(int stream) throws IOException {
        StringBuilder answer = new StringBuilder();
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.type == GOAWAY) {
                return "goaway " + frame.code();
            }
            if (frame.type == HEADERS) {
                // What is in the table of the compression counts for all streams.
                CharSequence status = read(frame).status();
                answer.append(frame.stream == stream ? status + " " : "");
            }
            if (frame.stream == stream) {
                if (frame.type == RST_STREAM) {
                    return "reset " + frame.code();
                }
                if (frame.type == DATA) {
                    answer.append(new String(frame.payload, StandardCharsets.UTF_8));
                }
                if (frame.isLast()) {
                    return answer.toString();
                }
            }
        }
        return "closed";
    }

    /** The next data of a stream. */
    String dataOf(int stream) throws IOException {
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.type == HEADERS) {
                read(frame);
            }
            if (frame.type == DATA && frame.stream == stream && frame.payload.length > 0) {
                return new String(frame.payload, StandardCharsets.UTF_8);
            }
        }
        throw new EOFException("no data of stream " + stream);
    }

    /**
     * What has been said of a stream before the server answers a ping:
     * {@code "reset 5"}, {@code "goaway 1"}, {@code "closed"}, or empty.
     */
    String said(int stream) throws IOException {
        frame(PING, 0, 0, new byte[8]);
        String said = "";
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.type == GOAWAY) {
                return "goaway " + frame.code();
            }
            if (frame.type == HEADERS) {
                read(frame);
            }
            if (frame.type == RST_STREAM && frame.stream == stream) {
                said = "reset " + frame.code();
            }
            if (frame.type == PING) {
                return said;
            }
        }
        return "closed";
    }

    private Http2Headers read(Frame frame) throws IOException {
        try {
            return heads.decodeHeaders(frame.stream, Unpooled.wrappedBuffer(frame.payload));
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    private @Nullable Frame next() throws IOException {
        try {
            int start = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(start >>> 8);
            return new Frame(start & 0xff, flags, stream, payload);
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
