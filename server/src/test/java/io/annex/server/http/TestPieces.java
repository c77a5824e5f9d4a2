package io.annex.server.http;

import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.PieceSink;
import io.annex.core.http.PieceSource;
import io.annex.testing.Waiting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a streamed answer to a request that a test holds, written from
 * the test's thread.
 */
final class TestPieces implements PieceSource {
    private final IncomingRequest request;
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    /** How many bytes are to come as fast as there is room. */
    private long left;
    private @Nullable PieceSink sink;
    final AtomicLong written = new AtomicLong();

    private TestPieces(IncomingRequest request) {
        this.request = request;
    }

    /** Answers with a body that is still to come. */
    static TestPieces answer(IncomingRequest request, int status) {
        TestPieces pieces = new TestPieces(request);
        request.loop().execute(
                () -> request.answer(new Answer.Streamed(status, List.of("content-type", "text/plain"), pieces)));
        return pieces;
    }

    @Override
    public void begin(PieceSink begun) {
        sink = begun;
    }

    @Override
    public void more() {
        PieceSink to = Objects.requireNonNull(sink);
        boolean room = true;
        while (left > 0 && room) {
            byte[] piece = new byte[(int) Math.min(16 << 10, left)];
            left -= piece.length;
            room = to.write(piece);
            written.addAndGet(piece.length);
        }
        if (left == 0 && room) {
            to.end();
        }
    }

    @Override
    public void closed(boolean whole) {
        assertOnce(closed.complete(whole));
    }

    private static void assertOnce(boolean first) {
        if (!first) {
            throw new AssertionError("closed twice");
        }
    }

    private void run(Consumer<PieceSink> action) {
        request.loop().execute(() -> action.accept(Objects.requireNonNull(sink)));
    }

    void write(String text) {
        run(to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes so many bytes as fast as there is room, and ends. */
    void pump(long bytes) {
        run(to -> {
            left = bytes;
            more();
        });
    }

    void end() {
        run(PieceSink::end);
    }

    void fail() {
        run(PieceSink::fail);
    }

    /** Waits for the end; whether all was sent. */
    boolean isWhole() throws Exception {
        return Waiting.get("the end of a streamed answer", closed);
    }

    boolean isClosed() {
        return closed.isDone();
    }
}
