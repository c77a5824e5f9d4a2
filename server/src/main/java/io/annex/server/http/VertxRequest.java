package io.annex.server.http;

import io.annex.core.Answer;
import io.annex.core.BadBody;
import io.annex.core.BodyTooLarge;
import io.annex.core.Form;
import io.annex.core.HeaderFields;
import io.annex.core.IncomingRequest;
import io.netty.util.AsciiString;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request of Vert.x as {@code core} sees it, and its answer as Vert.x writes
 * it. Lives on its event loop.
 */
final class VertxRequest implements IncomingRequest, HeaderFields, Executor {
    private static final AtomicLong SERIAL = new AtomicLong();
    private static final String START = Long.toString(System.currentTimeMillis() / 1000, 36) + '-';
    /** A body must arrive at this rate, or faster; see {@link #watch}. */
    private static final long LEAST_BYTES = 4096;
    private static final long PACE_MILLIS = 5000;
    /**
     * Time for the client to read a refusal before the connection is closed under
     * what it still sends.
     */
    private static final long LINGER_MILLIS = 200;
    private static final CharSequence CONTENT_LENGTH = HttpHeaders.CONTENT_LENGTH;
    private static final CharSequence DATE = HttpHeaders.DATE;
    private static final CharSequence VARY = AsciiString.cached("vary");

    private final Edge edge;
    private final Vertx vertx;
    private final HttpServerRequest http;
    private final Edge.Connection connection;
    private final Set<String> trustedProxies;
    private final Context context;
    private final long arrivedAt = System.nanoTime();
    private final String target;
    private @Nullable String requestId;
    private @Nullable Runnable onAbort;
    private boolean answered;
    private boolean ended;
    private boolean close;

    VertxRequest(Edge edge, Vertx vertx, HttpServerRequest http, Edge.Connection connection,
            Set<String> trustedProxies) {
        this.edge = edge;
        this.vertx = vertx;
        this.http = http;
        this.connection = connection;
        this.trustedProxies = trustedProxies;
        this.context = vertx.getOrCreateContext();
        this.target = originForm(http.uri());
        edge.began(connection);
        http.response().endHandler(done -> ended()).closeHandler(closed -> aborted())
                .exceptionHandler(failure -> aborted());
    }

