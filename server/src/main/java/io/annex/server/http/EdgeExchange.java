package io.annex.server.http;

import io.annex.core.Dispatcher;
import io.annex.core.Version;
import io.annex.core.body.ContentDecoder;
import io.annex.core.body.ContentType;
import io.annex.core.body.FormReader;
import io.annex.core.http.Answer;
import io.annex.core.http.BadBody;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.Form;
import io.annex.core.http.HeaderFields;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.http.UnsupportedBody;
import io.annex.server.http.answer.AnswerFields;
import io.annex.server.http.answer.BytesPump;
import io.annex.server.http.answer.EdgeProblems;
import io.annex.server.http.answer.FilePump;
import io.annex.server.http.answer.Gzip;
import io.annex.server.http.body.MultipartBody;
import io.annex.server.http.body.WholeBody;
import io.annex.server.http.bound.Holding;
import io.annex.server.http.bound.WatchedPace;
import io.annex.server.http.connection.StrictRequestDecoder;
import io.annex.server.http.head.Forwarding;
import io.annex.server.http.head.HostRules;
import io.annex.server.http.head.RequestHead;
import io.annex.server.http.head.RequestTarget;
import io.annex.server.http.head.TrustedProxies;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request of Vert.x as {@code core} sees it, and its answer as Vert.x writes
 * it. Lives on its event loop.
 *
 * <p>
 * One object for all of it: a request without a body costs this object and no
 * other of the edge's, so it is its own close handler and its own header
 * fields, and nothing is read or parsed before somebody asks.
 */
final class EdgeExchange implements IncomingRequest, HeaderFields, Handler<Void> {
    private static final Logger log = LoggerFactory.getLogger(EdgeExchange.class);
    private static final AtomicLong SERIAL = new AtomicLong();
    private static final String START = Long.toString(System.currentTimeMillis() / 1000, 36) + '-';
    /**
     * What is left of a body up to this size is read and thrown away, so that the
     * connection can be kept.
     */
    private static final long SMALL_BODY = 256 << 10;
    /** RFC 9113, section 7. */
    private static final long INTERNAL_ERROR = 2;
    private static final long ENHANCE_YOUR_CALM = 11;

    private final EdgeLoop loop;
    private final HttpServerRequest http;
    /** The connection, or {@code null} for HTTP/2. */
    private final @Nullable StrictRequestDecoder connection;
    private final long arrivedAt = System.nanoTime();
    private final String target;
    private @Nullable String requestId;
    private @Nullable Forwarding forwarding;
    private @Nullable Version version;
    private @Nullable Runnable onAbort;
    private @Nullable WholeBody body;
    private @Nullable MultipartBody form;
    private @Nullable Holding holding;
    private @Nullable WatchedPace leaving;
    /** Characters of the header fields, for HTTP/2. */
    private int headLength;
    /** The body came in a content coding that is not there any more. */
    private boolean isDecoded;
    private long decodedLength = -1;
    private boolean answered;
    /** The answer has begun to leave. */
    private boolean began;
    private boolean over;
    private boolean close;
    private boolean broken;

    EdgeExchange(EdgeLoop loop, HttpServerRequest http, @Nullable StrictRequestDecoder connection) {
        this.loop = loop;
        this.http = http;
        this.connection = connection;
        this.target = RequestTarget.originForm(http.uri());
        loop.began();
        http.response().closeHandler(this);
        if (connection == null) {
            http.response().exceptionHandler(reset -> handle(null));
        }
    }

    /** The client has gone, or a stream of HTTP/2 has come to its end. */
    @Override
    public void handle(@Nullable Void closed) {
        if (!over) {
            over();
            logged(answered ? http.response().getStatusCode() : AccessLog.CLIENT_WENT,
                    answered ? http.response().bytesWritten() : 0);
            Runnable action = onAbort;
            if (action != null) {
                action.run();
            }
        }
    }

    /** From now on the answer is for the client to take. */
    private void begins() {
        if (!began && !over) {
            began = true;
            if (connection != null) {
                connection.answered();
            }
        }
    }

