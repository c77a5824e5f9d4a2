package io.annex.server.http;

import io.annex.core.BadBody;
import io.annex.core.BodyTooLarge;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Reads a body whole, counting while it arrives. */
final class Body extends CompletableFuture<byte[]> {
    private static final int FIRST = 8 << 10;

    private final BodyPace pace;
    private final long limit;
    private byte[] bytes;
    private int length;

    /**
     * @param announced
     *            its length, or -1
     * @param tooSlow
     *            run when it trickles in
     */
    Body(EdgeLoop loop, HttpServerRequest http, long announced, long limit, Runnable tooSlow) {
        this.limit = limit;
        this.bytes = new byte[announced < 0 ? FIRST : (int) Math.min(announced, Math.max(FIRST, 1 << 20))];
        this.pace = new BodyPace(loop, tooSlow);
        http.handler(this::chunk).endHandler(end -> end()).exceptionHandler(this::fail);
    }

    private void chunk(Buffer chunk) {
        int more = chunk.length();
        pace.arrived(more);
        if (isDone()) {
            return;
        }
        if (length + (long) more > limit) {
            pace.stop();
            bytes = new byte[0];
            completeExceptionally(new BodyTooLarge(limit));
            return;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes,
                    (int) Math.clamp(2L * bytes.length, length + more, Math.max(limit, length + more)));
        }
        chunk.getBytes(bytes, length);
        length += more;
    }

    /** Bytes that have arrived, wanted or not. */
    long received() {
        return pace.bytes();
    }

    private void end() {
        pace.stop();
        complete(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
    }

    private void fail(Throwable failure) {
        pace.stop();
        completeExceptionally(new BadBody("The body could not be read: " + failure.getClass().getSimpleName()));
    }
}
