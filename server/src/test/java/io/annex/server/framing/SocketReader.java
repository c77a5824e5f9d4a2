package io.annex.server.framing;

import io.annex.server.framing.FramingCases.Case;
import io.annex.testing.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * As what a server reads connections that come to its port: many at a time, by
 * one thread, each until the server closes it.
 */
public final class SocketReader {
    private static final int AT_ONCE = 48;

    private final int port;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    private final Deque<Connection> next = new ArrayDeque<>();

    public SocketReader(int port) {
        this.port = port;
    }

    private static final class Connection {
        final Case made;
        final Deque<ByteBuffer> left = new ArrayDeque<>();
        final ByteArrayOutputStream answers = new ByteArrayOutputStream();

        Connection(Case made, boolean inPieces) {
            this.made = made;
            for (byte[] piece : inPieces ? made.pieces() : List.of(made.sent())) {
                left.add(ByteBuffer.wrap(piece));
            }
        }
    }

    /**
     * Sends each case on a connection of its own.
     *
     * @param inPieces
     *            as {@link Case#pieces} has them; otherwise all at once
     */
    public List<Reading> read(List<Case> cases, boolean inPieces) throws IOException {
        List<Connection> all = new ArrayList<>(cases.size());
        cases.forEach(each -> all.add(new Connection(each, inPieces)));
        next.addAll(all);
        try (Selector selector = Selector.open()) {
            int open = 0;
            while (open < AT_ONCE && !next.isEmpty()) {
                open(selector);
                open++;
            }
            while (open > 0) {
                if (selector.select(Waiting.time().toMillis()) == 0) {
                    throw new IllegalStateException("no answer and no end: " + waiting(selector));
                }
                Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    if (go(key)) {
                        key.channel().close();
                        if (next.isEmpty()) {
                            open--;
                        } else {
                            open(selector);
                        }
                    }
                }
            }
        }
        return all.stream().map(each -> Reading.of(each.answers.toString(StandardCharsets.ISO_8859_1))).toList();
    }

    private static String waiting(Selector selector) {
        return selector.keys().stream().filter(SelectionKey::isValid).map(key -> (Connection) key.attachment())
                .map(each -> each.made + "\n  has " + each.left.size() + " pieces to send, and was sent: "
                        + each.answers.toString(StandardCharsets.ISO_8859_1))
                .sorted().collect(Collectors.joining("\n"));
    }

    private void open(Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // It leaves nothing behind, as there are very many.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE, next.remove());
    }

    /** Goes one step on; whether it is over. */
    private boolean go(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        if (key.isWritable()) {
            write(key, channel, connection.left);
        }
        try {
            while (true) {
                int read = channel.read(buffer.clear());
                if (read <= 0) {
                    return read < 0;
                }
                connection.answers.write(buffer.array(), 0, read);
            }
        } catch (IOException e) {
            // Reset, as the server had closed before all had come.
            return true;
        }
    }

    /** The next piece. */
    private static void write(SelectionKey key, SocketChannel channel, Deque<ByteBuffer> left) {
        try {
            ByteBuffer piece = left.element();
            channel.write(piece);
            if (!piece.hasRemaining()) {
                left.remove();
            }
        } catch (IOException e) {
            // It does not take more. What it has said is still to be read.
            left.clear();
        }
        if (left.isEmpty()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }
}
