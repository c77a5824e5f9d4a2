package io.annex.server.http;

import io.annex.core.http.Answer;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.Form;
import io.annex.core.http.IncomingRequest;
import io.annex.server.content.LaterAnswers;
import io.annex.server.http.bound.ConnectionBounds;
import io.annex.server.http.bound.PaceRule;
import io.annex.server.http.head.HostRules;
import io.annex.server.http.head.TrustedProxies;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An edge with a stub behind it instead of add-ons: what it does is in the path
 * of the request.
 */
final class StubbedEdge implements AutoCloseable {
    static final int BODY_LIMIT = 1000;
    static final int LARGE_LIMIT = 64 << 20;
    /** A text that is worth to be compressed. */
    static final String LONG_TEXT = "All work and no play makes Jack a dull boy. ".repeat(100);

    final Edge edge;
    final ConcurrentLinkedQueue<String> targets = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<IncomingRequest> held = new ConcurrentLinkedQueue<>();
    final CountDownLatch aborted = new CountDownLatch(1);
    volatile @Nullable Path uploads;
    volatile ServerPhase phase = ServerPhase.READY;
    volatile Map<String, Object> outOfService = Map.of();

    StubbedEdge(UnaryOperator<EdgeOptions> change) throws IOException {
        EdgeOptions defaults = new EdgeOptions("127.0.0.1", 0, 2, null, TrustedProxies.of(Set.of()),
                HostRules.of(Set.of()), limits(Duration.ofSeconds(10), Duration.ofSeconds(60)), false);
        edge = Edge.open(change.apply(defaults), this::handle, () -> outOfService, () -> phase, StubbedEdge::page);
    }

    private static boolean page(IncomingRequest request) {
        boolean own = request.path().equals("/-/metrics");
        if (own) {
            request.answer(new Answer.Text(200, List.of(), "metrics"));
        }
        return own;
    }

    static EdgeLimits limits(Duration headAndBody, Duration idle) {
        return limits(headAndBody, new PaceRule(headAndBody, 240, Duration.ofSeconds(60)), idle,
                ConnectionBounds.of(1000), 64 << 20);
    }

    static EdgeLimits limits(Duration head, PaceRule pace, Duration idle, ConnectionBounds connections, long buffered) {
        return new EdgeLimits(16 << 10, 32 << 10, head, pace, idle, Duration.ofSeconds(15), 1000, 1 << 20, 1024,
                connections, buffered);
    }

    StubbedEdge() throws IOException {
        this(options -> options);
    }

    int port() {
        return edge.port();
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    private void handle(IncomingRequest request) {
        targets.add(request.target());
        if (request.path().startsWith("/bytes/")) {
            int length = Integer.parseInt(request.path().substring("/bytes/".length()));
            request.answer(new Answer.Bytes(200, List.of("content-type", "image/png"), new byte[length]));
            return;
        }
        switch (request.path()) {
            case "/hold" -> {
                request.onAbort(aborted::countDown);
                held.add(request);
            }
            case "/throws" -> throw new IllegalStateException("boom");
            case "/throws-later" -> new LaterAnswers("later", 1).answer(request, () -> {
                throw new StackOverflowError("boom");
            });
            case "/throws-on-the-loop" -> request.then(CompletableFuture.supplyAsync(() -> "boom"), (text, none) -> {
                throw new IllegalStateException(text);
            });
            case "/never-comes" -> request.then(CompletableFuture.failedFuture(new IOException("boom")),
                    (value, failure) -> request.answer(text(value.toString())));
            case "/no-such-file" -> request.answer(new Answer.File(200, List.of(), Path.of("no-such-file"), 10, () -> {
            }));
            case "/throws-behind-a-body" -> request.then(request.body(BODY_LIMIT), (body, failure) -> {
                throw new IllegalStateException("boom");
            });
            case "/form" -> request.then(request.multipart(java.util.Objects.requireNonNull(uploads), 100_000),
                    (form, failure) -> request.answer(failure == null ? text(describe(form)) : failed(failure)));
            case "/large" -> request.then(request.body(LARGE_LIMIT),
                    (body, failure) -> request.answer(failure == null ? text("body " + body.length) : failed(failure)));
            case "/hold-body" -> request.then(request.body(LARGE_LIMIT), (body, failure) -> held.add(request));
            case "/long" -> request.answer(text(LONG_TEXT));
            case "/fields" -> request
                    .answer(new Answer.Text(200,
                            List.of("content-type", "text/plain", "Content-Length", "5", "Connection", "upgrade",
                                    "Transfer-Encoding", "chunked", "set-cookie", "a=1", "set-cookie", "b=2"),
                            "hello"));
            case "/broken-field" -> request.answer(new Answer.Text(200, List.of("x-broken", "a\r\nx-more: b"), "text"));
            case "/broken-name" -> request.answer(new Answer.Text(200, List.of("x broken", "a"), "text"));
            case "/empty" -> request.answer(new Answer.Empty(204, List.of()));
            case "/who" -> request.answer(text(request.scheme() + ' ' + request.authority() + ' ' + request.remote()));
            default -> echo(request);
        }
    }

    private void echo(IncomingRequest request) {
        if (request.hasBody()) {
            request.then(request.body(BODY_LIMIT),
                    (body, failure) -> request.answer(failure == null ? text("body " + body.length) : failed(failure)));
        } else {
            request.answer(text(request.method() + ' ' + request.target()));
        }
    }

    private static Answer failed(Throwable failure) {
        return new Answer.Text(failure instanceof BodyTooLarge ? 413 : 400, List.of("content-type", "text/plain"),
                String.valueOf(failure.getMessage()));
    }

    static Answer text(String body) {
        return new Answer.Text(200, List.of("content-type", "text/plain; charset=utf-8"), body);
    }

    private static String describe(Form form) {
        StringBuilder out = new StringBuilder();
        form.fields().forEach(field -> out.append(field.name()).append('=').append(field.value()).append(';'));
        form.files().forEach(file -> out.append(file.field()).append('=').append(file.name()).append(',')
                .append(file.contentType()).append(',').append(file.size()).append(';'));
        return out.toString();
    }

    /** The request that was made to wait by {@code /hold}. */
    IncomingRequest awaitHeld() {
        Waiting.until("a request is held", () -> !held.isEmpty());
        return held.remove();
    }

    @Override
    public void close() {
        edge.close();
    }
}
