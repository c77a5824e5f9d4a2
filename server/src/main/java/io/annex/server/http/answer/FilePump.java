package io.annex.server.http.answer;

import io.annex.core.http.Answer;
import io.annex.core.http.Answer.Opened.Piece;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends pieces of an open file, chunk by chunk: one is read, off the event
 * loop, when the client has taken those before. Vert.x's own way to send a file
 * over TLS reads on the event loop, and goes round for ever where the file has
 * become shorter. The head is set, with the length. Lives on its event loop.
 */
public final class FilePump {
    private static final Logger log = LoggerFactory.getLogger(FilePump.class);
    public static final int CHUNK = 64 << 10;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Answer.Opened answer;
    private final IntConsumer moved;
    private final Promise<Void> sent = Promise.promise();
    private int piece;
    /** Bytes of the piece that are sent. */
    private long done;
    /** The client has to take some before there is more to read. */
    private boolean waiting;
    private boolean ended;

    /**
     * @param moved
     *            is told of the bytes that the client has taken
     */
    public FilePump(Vertx vertx, HttpServerResponse response, Answer.Opened answer, IntConsumer moved) {
        this.moved = moved;
        this.vertx = vertx;
        this.response = response;
        this.answer = answer;
    }

    /** Sends the only piece without reading it. */
    public Future<Void> sendWhole() {
        Piece only = answer.pieces().getFirst();
        try {
            if (answer.file().size() < only.from() + only.length()) {
                return Future.failedFuture(shorter());
            }
            return response.sendFile(answer.file(), only.from(), only.length());
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Sends all pieces; fails when the client goes, or the file ends before its
     * time.
     */
    public Future<Void> send() {
        // It is called whenever there is room again, also when nobody waits for it.
        response.drainHandler(drained -> {
            if (waiting) {
                waiting = false;
                next();
            }
        });
        next();
        return sent.future();
    }

    /** The client has gone. */
    public void abort() {
        end(new IOException("the client went"));
    }

    private void next() {
        if (ended) {
            return;
        }
        if (piece == answer.pieces().size()) {
            ended = true;
            response.end(answer.end()).onComplete(sent);
            return;
        }
        Piece current = answer.pieces().get(piece);
        if (done == 0 && !current.before().isEmpty()) {
            response.write(current.before());
        }
        if (done == current.length()) {
            piece++;
            done = 0;
            next();
            return;
        }
        int length = (int) Math.min(CHUNK, current.length() - done);
        long from = current.from() + done;
        vertx.executeBlocking(() -> read(from, length), false).onComplete(read -> {
            if (read.failed()) {
                end(read.cause());
            } else if (!ended) {
                done += length;
                response.write(read.result()).onSuccess(written -> moved.accept(length));
                if (response.writeQueueFull()) {
                    waiting = true;
                } else {
                    next();
                }
            }
        });
    }

    private Buffer read(long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (answer.file().read(bytes, from + bytes.position()) < 0) {
                throw shorter();
            }
        }
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.array()));
    }

    private static IOException shorter() {
        return new IOException("the file has become shorter");
    }

    private void end(Throwable why) {
        if (!ended) {
            ended = true;
            sent.fail(why);
        }
    }

    public static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            log.debug("A file could not be closed", e);
        }
    }
}
