package io.annex.server.http;

import io.annex.core.http.Answer;
import io.annex.core.http.BadBody;
import io.annex.core.http.Form;
import io.annex.core.http.Incident;
import io.annex.core.http.PieceSource;
import io.annex.core.http.Problems;
import io.annex.server.http.answer.AnswerFields;
import io.annex.server.http.answer.BytesPump;
import io.annex.server.http.answer.EdgeProblems;
import io.annex.server.http.answer.FilePump;
import io.annex.server.http.answer.Gzip;
import io.annex.server.http.answer.Unsent;
import io.annex.server.http.bound.Holding;
import io.annex.server.http.bound.WatchedPace;
import io.annex.server.http.connection.StrictRequestDecoder;
import io.annex.server.http.wire.AnswerHead;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request as {@code core} sees it, and its answer as its {@link Wire} takes
 * it. Lives on its event loop.
 *
 * <p>
 * One object for all of it: a request without a body costs this object and no
 * other of the edge's, so it is its own close handler, its own
 * {@linkplain ReceivedHead head} and its own header fields, and nothing is read
 * or parsed before somebody asks. What has a body has a {@link ReceivedBody}
 * besides.
 */
final class EdgeExchange extends ReceivedHead implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(EdgeExchange.class);
    /** RFC 9113, section 7. */
    private static final long INTERNAL_ERROR = 2;
    private static final long ENHANCE_YOUR_CALM = 11;

    private final AnswerHead head = new AnswerHead();
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

    EdgeExchange(EdgeLoop loop, Wire wire, @Nullable StrictRequestDecoder connection) {
        super(loop, wire, connection);
        loop.began();
        wire.onClosed(this);
    }

    /** The client has gone, or a stream of HTTP/2 has come to its end. */
    @Override
    public void run() {
        if (!over) {
            over();
            logged(answered ? head.status() : AccessLog.CLIENT_WENT, answered ? wire.written() : 0);
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
            mine = new ReceivedBody(loop, wire, this);
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
    void cut() {
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
    void abandon() {
        log.debug("The answer to request {} was given up: its client does not take it", requestId());
        if (connection == null) {
            wire.breakOff(ENHANCE_YOUR_CALM);
        } else {
            connection.abort();
        }
        run();
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
            Unsent.letGo(answer);
            return 0;
        }
        Answer held = held(answer);
        String contentType = head(held);
        answered = true;
        begins();
        onAbort = null;
        try {
            long size = switch (held) {
                case Answer.Text text -> send(text.body().getBytes(StandardCharsets.UTF_8), contentType);
                case Answer.Bytes bytes -> send(bytes.body(), contentType);
                case Answer.Empty empty -> end(null, isHead() ? AnswerFields.announced(empty, 0) : 0);
                case Answer.File file -> send(file);
                case Answer.Streamed streamed -> send(streamed.source(), AnswerFields.announced(streamed, -1));
                case Answer.Opened opened -> send(opened, () -> {
                });
            };
            return isHead() ? 0 : size;
        } catch (RuntimeException | Error e) {
            broken(e);
            return 0;
        }
    }

    private boolean isHead() {
        return wire.method().equals("HEAD");
    }

    /**
     * The answer in the place of the body, if the server may hold it; otherwise
     * that it may not.
     */
    private Answer held(Answer answer) {
        Answer whole = answer instanceof Answer.Text text && text.body().length() > Holding.SMALL / 4
                ? new Answer.Bytes(text.status(), text.headers(), text.body().getBytes(StandardCharsets.UTF_8))
                : answer;
        int size = whole instanceof Answer.Bytes bytes && !isHead()
                ? bytes.body().length
                : whole instanceof Answer.Opened opened && !isCopiedByKernel(opened) ? 2 * FilePump.CHUNK : 0;
        if (holding == null && size <= Holding.SMALL || holding().answer(size)) {
            return whole;
        }
        loop.edge().isShort("An answer was refused");
        Unsent.letGo(answer);
        return EdgeProblems.NO_ROOM;
    }

    /** The answer was about to go out when the host failed. */
    private void broken(Throwable why) {
        if (wire.isHeadWritten() || over || broken) {
            log.error("The answer to {} {} of request {} broke off", method(), path(), requestId(), why);
            over();
            wire.breakOff(INTERNAL_ERROR);
        } else {
            // Once: what fails again is not said again.
            broken = true;
            answered = false;
            failed(why);
        }
    }

    /**
     * Sets status and fields; gives the content type if the body may be compressed.
     */
    private @Nullable String head(Answer answer) {
        String compressible = AnswerFields.put(head, answer);
        head.date(loop.date());
        if (connection != null && (isBodyLeft() || loop.edge().isDraining() && connection.isLast())) {
            close = true;
        }
        if (close) {
            head.last();
        }
        return compressible;
    }

    /**
     * Whether more of the body is to come than is read for the connection's sake.
     */
    private boolean isBodyLeft() {
        return !wire.isWhole() && hasBody() && isBodyLarge();
    }

    private long send(byte[] body, @Nullable String contentType) {
        if (body.length < loop.gzip() || !Gzip.compressible(contentType)
                || !AnswerFields.gzip(head, wire.first("accept-encoding"))) {
            return end(body, 0);
        }
        if (body.length < Gzip.LARGE) {
            end(Gzip.compress(body), 0);
        } else {
            loop.blocking(() -> Gzip.compress(body)).addListener((Future<byte @Nullable []> done) -> later(() -> {
                if (!done.isSuccess()) {
                    throw new IllegalStateException("the answer could not be compressed", done.cause());
                }
                end(done.getNow(), 0);
            }));
        }
        return body.length;
    }

    /** Goes on with an answer; what fails breaks it off. */
    private void later(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            broken(e);
        }
    }

    /**
     * Sends what is whole in memory.
     *
     * @param none
     *            the length that is said where there is no body
     */
    private long end(byte @Nullable [] body, long none) {
        if (over) {
            return 0;
        }
        boolean mayHaveBody = head.status() != 204 && head.status() != 304;
        int length = body == null || !mayHaveBody ? 0 : body.length;
        if (mayHaveBody) {
            head.length(length == 0 ? none : length);
        }
        wire.head(head);
        if (body == null || length == 0 || isHead()) {
            leaves(wire.end(Unpooled.EMPTY_BUFFER), 0);
        } else if (length <= BytesPump.PIECE) {
            leaves(wire.end(Unpooled.wrappedBuffer(body)), length);
        } else {
            leaves(new BytesPump(loop.executor(), wire, body, this::moved).send(), length);
        }
        return length;
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
        if (connection == null && !sent.isDone() && !over) {
            // With HTTP/1.1 the connection is watched.
            leaving = new WatchedPace(loop, this::abandon);
        }
        sent.addListener(done -> ended(done.isSuccess(), bytes));
    }

    /** Nothing more of the answer will leave; if it should, the client can tell. */
    void ended(boolean whole, long bytes) {
        if (!over) {
            over();
            logged(head.status(), whole ? bytes : Math.min(bytes, wire.written()));
            if (!whole) {
                wire.breakOff(INTERNAL_ERROR);
            }
        }
    }

    private long send(Answer.File file) {
        if (isHead()) {
            head.length(file.size());
            wire.head(head);
            leaves(wire.end(Unpooled.EMPTY_BUFFER), 0);
            file.sent().run();
        } else {
            loop.reading(() -> FilePump.open(file)).addListener((Future<Answer.@Nullable Opened> done) -> {
                Answer.Opened opened = done.getNow();
                if (opened == null) {
                    file.sent().run();
                    answered = false;
                    answer(EdgeProblems.FILE_GONE);
                } else {
                    later(() -> send(opened, file.sent()));
                }
            });
        }
        return file.size();
    }

    /** So it is where nothing is encrypted, framed or put in between. */
    private boolean isCopiedByKernel(Answer.Opened opened) {
        return connection != null && !wire.isEncrypted() && opened.end().isEmpty();
    }

    private long send(Answer.Opened opened, Runnable sent) {
        long length = opened.length();
        if (over) {
            FilePump.close(opened.file());
            sent.run();
            return 0;
        }
        head.length(length);
        wire.head(head);
        if (isHead()) {
            FilePump.close(opened.file());
            leaves(wire.end(Unpooled.EMPTY_BUFFER), 0);
            return length;
        }
        FilePump pump = new FilePump(loop.executor(), loop.disk(), wire, opened, this::moved);
        if (connection == null) {
            leaving = new WatchedPace(loop, this::abandon);
        }
        onAbort = pump::abort;
        (isCopiedByKernel(opened) ? pump.sendWhole() : pump.send()).addListener(done -> {
            FilePump.close(opened.file());
            sent.run();
            ended(done.isSuccess(), length);
        });
        return length;
    }

    private long send(PieceSource source, long length) {
        if (over || isHead() || head.status() == 204 || head.status() == 304) {
            source.closed(false);
            return end(null, -1);
        }
        head.length(length);
        wire.head(head);
        StreamedAnswer streamed = new StreamedAnswer(this, loop, connection != null, wire, source, length);
        onAbort = streamed::gone;
        streamed.begin();
        return 0;
    }

    private void logged(int status, long bytes) {
        AccessLog access = loop.edge().accessLog();
        if (access != null) {
            access.entry(answerer, requestId(), method(), path(), status, System.nanoTime() - arrivedAt(), bytes);
        }
    }
}