    /** All has left, or nothing more will. */
    private void over() {
        if (!over) {
            over = true;
            loop.ended();
            if (connection != null && began) {
                connection.left();
            } else if (connection != null) {
                connection.gaveUp();
            }
            if (leaving != null) {
                leaving.stop();
            }
            Holding mine = holding;
            if (mine != null && !mine.isHandedOver()) {
                mine.release();
            }
        }
    }

    /** The answer to come is the last on this connection. */
    void closeAfterwards() {
        close = true;
    }

    /**
     * What is wrong with the head of a request of HTTP/2; for HTTP/1.1 the decoder
     * has judged it.
     */
    @Nullable
    String flaw() {
        if (connection != null) {
            return null;
        }
        for (Map.Entry<String, String> field : http.headers()) {
            String value = field.getValue();
            headLength += field.getKey().length() + value.length();
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c < ' ' && c != '\t' || c == 0x7f) {
                    return "a control character in a header";
                }
            }
        }
        return RequestHead.isAuthority(authority())
                ? RequestTarget.flaw(method(), http.uri())
                : "the authority is not a host";
    }

    /**
     * Whether the head may be held. A connection of HTTP/2 may have many; with
     * HTTP/1.1 the decoder has asked.
     */
    boolean headFits() {
        return headLength <= Holding.SMALL || holding().head(headLength);
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
        Forwarding said = forwarding();
        return said != null && !said.scheme().isEmpty() ? said.scheme() : http.isSSL() ? "https" : "http";
    }

    @Override
    public String authority() {
        Forwarding said = forwarding();
        if (said != null && !said.host().isEmpty()) {
            return said.host();
        }
        String absolute = RequestTarget.authority(http.uri());
        String host = absolute != null ? absolute : http.headers().get(HttpHeaders.HOST);
        if (host != null && !host.isEmpty()) {
            return host;
        }
        HostAndPort authority = connection == null ? http.authority() : null;
        return authority == null ? localAuthority() : authority.toString();
    }

    /**
     * Who names no host means the address (RFC 9110, section 7.2, lets {@code Host}
     * be empty).
     */
    private String localAuthority() {
        InetSocketAddress local = local();
        if (local == null) {
            return "";
        }
        String address = local.getAddress().getHostAddress();
        int zone = address.indexOf('%');
        String plain = zone < 0 ? address : address.substring(0, zone);
        return (plain.indexOf(':') < 0 ? plain : '[' + plain + ']') + ':' + local.getPort();
    }

    private @Nullable InetSocketAddress local() {
        return ((ConnectionBase) http.connection()).channel().localAddress() instanceof InetSocketAddress local
                ? local
                : null;
    }

    /**
     * Whether the request is for a name that the server goes by. What a trusted
     * proxy sends is for the proxy to judge where nothing is said of names.
     */
    boolean isForThisServer() {
        HostRules hosts = loop.edge().hosts();
        InetSocketAddress local = local();
        return hosts.accept(authority(), local == null ? null : local.getAddress())
                || hosts.isEmpty() && forwarding() != null;
    }

    @Override
    public String remote() {
        Forwarding said = forwarding();
        return said == null ? peer() : said.client();
    }

    private String peer() {
        SocketAddress address = http.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "" : host;
    }

    /**
     * What a trusted proxy says of the client; {@code null} where none sent this.
     */
    private @Nullable Forwarding forwarding() {
        TrustedProxies proxies = loop.edge().proxies();
        if (proxies.isEmpty()) {
            return null;
        }
        Forwarding read = forwarding;
        if (read == null) {
            String peer = peer();
            if (!proxies.contains(peer)) {
                return null;
            }
            read = Forwarding.read(peer, proxies, http.headers()::getAll);
            forwarding = read;
        }
        return read;
    }

    @Override
    public HeaderFields headers() {
        return this;
    }

    @Override
    public @Nullable String first(String name) {
        String value = http.headers().get(name);
        return connection != null || value == null || !name.equals("cookie") ? value : cookies();
    }

    /**
     * HTTP/2 may send each cookie in a field of its own (RFC 9113 section 8.2.3).
     */
    private String cookies() {
        return String.join("; ", http.headers().getAll(HttpHeaders.COOKIE));
    }

    /** What was decoded is shown as if it had been sent so. */
    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        if (isDecoded) {
            forEachSent((name, value) -> {
                if (name.equals("content-length") && decodedLength >= 0) {
                    consumer.accept(name, Long.toString(decodedLength));
                } else if (!name.equals("content-encoding") && !name.equals("content-length")) {
                    consumer.accept(name, value);
                }
            });
        } else {
            forEachSent(consumer);
        }
    }

    private void forEachSent(BiConsumer<String, String> consumer) {
        if (connection == null) {
            forEachOfHttp2(consumer);
            return;
        }
        for (Map.Entry<String, String> field : http.headers()) {
            // Does not copy what is in lower case already.
            consumer.accept(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
        }
    }

    /**
     * As HTTP/1.1 would have sent them: with {@code host}, and one {@code cookie}.
     */
    private void forEachOfHttp2(BiConsumer<String, String> consumer) {
        MultiMap headers = http.headers();
        if (!headers.contains(HttpHeaders.HOST)) {
            consumer.accept("host", authority());
        }
        boolean cookies = false;
        for (Map.Entry<String, String> field : headers) {
            if (!field.getKey().equals("cookie")) {
                consumer.accept(field.getKey(), field.getValue());
            } else if (!cookies) {
                cookies = true;
                consumer.accept("cookie", cookies());
            }
        }
    }

    @Override
    public Executor loop() {
        return loop.executor();
    }

    // ---- what comes later
    // ------------------------------------------------------------------------------------------

    @Override
    public <T> void then(CompletionStage<T> stage, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> next) {
        stage.whenComplete((value, failure) -> {
            Throwable reason = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure;
            onLoop(() -> next.accept(value, reason));
        });
    }

    private void onLoop(Runnable action) {
        if (loop.executor().inEventLoop()) {
            guarded(action);
        } else {
            try {
                loop.executor().execute(() -> guarded(action));
            } catch (RejectedExecutionException e) {
                // The edge has closed, and the connection with it.
                log.debug("{} came to its end after the server's", requestId());
            }
        }
    }

    /** Runs what is to answer; whatever it throws, there is an answer. */
    void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Answers that the host has failed, if there is no answer yet. */
    private void failed(Throwable why) {
        String incident = Dispatcher.incident();
        log.error("incident {}: {} {} of request {} could not be answered", incident, method(), path(), requestId(),
                why);
        answer(Problems.serverFailed(incident));
    }

    // ---- the body
    // --------------------------------------------------------------------------------------------------

    @Override
    public boolean hasBody() {
        MultiMap headers = http.headers();
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        // Whether a stream of HTTP/2 ends with its head is not known yet when the head
        // is handed over.
        return connection != null ? headers.contains(HttpHeaders.TRANSFER_ENCODING) : !hasNoBodyByNature(http.method());
    }

    private static boolean hasNoBodyByNature(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS
                || method == HttpMethod.DELETE;
    }

    private long announced() {
        String length = http.headers().get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private boolean isTooLarge(long limit) {
        if (announced() > limit) {
            return true;
        }
        if (http.headers().contains(HttpHeaders.EXPECT)) {
            http.response().writeContinue();
        }
        return false;
    }

    private @Nullable ContentDecoder decoder(long limit) throws UnsupportedBody {
        if (!http.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            return null;
        }
        ContentDecoder decoder = ContentDecoder
                .of(String.join(",", http.headers().getAll(HttpHeaders.CONTENT_ENCODING)), limit);
        isDecoded = decoder != null;
        return decoder;
    }

    private CompletionStage<byte[]> decoded(CompletionStage<byte[]> sent, ContentDecoder decoder) {
        return sent.thenCompose(bytes -> {
            // Room for what it may become, until it is known what it has.
            if (!holding().hold(bytes.length + decoder.most(bytes.length))) {
                noRoom();
                return CompletableFuture.failedFuture(new BadBody("The body has no room."));
            }
            return loop.blocking(() -> decoder.decode(bytes)).map(decoded -> {
                byte[] whole = Objects.requireNonNull(decoded);
                holding().hold(whole.length);
                decodedLength = whole.length;
                return whole;
            }).toCompletionStage();
        });
    }

    @Override
    public CompletionStage<byte[]> body(long limit) {
        if (isTooLarge(limit)) {
            return CompletableFuture.failedFuture(new BodyTooLarge(limit));
        }
        ContentDecoder decoder;
        try {
            decoder = decoder(limit);
        } catch (UnsupportedBody e) {
            return CompletableFuture.failedFuture(e);
        }
        WholeBody made = new WholeBody(loop, http, announced(), limit, holding(), this::tooSlow, this::noRoom);
        body = made;
        return decoder == null ? made.whole() : decoded(made.whole(), decoder);
    }

    @Override
    public CompletionStage<Form> multipart(Path folder, long limit) {
        if (isTooLarge(limit)) {
            return CompletableFuture.failedFuture(new BodyTooLarge(limit));
        }
        try {
            FormReader reader = new FormReader(ContentType.parse(first("content-type")), folder, loop.form());
            MultipartBody made = new MultipartBody(loop, http, reader, decoder(limit), limit, holding(), this::tooSlow,
                    this::noRoom);
            form = made;
            return made;
        } catch (BadBody | UnsupportedBody e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public long received() {
        WholeBody read = body;
        MultipartBody parts = form;
        return read != null ? read.received() : parts != null ? parts.received() : 0;
    }

    private void tooSlow() {
        giveUpBody(EdgeProblems.BODY_TOO_SLOW, "The body arrived too slowly.");
    }

    private void noRoom() {
        loop.edge().isShort("A body was refused");
        giveUpBody(EdgeProblems.NO_ROOM, "The body has no room.");
    }

    /** Answers, and lets go of what has come of the body. */
    private void giveUpBody(Answer answer, String why) {
        closeAfterwards();
        answer(answer);
        if (form != null) {
            form.fail(new BadBody(why));
        }
        if (body != null) {
            body.fail(new BadBody(why));
        }
    }

    private Holding holding() {
        Holding mine = holding;
        if (mine == null) {
            mine = new Holding(loop.edge().budget(), () -> onLoop(this::cut));
            holding = mine;
        }
        return mine;
    }

    /** Others need the room, and of all this exchange has held most for longest. */
    private void cut() {
        loop.edge().isShort("An exchange was cut whose client did not go on");
        if (over) {
            return;
        }
        if (answered) {
            abandon();
        } else {
            giveUpBody(EdgeProblems.NO_ROOM, "The body has no room any more.");
        }
    }

    /** The client does not take its answer, or not fast enough. */
    private void abandon() {
        log.debug("The answer to request {} was given up: its client does not take it", requestId());
        if (connection == null) {
            http.response().reset(ENHANCE_YOUR_CALM);
        } else {
            connection.abort();
        }
        handle(null);
    }

    @Override
    public void released() {
        Holding mine = holding;
        if (mine != null && over) {
            mine.release();
        }
    }

    @Override
    public void servedBy(Version answering) {
        version = answering;
    }

    @Override
    public void onAbort(Runnable action) {
        if (over) {
            action.run();
        } else {
            onAbort = action;
        }
    }

    // ---- the answer
    // ------------------------------------------------------------------------------------------------

    @Override
    public long answer(Answer answer) {
        if (answered || over) {
            released();
            if (answer instanceof Answer.File file) {
                file.sent().run();
            } else if (answer instanceof Answer.Opened opened) {
                FilePump.close(opened.file());
            }
            return 0;
        }
        Answer held = held(answer);
        HttpServerResponse response = http.response();
        String contentType = head(response, held);
        answered = true;
        begins();
        onAbort = null;
        try {
            long size = switch (held) {
                case Answer.Text text -> send(response, text.body().getBytes(StandardCharsets.UTF_8), contentType);
                case Answer.Bytes bytes -> send(response, bytes.body(), contentType);
                case Answer.Empty empty -> end(response, null);
                case Answer.File file -> send(response, file);
                case Answer.Opened opened -> send(response, opened);
            };
            return http.method() == HttpMethod.HEAD ? 0 : size;
        } catch (RuntimeException | Error e) {
            broken(response, e);
            return 0;
        }
    }

    /**
     * The answer in the place of the body, if the server may hold it; otherwise
     * that it may not.
     */
    private Answer held(Answer answer) {
        Answer whole = answer instanceof Answer.Text text && text.body().length() > Holding.SMALL / 4
                ? new Answer.Bytes(text.status(), text.headers(), text.body().getBytes(StandardCharsets.UTF_8))
                : answer;
        int size = whole instanceof Answer.Bytes bytes && http.method() != HttpMethod.HEAD
                ? bytes.body().length
                : whole instanceof Answer.Opened opened && !isCopiedByKernel(opened) ? 2 * FilePump.CHUNK : 0;
        if (holding == null && size <= Holding.SMALL || holding().answer(size)) {
            return whole;
        }
        loop.edge().isShort("An answer was refused");
        if (answer instanceof Answer.Opened opened) {
            FilePump.close(opened.file());
        }
        return EdgeProblems.NO_ROOM;
    }

    /** The answer was about to go out when the host failed. */
    private void broken(HttpServerResponse response, Throwable why) {
        if (response.headWritten() || over || broken) {
            log.error("The answer to {} {} of request {} broke off", method(), path(), requestId(), why);
            over();
            breakOff(response);
        } else {
            // Once: what fails again is not said again.
            broken = true;
            answered = false;
            failed(why);
        }
    }

    /** The client was told of more than comes; so it sees that it is missing. */
    private void breakOff(HttpServerResponse response) {
        if (connection == null) {
            response.reset(INTERNAL_ERROR);
        } else {
            http.connection().close();
        }
    }

    /**
     * Sets status and fields; gives the content type if the body may be compressed.
     * Fails before anything was sent when a field cannot be.
     */
    private @Nullable String head(HttpServerResponse response, Answer answer) {
        MultiMap fields = response.headers();
        fields.clear();
        response.setStatusCode(answer.status());
        String contentType = null;
        boolean encoded = answer.status() == 206;
        List<String> headers = answer.headers();
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            String name = headers.get(i);
            String value = headers.get(i + 1);
            if (AnswerFields.isEdgeOwn(name)) {
                continue;
            }
            if (name.equalsIgnoreCase("content-type")) {
                contentType = value;
            } else if (name.equalsIgnoreCase("content-encoding")
                    || name.equalsIgnoreCase("cache-control") && value.contains("no-transform")) {
                encoded = true;
            }
            fields.add(name, value);
        }
        fields.set(HttpHeaders.DATE, loop.date());
        if (!http.isEnded() && connection != null && hasBody() && isLarge()) {
            close = true;
        }
        if (connection != null && loop.edge().isDraining() && connection.isLast()) {
            close = true;
        }
        if (close && connection != null) {
            fields.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        return encoded ? null : contentType;
    }

    /**
     * Whether what may still come of the body is more than one would read for the
     * connection's sake.
     */
    private boolean isLarge() {
        long length = announced();
        return length < 0 || length > SMALL_BODY || http.headers().contains(HttpHeaders.EXPECT);
    }

    private long send(HttpServerResponse response, byte[] body, @Nullable String contentType) {
        if (body.length < loop.gzip() || !Gzip.compressible(contentType)) {
            return end(response, body);
        }
        AnswerFields.varyByEncoding(response.headers());
        if (!Gzip.accepted(http.headers().get(HttpHeaders.ACCEPT_ENCODING))) {
            return end(response, body);
        }
        response.headers().set(HttpHeaders.CONTENT_ENCODING, "gzip");
        AnswerFields.weakenTag(response.headers());
        if (body.length < Gzip.LARGE) {
            end(response, Gzip.compress(body));
        } else {
            loop.blocking(() -> Gzip.compress(body)).onComplete(done -> {
                if (done.succeeded()) {
                    end(response, done.result());
                } else {
                    broken(response, done.cause());
                }
            });
        }
        return body.length;
    }

    private long end(HttpServerResponse response, byte @Nullable [] body) {
        if (over) {
            return 0;
        }
        int status = response.getStatusCode();
        long sent = body == null || status == 204 || status == 304 ? 0 : body.length;
        if (body == null || body.length == 0 || status == 204 || status == 304) {
            if (status != 204 && status != 304) {
                response.headers().set(HttpHeaders.CONTENT_LENGTH, "0");
            }
            leaves(response.end(), 0);
        } else if (http.method() == HttpMethod.HEAD) {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
            leaves(response.end(), 0);
        } else if (body.length <= BytesPump.PIECE) {
            // Vert.x sets the length.
            leaves(response.end(wrap(body)), sent);
        } else {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
            leaves(new BytesPump(loop.executor(), response, body, this::moved).send(), sent);
        }
        return sent;
    }

    /** The client has taken some bytes of the answer. */
    private void moved(int bytes) {
        if (leaving != null) {
            leaving.moved(bytes);
        }
        if (holding != null) {
            holding.moved(bytes);
        }
    }

    /**
     * The answer has been written, and is over when it has left.
     *
     * @param bytes
     *            of its body
     */
    private void leaves(Future<Void> sent, long bytes) {
        if (connection == null && !sent.isComplete() && !over) {
            // With HTTP/1.1 the connection is watched.
            leaving = new WatchedPace(loop, this::abandon);
        }
        HttpServerResponse response = http.response();
        sent.onComplete(done -> {
            if (!over) {
                over();
                logged(response.getStatusCode(), done.succeeded() ? bytes : Math.min(bytes, response.bytesWritten()));
            }
            if (done.succeeded()) {
                closeIfAsked();
            }
        });
    }

    /** Vert.x's own way to make a buffer of an array is to copy it. */
    private static Buffer wrap(byte[] body) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(body));
    }

    private long send(HttpServerResponse response, Answer.File file) {
        if (http.method() == HttpMethod.HEAD) {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, Long.toString(file.size()));
            leaves(response.end(), 0);
            file.sent().run();
        } else {
            response.sendFile(file.path().toString()).onComplete(done -> {
                file.sent().run();
                if (done.failed() && !response.headWritten()) {
                    answered = false;
                    answer(EdgeProblems.FILE_GONE);
                } else {
                    if (!over) {
                        over();
                        logged(response.getStatusCode(), done.succeeded() ? file.size() : 0);
                    }
                    closeIfAsked();
                }
            });
        }
        return file.size();
    }

    /** So it is where nothing is encrypted, framed or put in between. */
    private boolean isCopiedByKernel(Answer.Opened opened) {
        return connection != null && !http.isSSL() && opened.end().isEmpty();
    }

    private long send(HttpServerResponse response, Answer.Opened opened) {
        long length = opened.length();
        response.headers().set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        if (http.method() == HttpMethod.HEAD) {
            leaves(response.end(), 0);
            FilePump.close(opened.file());
            return length;
        }
        FilePump pump = new FilePump(loop.owner(), response, opened, this::moved);
        if (connection == null) {
            leaving = new WatchedPace(loop, this::abandon);
        }
        onAbort = pump::abort;
        (isCopiedByKernel(opened) ? pump.sendWhole() : pump.send()).onComplete(done -> {
            FilePump.close(opened.file());
            boolean wentBefore = over;
            over();
            if (!wentBefore) {
                logged(response.getStatusCode(), done.succeeded() ? length : response.bytesWritten());
            }
            if (done.succeeded()) {
                closeIfAsked();
            } else if (!wentBefore) {
                breakOff(response);
            }
        });
        return length;
    }

    private void logged(int status, long bytes) {
        AccessLog access = loop.edge().accessLog();
        if (access != null) {
            access.entry(version, requestId(), method(), path(), status, System.nanoTime() - arrivedAt, bytes);
        }
    }

    /** Closes the connection behind the answer, when all of it has gone out. */
    private void closeIfAsked() {
        if (close && connection != null) {
            connection.closeLingering();
        }
    }
}
