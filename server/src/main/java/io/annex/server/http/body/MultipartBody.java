package io.annex.server.http.body;

import io.annex.core.body.ContentDecoder;
import io.annex.core.body.FormReader;
import io.annex.core.http.BadBody;
import io.annex.core.http.BodyFailure;
import io.annex.core.http.BodyNotStored;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.Form;
import io.annex.core.source.DiskTrouble;
import io.annex.server.http.bound.Holding;
import io.annex.server.http.bound.WatchedPace;
import io.annex.server.http.head.RefusedRequest;
import io.annex.server.http.wire.BodySink;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a multipart form from its connection to its reader, which waits for
 * the disk and so runs elsewhere, one piece after the other. When it fails, for
 * whatever reason, the files are deleted here; afterwards by whom it was given
 * to. Lives on its event loop.
 */
public final class MultipartBody extends CompletableFuture<Form> implements BodySink {
    private static final Logger log = LoggerFactory.getLogger(MultipartBody.class);
    /** The client is not read while so many bytes wait for the disk. */
    private static final int MOST_WAITING = 256 << 10;

    private final BodyLoop loop;
    private final Wire wire;
    private final FormReader reader;
    private final @Nullable ContentDecoder decoder;
    private final long limit;
    private final WatchedPace pace;
    private final Holding holding;
    private final BodyOwner owner;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    /** Bytes that the reader is at work on, and what it has in memory. */
    private long takenBytes;
    private long length;
    private boolean ended;
    /** The reader is at work. */
    private boolean busy;
    private boolean paused;

    public MultipartBody(BodyLoop loop, Wire wire, FormReader reader, @Nullable ContentDecoder decoder, long limit,
            BodyOwner owner) {
        this.holding = owner.holding();
        this.owner = owner;
        this.loop = loop;
        this.wire = wire;
        this.reader = reader;
        this.decoder = decoder;
        this.limit = limit;
        this.pace = new WatchedPace(loop, owner::tooSlow);
        wire.read(this);
    }

    @Override
    public void chunk(ByteBuf bytes) {
        int more = bytes.readableBytes();
        pace.moved(more);
        if (isDone()) {
            return;
        }
        length += more;
        if (length > limit) {
            fail(new BodyTooLarge(limit));
            return;
        }
        if (!holding.hold(takenBytes + waitingBytes + more)) {
            owner.noRoom();
            return;
        }
        holding.moved(more);
        waiting.add(ByteBufUtil.getBytes(bytes));
        waitingBytes += more;
        if (waitingBytes > MOST_WAITING && !paused) {
            paused = true;
            wire.pause();
        }
        read();
    }

    @Override
    public void broken(Throwable failure) {
        log.debug("A form could not be read", failure);
        fail(new BadBody(RefusedRequest.said("The form", failure)));
    }

    /** Bytes that have arrived, wanted or not. */
    public long received() {
        return pace.bytes();
    }

    @Override
    public void end() {
        pace.stop();
        ended = true;
        if (!isDone()) {
            read();
        }
    }

    /** Hands over what has come. */
    private void read() {
        if (busy || waiting.isEmpty() && !ended) {
            return;
        }
        byte[][] pieces = waiting.toArray(byte[][]::new);
        waiting.clear();
        takenBytes += waitingBytes;
        waitingBytes = 0;
        boolean last = ended;
        elsewhere(() -> {
            for (byte[] piece : pieces) {
                if (decoder == null) {
                    reader.feed(piece, 0, piece.length);
                } else {
                    decoder.feed(piece, 0, piece.length, reader::feed);
                }
            }
            if (last && decoder != null) {
                decoder.end();
            }
            return last ? Optional.of(reader.end()) : Optional.empty();
        });
    }

    private void elsewhere(Callable<Optional<Form>> task) {
        busy = true;
        loop.blocking(task).addListener((Future<@Nullable Optional<Form>> done) -> {
            busy = false;
            takenBytes = reader.held();
            if (isDone()) {
                abandon();
                return;
            }
            if (!done.isSuccess()) {
                fail(reason(done.cause()));
                return;
            }
            Optional<Form> form = done.getNow();
            if (form != null && form.isPresent()) {
                holding.handOver();
                complete(form.get());
            } else {
                if (!holding.hold(takenBytes + waitingBytes)) {
                    owner.noRoom();
                    return;
                }
                resume();
                read();
            }
        });
    }

    private static Exception reason(Throwable failure) {
        if (failure instanceof BodyFailure known) {
            return known;
        }
        log.debug("An upload could not be written", failure);
        return new BodyNotStored(DiskTrouble.reason(failure));
    }

    private void resume() {
        if (paused) {
            paused = false;
            wire.resume();
        }
    }

    /** Gives up, also when the reason is one that the edge found. */
    public void fail(Exception reason) {
        pace.stop();
        if (completeExceptionally(reason)) {
            waiting.clear();
            // What still comes is read and thrown away, as far as the edge wants it.
            resume();
            if (!busy) {
                abandon();
            }
        }
    }

    private void abandon() {
        loop.blocking(() -> {
            if (decoder != null) {
                decoder.close();
            }
            reader.abandon();
            return true;
        }).addListener(done -> {
            if (!done.isSuccess()) {
                log.warn("The files of an upload cannot be deleted: {}",
                        done.cause() instanceof IOException io ? DiskTrouble.reason(io) : done.cause().toString());
            }
        });
    }
}
