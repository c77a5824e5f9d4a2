package io.annex.server.http.answer;

import io.annex.core.http.Answer;
import io.annex.core.http.Answer.Opened.Piece;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends pieces of an open file, chunk by chunk: one is read, off the event
 * loop, when the client has taken those before. Nothing is read on the event
 * loop, and a file that has become shorter ends the answer. The head is set,
 * with the length. Lives on its event loop.
 */
public final class FilePump {
    private static final Logger log = LoggerFactory.getLogger(FilePump.class);
    public static final int CHUNK = 64 << 10;

    private final EventLoop loop;
    private final Executor disk;
    private final Wire wire;
    private final Answer.Opened answer;
    private final IntConsumer moved;
    private final Promise<Void> sent;
    private int piece;
    /** Bytes of the piece that are sent. */
    private long done;
    /** The client has to take some before there is more to read. */
    private boolean waiting;
    private boolean ended;

    /**
     * @param disk
     *            reads
     * @param moved
     *            is told of the bytes that the client has taken
     */
    public FilePump(EventLoop loop, Executor disk, Wire wire, Answer.Opened answer, IntConsumer moved) {
        this.moved = moved;
        this.loop = loop;
        this.disk = disk;
        this.wire = wire;
        this.sent = loop.newPromise();
        this.answer = answer;
    }

    /** A file as one open piece, as long as it is now. */
    public static Answer.Opened open(Answer.File file) throws IOException {
        FileChannel channel = FileChannel.open(file.path());
        try {
            return new Answer.Opened(file.status(), file.headers(), channel, List.of(new Piece("", 0, channel.size())),
                    "");
        } catch (IOException e) {
            close(channel);
            throw e;
        }
    }

    /** Sends the only piece without reading it. */
    public Future<Void> sendWhole() {
        Piece only = answer.pieces().getFirst();
        try {
            if (answer.file().size() < only.from() + only.length()) {
                return loop.newFailedFuture(shorter());
            }
            return wire.sendFile(answer.file(), only.from(), only.length());
        } catch (IOException e) {
            return loop.newFailedFuture(e);
        }
    }

    /**
     * Sends all pieces; fails when the client goes, or the file ends before its
     * time.
     */
    public Future<Void> send() {
        // It is called whenever there is room again, also when nobody waits for it.
        wire.onWritable(() -> {
            if (waiting) {
                waiting = false;
                next();
            }
        });
        next();
        return sent;
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
            wire.end(ascii(answer.end())).addListener(new PromiseNotifier<>(sent));
            return;
        }
        Piece current = answer.pieces().get(piece);
        if (done == 0 && !current.before().isEmpty()) {
            wire.write(ascii(current.before()));
        }
        if (done == current.length()) {
            piece++;
            done = 0;
            next();
            return;
        }
        int length = (int) Math.min(CHUNK, current.length() - done);
        long from = current.from() + done;
        CompletableFuture.supplyAsync(() -> read(from, length), disk).whenCompleteAsync((bytes, failure) -> {
            if (failure != null) {
                end(failure);
            } else if (!ended) {
                done += length;
                written(bytes, length);
                if (wire.isWritable()) {
                    next();
                } else {
                    waiting = true;
                }
            }
        }, loop);
    }

    private void written(byte[] bytes, int length) {
        wire.write(Unpooled.wrappedBuffer(bytes)).addListener(written -> {
            if (written.isSuccess()) {
                moved.accept(length);
            }
        });
    }

    private static ByteBuf ascii(String text) {
        return text.isEmpty() ? Unpooled.EMPTY_BUFFER : Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private byte[] read(long from, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try {
            while (bytes.hasRemaining()) {
                if (answer.file().read(bytes, from + bytes.position()) < 0) {
                    throw shorter();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.array();
    }

    private static IOException shorter() {
        return new IOException("the file has become shorter");
    }

    private void end(Throwable why) {
        if (!ended) {
            ended = true;
            sent.tryFailure(why);
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
