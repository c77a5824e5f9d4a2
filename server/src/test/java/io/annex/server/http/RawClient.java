package io.annex.server.http;

import io.annex.testing.Pace;
import io.annex.testing.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP/1.1 byte by byte, so that a test can send what no client would.
 */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /** An answer; {@code headers} by lower-case name. */
    public record Reply(String version, int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    public RawClient(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    public RawClient(InetAddress address, int port) throws IOException {
        socket = new Socket(address, port);
        socket.setSoTimeout((int) Waiting.time().toMillis());
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Sends characters as octets. */
    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public RawClient get(String path, String... headers) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                + (headers.length > 0 ? "\r\n" : "") + "\r\n");
    }

    /** Sends to a server that may have closed already. */
    void trySend(String text) {
        try {
            send(text);
        } catch (IOException e) {
            // The answer says why.
        }
    }

    /** Whether something of an answer is there to be read. */
    boolean isAnswered() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends more to a server that has not answered; true when it has. */
    boolean sendUnlessAnswered(String text) {
        if (isAnswered()) {
            return true;
        }
        trySend(text);
        return false;
    }

    public Reply reply() throws IOException {
        return reply(true);
    }

    /** The answer to a request with the method HEAD. */
    public Reply replyToHead() throws IOException {
        return reply(false);
    }

    /**
     * The answer, read in so many steps with pauses between them.
     */
    Reply slowReply(int steps, Duration pause) throws IOException {
        Reply head = reply(false);
        int length = Integer.parseInt(head.header("content-length"));
        ByteArrayOutputStream body = new ByteArrayOutputStream(length);
        while (body.size() < length) {
            Pace.pause(pause);
            byte[] step = in.readNBytes(Math.min(length / steps + 1, length - body.size()));
            if (step.length == 0) {
                break;
            }
            body.write(step);
        }
        return new Reply(head.version(), head.status(), head.headers(), body.toByteArray());
    }

    private Reply reply(boolean withBody) throws IOException {
        String line = line();
        if (line == null) {
            throw new IOException("closed before an answer");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(); header != null && !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.merge(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        int length = withBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        return new Reply(line.split(" ")[0], Integer.parseInt(line.split(" ")[1]), headers, in.readNBytes(length));
    }

    /**
     * The next piece of an answer that comes in chunks: empty at its end,
     * {@code null} where the server has closed before.
     */
    public byte @Nullable [] chunk() throws IOException {
        String size = line();
        if (size == null) {
            return null;
        }
        byte[] piece = in.readNBytes(Integer.parseInt(size, 16));
        line();
        return piece;
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return null;
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** All answers until the server closes. */
    List<Reply> untilClosed() throws IOException {
        List<Reply> replies = new ArrayList<>();
        while (true) {
            try {
                replies.add(reply());
            } catch (SocketException e) {
                throw e;
            } catch (IOException e) {
                if (e instanceof java.net.SocketTimeoutException) {
                    throw e;
                }
                return replies;
            }
        }
    }

    public boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