    /**
     * The absolute form is for proxies, but a server must take it (RFC 9112,
     * section 3.2.2).
     */
    private static String originForm(String uri) {
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            int path = uri.indexOf('/', uri.indexOf("//") + 2);
            return path < 0 ? "/" : uri.substring(path);
        }
        return uri;
    }

    void closeAfterwards() {
        close = true;
    }

    private void ended() {
        if (!ended) {
            ended = true;
            edge.ended(connection);
            if (close) {
                vertx.setTimer(LINGER_MILLIS, timer -> http.connection().close());
            }
        }
    }

    private void aborted() {
        Runnable action = onAbort;
        if (!ended && action != null) {
            action.run();
        }
        ended();
    }

    // ---- the head
    // --------------------------------------------------------------------------------------------------

    @Override
    public String requestId() {
        String id = requestId;
        if (id == null) {
            id = START + Long.toString(SERIAL.incrementAndGet(), 36);
            requestId = id;
        }
        return id;
    }

    @Override
    public long arrivedAt() {
        return arrivedAt;
    }

    @Override
    public String method() {
        return http.method().name();
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    @Override
    public String scheme() {
        String forwarded = trusted() ? first("x-forwarded-proto") : null;
        return forwarded != null ? lastOf(forwarded) : http.isSSL() ? "https" : "http";
    }

    @Override
    public String authority() {
        String forwarded = trusted() ? first("x-forwarded-host") : null;
        if (forwarded != null) {
            return lastOf(forwarded);
        }
        var authority = http.authority();
        return authority == null ? "" : authority.toString();
    }

    @Override
    public String remote() {
        String forwarded = trusted() ? first("x-forwarded-for") : null;
        return forwarded != null ? lastOf(forwarded) : peer();
    }

    private String peer() {
        var address = http.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "" : host;
    }

    private boolean trusted() {
        return !trustedProxies.isEmpty() && trustedProxies.contains(peer());
    }

    /**
     * The proxy that we trust appends; what stands before was sent by the client.
     */
    private static String lastOf(String list) {
        return list.substring(list.lastIndexOf(',') + 1).strip();
    }

    @Override
    public HeaderFields headers() {
        return this;
    }

    @Override
    public @Nullable String first(String name) {
        return http.headers().get(name);
    }

    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        for (Map.Entry<String, String> field : http.headers()) {
            consumer.accept(lower(field.getKey()), field.getValue());
        }
    }

    private static String lower(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }

    @Override
    public Executor loop() {
        return connectionLoop();
    }

    /**
     * One object for all requests of an event loop, so that their answers can come
     * back in one task.
     */
    private Executor connectionLoop() {
        Executor known = context.get("annex.loop");
        if (known == null) {
            Executor made = task -> context.runOnContext(nothing -> task.run());
            context.put("annex.loop", made);
            return made;
        }
        return known;
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }

    // ---- the body
    // --------------------------------------------------------------------------------------------------

    @Override
    public boolean hasBody() {
        if (http.version() == HttpVersion.HTTP_2) {
            return !http.isEnded();
        }
        String length = http.headers().get(CONTENT_LENGTH);
        return length != null ? !length.equals("0") : http.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    @Override
    public CompletionStage<byte[]> body(long limit) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        if (announced() > limit) {
            refuse(result, limit);
            return result;
        }
        Buffer body = Buffer.buffer();
        Pace pace = watch(result);
        http.handler(chunk -> {
            pace.bytes += chunk.length();
            if (result.isDone()) {
                return;
            }
            if (body.length() + chunk.length() > limit) {
                refuse(result, limit);
            } else {
                body.appendBuffer(chunk);
            }
        });
        http.endHandler(done -> {
            pace.stop();
            result.complete(body.getBytes());
        });
        http.exceptionHandler(failure -> {
            pace.stop();
            result.completeExceptionally(failure);
        });
        return result;
    }

    private long announced() {
        String length = http.headers().get(CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void refuse(CompletableFuture<?> result, long limit) {
        closeAfterwards();
        result.completeExceptionally(new BodyTooLarge(limit));
    }

    /**
     * Gives a body up that trickles in: fewer than {@value #LEAST_BYTES} bytes in
     * {@value #PACE_MILLIS} ms.
     */
    private Pace watch(CompletableFuture<?> result) {
        Pace pace = new Pace();
        pace.timer = vertx.setPeriodic(PACE_MILLIS, timer -> {
            if (pace.bytes < LEAST_BYTES) {
                pace.stop();
                closeAfterwards();
                result.completeExceptionally(new BadBody("The body arrives too slowly."));
            }
            pace.bytes = 0;
        });
        return pace;
    }

    private final class Pace {
        private long timer;
        private long bytes;

        void stop() {
            vertx.cancelTimer(timer);
        }
    }

    @Override
    public CompletionStage<Form> multipart(Path folder, long limit) {
        CompletableFuture<Form> result = new CompletableFuture<>();
        if (announced() > limit) {
            refuse(result, limit);
            return result;
        }
        List<Form.Upload> files = new ArrayList<>();
        List<Path> written = new ArrayList<>();
        List<Future<?>> writing = new ArrayList<>();
        Pace pace = watch(result);
        result.whenComplete((form, failure) -> {
            pace.stop();
            if (failure != null) {
                Future.join(writing).onComplete(any -> written.forEach(VertxRequest::delete));
            }
        });
        http.setExpectMultipart(true);
        http.uploadHandler(upload -> {
            Path file = folder.resolve(START + Long.toString(SERIAL.incrementAndGet(), 36));
            written.add(file);
            writing.add(
                    upload.streamToFileSystem(file.toString()).onSuccess(done -> files.add(describe(upload, file))));
        });
        AtomicLong total = new AtomicLong();
        http.exceptionHandler(failure -> result.completeExceptionally(new BadBody("The form cannot be read.")));
        http.handler(chunk -> {
            pace.bytes += chunk.length();
            if (total.addAndGet(chunk.length()) > limit && !result.isDone()) {
                refuse(result, limit);
            }
        });
        http.endHandler(done -> Future.all(writing).onComplete(all -> {
            if (all.failed()) {
                result.completeExceptionally(new BadBody("The form cannot be read."));
            } else if (!result.isDone()) {
                List<Form.Field> fields = new ArrayList<>();
                http.formAttributes().forEach((name, value) -> fields.add(new Form.Field(name, value)));
                result.complete(new Form(fields, files));
            }
        }));
        return result;
    }

    private static Form.Upload describe(HttpServerFileUpload upload, Path file) {
        String name = upload.filename() == null ? "" : upload.filename();
        String bare = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return new Form.Upload(upload.name(), bare, upload.contentType() == null ? "" : upload.contentType(), file,
                size(file));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(VertxRequest.class).warn("The upload {} cannot be deleted: {}", file,
                    e.toString());
        }
    }

    @Override
    public void onAbort(Runnable action) {
        if (ended) {
            action.run();
        } else {
            onAbort = action;
        }
    }

    // ---- the answer
    // ------------------------------------------------------------------------------------------------

    @Override
    public void answer(Answer answer) {
        if (answered || ended) {
            if (answer instanceof Answer.File file) {
                file.sent().run();
            }
            return;
        }
        answered = true;
        onAbort = null;
        HttpServerResponse response = http.response();
        response.setStatusCode(answer.status());
        response.putHeader(DATE, edge.date().text());
        List<String> headers = answer.headers();
        String contentType = null;
        boolean encoded = false;
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            String name = headers.get(i);
            if (name.equals("content-type")) {
                contentType = headers.get(i + 1);
            } else if (isFraming(name)) {
                continue;
            } else if (name.equalsIgnoreCase("content-encoding")) {
                encoded = true;
            }
            response.headers().add(name, headers.get(i + 1));
        }
        if (http.version() != HttpVersion.HTTP_2 && (close || edge.draining() || (hasBody() && !http.isEnded()))) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            // What else the client sends of a body that nobody wants must not be read as
            // its next request.
            close = true;
            connection.refused = close;
        }
        switch (answer) {
            case Answer.Text text -> send(response, text.body().getBytes(StandardCharsets.UTF_8), contentType, encoded);
            case Answer.Bytes bytes -> send(response, bytes.body(), contentType, encoded);
            case Answer.Empty empty -> send(response, new byte[0], null, true);
            case Answer.File file -> send(response, file);
        }
    }

    /** Fields that say where a message ends belong to the edge alone. */
    private static boolean isFraming(String name) {
        return name.equalsIgnoreCase("content-length") || name.equalsIgnoreCase("transfer-encoding")
                || name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive")
                || name.equalsIgnoreCase("upgrade") || name.equalsIgnoreCase("date");
    }

    private void send(HttpServerResponse response, byte[] body, @Nullable String contentType, boolean encoded) {
        boolean compressible = !encoded && body.length >= Gzip.LEAST && Gzip.compressible(contentType);
        if (compressible) {
            response.headers().add(VARY, "Accept-Encoding");
        }
        if (!compressible || !Gzip.accepted(http.getHeader(HttpHeaders.ACCEPT_ENCODING))) {
            end(response, body);
        } else {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            if (body.length < Gzip.LARGE) {
                end(response, Gzip.compress(body));
            } else {
                vertx.executeBlocking(() -> Gzip.compress(body), false).onSuccess(packed -> end(response, packed));
            }
        }
    }

    private void end(HttpServerResponse response, byte[] body) {
        if (ended) {
            return;
        }
        int status = response.getStatusCode();
        if (status != 204 && status != 304 && status >= 200) {
            response.putHeader(CONTENT_LENGTH, Integer.toString(body.length));
        }
        if (body.length == 0 || http.method() == HttpMethod.HEAD || status == 204 || status == 304) {
            response.end();
        } else {
            response.end(Buffer.buffer(body));
        }
    }

    private void send(HttpServerResponse response, Answer.File file) {
        if (http.method() == HttpMethod.HEAD) {
            response.putHeader(CONTENT_LENGTH, Long.toString(file.size()));
            response.end().onComplete(done -> file.sent().run());
        } else {
            response.sendFile(file.path().toString()).onComplete(done -> {
                file.sent().run();
                ended();
            });
        }
    }
}
