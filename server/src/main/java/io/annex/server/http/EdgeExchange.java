package io.annex.server.http;

import io.annex.core.http.Answer;
import io.annex.core.http.BadBody;
import io.annex.core.http.Form;
import io.annex.core.http.Incident;
import io.annex.core.http.Problems;
import io.annex.server.http.answer.AnswerFields;
import io.annex.server.http.answer.BytesPump;
import io.annex.server.http.answer.EdgeProblems;
import io.annex.server.http.answer.FilePump;
import io.annex.server.http.answer.Gzip;
import io.annex.server.http.bound.Holding;
import io.annex.server.http.bound.WatchedPace;
import io.annex.server.http.connection.StrictRequestDecoder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
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
 * other of the edge's, so it is its own close handler, its own
 * {@linkplain ReceivedHead head} and its own header fields, and nothing is read
 * or parsed before somebody asks. What has a body has a {@link ReceivedBody}
 * besides.
 */
final class EdgeExchange extends ReceivedHead implements Handler<Void> {
    private static final Logger log = LoggerFactory.getLogger(EdgeExchange.class);
    /** RFC 9113, section 7. */
    private static final long INTERNAL_ERROR = 2;
    private static final long ENHANCE_YOUR_CALM = 11;

    private AccessLog.@Nullable Answerer answerer;
    private @Nullable Runnable onAbort;
    private @Nullable ReceivedBody body;
    private @Nullable Holding holding;
    private @Nullable WatchedPace leaving;
    private boolean answered;
    /** The answer has begun to leave. */
    private boolean began;
    private boolean over;
    /** The answer is the last on this connection. */
    private boolean close;
    private boolean broken;

    EdgeExchange(EdgeLoop loop, HttpServerRequest http, @Nullable StrictRequestDecoder connection) {
        super(loop, http, connection);
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
            if (holding != null && !holding.isHandedOver()) {
                holding.release();
            }
        }
    }

    /**
     * Whether the head may be held. A connection of HTTP/2 may have many; with
     * HTTP/1.1 the decoder has asked.
     */
    boolean headFits() {
        int length = headLength();
        return length <= Holding.SMALL || holding().head(length);
    }

    @Override
    public <T> void then(CompletionStage<T> stage, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> next) {
        // What comes of a body that nobody has asked for yet would be gone.
        boolean held = holdBody(body == null && hasBody());
        stage.whenComplete((value, failure) -> onLoop(() -> {
            try {
                next.accept(value, reason(failure));
            } finally {
                letBodyCome(held);
            }
        }));
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
        String incident = Incident.newId();
        log.error("incident {}: {} {} of request {} could not be answered", incident, method(), path(), requestId(),
                why);
        answer(Problems.serverFailed(incident));
    }

    @Override
    public CompletionStage<byte[]> body(long limit) {
        return reading().whole(limit);
    }

    @Override
    public CompletionStage<Form> multipart(Path folder, long limit) {
        return reading().form(folder, limit);
    }

    private ReceivedBody reading() {
        ReceivedBody mine = body;
        if (mine == null) {
            mine = new ReceivedBody(loop, http, this);
            body = mine;
        }
        return mine;
    }

    @Override
    public long received() {
        ReceivedBody mine = body;
        return mine == null ? 0 : mine.received();
    }

    /** Answers, and lets go of what has come of the body. */
    void giveUpBody(Answer answer, String why) {
        close = true;
        answer(answer);
        if (body != null) {
            body.fail(new BadBody(why));
        }
    }

    Holding holding() {
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
        if (holding != null && over) {
            holding.release();
        }
    }

    @Override
    public void servedBy(String addon, String version) {
        answerer = new AccessLog.Answerer(addon, version);
    }

    @Override
    public void onAbort(Runnable action) {
        if (over) {
            action.run();
        } else {
            onAbort = action;
        }
    }

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
                case Answer.Empty empty ->
                    end(response, null, http.method() == HttpMethod.HEAD ? AnswerFields.announced(empty) : "0");
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
        response.setStatusCode(answer.status());
        String compressible = AnswerFields.put(fields, answer);
        fields.set(HttpHeaders.DATE, loop.date());
        if (!http.isEnded() && connection != null && hasBody() && isBodyLarge()) {
            close = true;
        }
        if (connection != null && loop.edge().isDraining() && connection.isLast()) {
            close = true;
        }
        if (close && connection != null) {
            fields.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        return compressible;
    }

    private long send(HttpServerResponse response, byte[] body, @Nullable String contentType) {
        if (body.length < loop.gzip() || !Gzip.compressible(contentType)
                || !AnswerFields.gzip(response.headers(), http.headers().get(HttpHeaders.ACCEPT_ENCODING))) {
            return end(response, body, "0");
        }
        if (body.length < Gzip.LARGE) {
            end(response, Gzip.compress(body), "0");
        } else {
            loop.blocking(() -> Gzip.compress(body)).onComplete(done -> {
                if (done.succeeded()) {
                    end(response, done.result(), "0");
                } else {
                    broken(response, done.cause());
                }
            });
        }
        return body.length;
    }

    private long end(HttpServerResponse response, byte @Nullable [] body, String none) {
        if (over) {
            return 0;
        }
        int status = response.getStatusCode();
        long sent = body == null || status == 204 || status == 304 ? 0 : body.length;
        if (body == null || body.length == 0 || status == 204 || status == 304) {
            if (status != 204 && status != 304) {
                response.headers().set(HttpHeaders.CONTENT_LENGTH, none);
            }
            leaves(response.end(), 0);
        } else if (http.method() == HttpMethod.HEAD) {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
            leaves(response.end(), 0);
        } else if (body.length <= BytesPump.PIECE) {
            // Vert.x sets the length.
            leaves(response.end(BytesPump.buffer(body)), sent);
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
        sent.onComplete(done -> ended(done.succeeded(), bytes));
    }

    /**
     * Nothing more of the answer will leave.
     *
     * @return whether the client was still there
     */
    private boolean ended(boolean whole, long bytes) {
        boolean wasThere = !over;
        if (wasThere) {
            HttpServerResponse response = http.response();
            over();
            logged(response.getStatusCode(), whole ? bytes : Math.min(bytes, response.bytesWritten()));
        }
        if (whole) {
            closeIfAsked();
        }
        return wasThere;
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
                    ended(done.succeeded(), file.size());
                    if (done.failed()) {
                        closeIfAsked();
                    }
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
            if (ended(done.succeeded(), length) && done.failed()) {
                breakOff(response);
            }
        });
        return length;
    }

    private void logged(int status, long bytes) {
        AccessLog access = loop.edge().accessLog();
        if (access != null) {
            access.entry(answerer, requestId(), method(), path(), status, System.nanoTime() - arrivedAt(), bytes);
        }
    }

    /** Closes the connection behind the answer, when all of it has gone out. */
    private void closeIfAsked() {
        if (close && connection != null) {
            connection.closeLingering();
        }
    }
}
