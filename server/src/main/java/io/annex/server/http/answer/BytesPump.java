package io.annex.server.http.answer;

import io.annex.server.http.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.function.IntConsumer;

/**
 * Sends a body piece by piece, the next when the client has taken the last.
 * Written in one go, all of it would be copied outside of the heap, and wait
 * there for a client that does not read. The head is set, with the length.
 * Lives on its event loop.
 */
public final class BytesPump {
    /** A frame of HTTP/2, and little enough for a slow client to be seen moving. */
    public static final int PIECE = 16 << 10;

    /**
     * So much goes out at once; then the others of the event loop have their turn.
     */
    private static final int TURN = 256 << 10;

    private final EventLoop loop;
    private final Wire wire;
    private final byte[] body;
    private final IntConsumer moved;
    private final Promise<Void> sent;
    private int at;

    /**
     * @param moved
     *            is told of the bytes that the client has taken
     */
    public BytesPump(EventLoop loop, Wire wire, byte[] body, IntConsumer moved) {
        this.loop = loop;
        this.wire = wire;
        this.body = body;
        this.moved = moved;
        this.sent = loop.newPromise();
    }

    /** Sends all; fails when the client goes before. */
    public Future<Void> send() {
        next();
        return sent;
    }

    private void next() {
        int turn = at + TURN;
        while (true) {
            if (at >= turn) {
                loop.execute(this::next);
                return;
            }
            int length = Math.min(PIECE, body.length - at);
            ByteBuf piece = Unpooled.wrappedBuffer(body, at, length);
            at += length;
            if (at == body.length) {
                wire.end(piece).addListener(new PromiseNotifier<>(sent));
                return;
            }
            Future<Void> written = wire.write(piece);
            if (!written.isSuccess()) {
                written.addListener(done -> {
                    if (!done.isSuccess()) {
                        sent.tryFailure(done.cause());
                    } else {
                        moved.accept(length);
                        next();
                    }
                });
                return;
            }
            // In a loop, as what is called back at once would be called ever deeper.
            moved.accept(length);
        }
    }
}
