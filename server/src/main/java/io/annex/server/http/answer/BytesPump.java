package io.annex.server.http.answer;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
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
    private final HttpServerResponse response;
    private final byte[] body;
    private final IntConsumer moved;
    private final Promise<Void> sent = Promise.promise();
    private int at;

    /**
     * @param moved
     *            is told of the bytes that the client has taken
     */
    public BytesPump(EventLoop loop, HttpServerResponse response, byte[] body, IntConsumer moved) {
        this.loop = loop;
        this.response = response;
        this.body = body;
        this.moved = moved;
    }

    /** Vert.x's own way to make a buffer of an array is to copy it. */
    public static Buffer buffer(byte[] body) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(body));
    }

    /** Sends all; fails when the client goes before. */
    public Future<Void> send() {
        next();
        return sent.future();
    }

    private void next() {
        int turn = at + TURN;
        while (true) {
            if (at >= turn) {
                loop.execute(this::next);
                return;
            }
            int length = Math.min(PIECE, body.length - at);
            Buffer piece = BufferInternal.buffer(Unpooled.wrappedBuffer(body, at, length));
            at += length;
            if (at == body.length) {
                response.end(piece).onComplete(sent);
                return;
            }
            Future<Void> written = response.write(piece);
            if (!written.succeeded()) {
                written.onComplete(done -> {
                    if (done.failed()) {
                        sent.fail(done.cause());
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
