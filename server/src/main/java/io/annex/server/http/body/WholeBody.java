package io.annex.server.http.body;

import io.annex.core.http.BadBody;
import io.annex.core.http.BodyTooLarge;
import io.annex.server.http.bound.Holding;
import io.annex.server.http.bound.WatchedPace;
import io.annex.server.http.head.RefusedRequest;
import io.annex.server.http.wire.BodySink;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads a body whole, counting while it arrives. Who asked for it has it then,
 * and it is not kept here: what handles a request may take long, and have a
 * copy of its own.
 */
public final class WholeBody implements BodySink {
    private CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private boolean done;
    private final WatchedPace pace;
    private final Holding holding;
    private final BodyOwner owner;
    private final ReceivedBytes received;

    /**
     * @param announced
     *            its length, or -1
     */
    public WholeBody(BodyLoop loop, Wire wire, long announced, long limit, BodyOwner owner) {
        this.holding = owner.holding();
        this.owner = owner;
        this.received = new ReceivedBytes(announced, limit, this.holding);
        this.pace = new WatchedPace(loop, owner::tooSlow);
        wire.read(this);
    }

    @Override
    public void chunk(ByteBuf bytes) {
        int more = bytes.readableBytes();
        pace.moved(more);
        if (done) {
            return;
        }
        try {
            if (received.makeRoom(more)) {
                bytes.getBytes(bytes.readerIndex(), received.array(), received.length(), more);
                received.added(more);
                holding.moved(more);
            } else {
                owner.noRoom();
            }
        } catch (BodyTooLarge e) {
            fail(e);
        }
    }

    /** What it comes to; to be asked for before anything has come. */
    public CompletionStage<byte[]> whole() {
        return whole;
    }

    /** Forgets who waits for it, together with what they are told. */
    private CompletableFuture<byte[]> told() {
        CompletableFuture<byte[]> waiting = whole;
        whole = new CompletableFuture<>();
        done = true;
        return waiting;
    }

    /** Bytes that have arrived, wanted or not. */
    public long received() {
        return pace.bytes();
    }

    @Override
    public void end() {
        pace.stop();
        if (!done) {
            holding.handOver();
            byte[] all = received.whole();
            received.clear();
            told().complete(all);
        }
    }

    @Override
    public void broken(Throwable failure) {
        fail(new BadBody(RefusedRequest.said("The body", failure)));
    }

    /** Gives up, also when the reason is one that the edge found. */
    public void fail(Exception reason) {
        pace.stop();
        received.clear();
        told().completeExceptionally(reason);
    }
}
