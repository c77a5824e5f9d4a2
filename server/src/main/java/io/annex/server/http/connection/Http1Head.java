package io.annex.server.http.connection;

import io.annex.server.http.head.RequestHead;
import io.annex.server.http.wire.AnswerHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the head of an answer of HTTP/1.1 into one buffer, with room for a
 * small body. What could end a line too early is refused here, where it is
 * copied anyway.
 */
final class Http1Head {
    private static final byte[][] STATUS_LINES = statusLines();
    private static final byte[] DATE = ascii("date: ");
    private static final byte[] LENGTH = ascii("\r\ncontent-length: ");
    private static final byte[] CHUNKED = ascii("\r\ntransfer-encoding: chunked");
    private static final byte[] CLOSE = ascii("\r\nconnection: close");
    private static final byte[] KEEP = ascii("\r\nconnection: keep-alive");
    private static final int AROUND = 192;
    private static final int FIRST = 100;
    private static final int LAST = 599;

    /** What is said of the connection, where something is. */
    enum Connection {
        UNSAID, CLOSE, KEEP
    }

    private Http1Head() {
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[][] statusLines() {
        byte[][] lines = new byte[LAST - FIRST + 1][];
        for (int i = 0; i < lines.length; i++) {
            HttpResponseStatus status = HttpResponseStatus.valueOf(FIRST + i);
            lines[i] = ascii("HTTP/1.1 " + status.code() + ' ' + status.reasonPhrase() + "\r\n");
        }
        return lines;
    }

    /**
     * The head.
     *
     * @param chunked
     *            the body comes in chunks
     * @param more
     *            bytes that there should be room for behind it
     * @throws IllegalArgumentException
     *             when a field cannot be sent
     */
    static ByteBuf write(ByteBufAllocator allocator, AnswerHead head, Connection connection, boolean chunked,
            int more) {
        List<String> fields = head.fields();
        int size = AROUND + more;
        for (int i = 0; i < fields.size(); i++) {
            size += fields.get(i).length() + 2;
        }
        ByteBuf out = allocator.directBuffer(size);
        try {
            out.writeBytes(statusLine(head.status()));
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                name(out, fields.get(i));
                out.writeShort(':' << 8 | ' ');
                value(out, fields.get(i + 1));
                out.writeShort('\r' << 8 | '\n');
            }
            out.writeBytes(DATE);
            value(out, head.date());
            if (head.length() >= 0) {
                out.writeBytes(LENGTH);
                number(out, head.length());
            } else if (chunked) {
                out.writeBytes(CHUNKED);
            }
            if (connection != Connection.UNSAID) {
                out.writeBytes(connection == Connection.CLOSE ? CLOSE : KEEP);
            }
            return out.writeInt('\r' << 24 | '\n' << 16 | '\r' << 8 | '\n');
        } catch (RuntimeException | Error e) {
            out.release();
            throw e;
        }
    }

    private static byte[] statusLine(int status) {
        return status >= FIRST && status <= LAST
                ? STATUS_LINES[status - FIRST]
                : ascii("HTTP/1.1 " + status + " Status\r\n");
    }

    private static void name(ByteBuf out, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a header field has no name");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!RequestHead.isTokenCharacter(c)) {
                throw new IllegalArgumentException("a header field has a name that is none: " + name);
            }
            out.writeByte(c);
        }
    }

    private static void value(ByteBuf out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            check(c);
            out.writeByte(c > 0xff ? '?' : c);
        }
    }

    private static void check(char c) {
        if (c < ' ' && c != '\t' || c == 0x7f) {
            throw new IllegalArgumentException("a header field has a control character in its value");
        }
    }

    /** A value as it is, if it can be sent. */
    static String checked(String value) {
        for (int i = 0; i < value.length(); i++) {
            check(value.charAt(i));
        }
        return value;
    }

    private static void number(ByteBuf out, long number) {
        if (number < 10) {
            out.writeByte((int) ('0' + number));
        } else {
            number(out, number / 10);
            out.writeByte((int) ('0' + number % 10));
        }
    }
}
