package io.annex.core.request;

import io.annex.core.addon.Endpoint;
import io.annex.core.addon.EndpointTable.Match;
import io.annex.core.addon.Version;
import io.annex.core.body.Charsets;
import io.annex.core.body.ContentType;
import io.annex.core.body.FormText;
import io.annex.core.http.Callers;
import io.annex.core.http.Form;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.PieceSource;
import io.annex.core.service.ExchangeEnd;
import io.annex.core.service.ExchangeScope;
import io.annex.core.session.OpenSession;
import io.annex.core.session.SessionCookie;
import io.annex.engine.Stop;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request for an add-on, from the endpoint that was found to the answer.
 * Lives on its event loop, but for what services ask of its
 * {@link ExchangeScope} on workers' threads while the guest has it.
 */
public final class HttpExchange implements ExchangeScope {
    private final Outcome outcome;
    private final IncomingRequest request;
    private final Version version;
    private final Match.Found found;
    private final String below;
    private String message = "";
    private int textLength = -1;
    private byte @Nullable [] body;
    private char bodyKind = '-';
    private @Nullable Form form;
    private boolean gone;
    private boolean over;
    private boolean goesOn;
    private final ExchangeEnd end = new ExchangeEnd();
    // Read by workers' threads, and set before they hear of the exchange.
    private long begun;

    /**
     * Who goes on with the exchange when the workers have had it. On its event
     * loop.
     */
    public interface Outcome {
        void answered(HttpExchange exchange, String message, byte @Nullable [] bytes, long cpuNanos);

        void stopped(HttpExchange exchange, Stop stop, long cpuNanos);

        /** Its answer begins, and comes in pieces. */
        default void began(HttpExchange exchange, AnswerMessage head, PieceSource pieces) {
            throw new IllegalArgumentException("an answer in pieces, which is not taken here");
        }

        /**
         * An answer in pieces has come to its end.
         *
         * @param why
         *            why it broke off; {@code null} where it is whole
         */
        default void finished(HttpExchange exchange, int status, @Nullable String why, long sent, long cpuNanos) {
        }

        /**
         * One of the two above, or who was told of the end, has failed: what is wrong
         * is the host's, and the client is still to be answered.
         */
        void undelivered(HttpExchange exchange, Throwable failure, long cpuNanos);

        /** Lets go of what exists for the exchange alone. */
        void ended(HttpExchange exchange);
    }

    private boolean sessionSettled;
    private @Nullable ExchangePieces pieces;
    /** What it has begun to answer. */
    private int status;

    // Touched by the worker's thread through the session ops, and by the event loop
    // once the answer is there.
    private volatile @Nullable String sessionId;
    private volatile @Nullable OpenSession session;

    /**
     * @param below
     *            the path below the version's mount; empty where the style writes a
     *            message of its own
     */
    public HttpExchange(Outcome outcome, IncomingRequest request, Version version, Match.Found found, String below) {
        this.outcome = outcome;
        this.request = request;
        this.version = version;
        this.found = found;
        this.below = below;
    }

    public IncomingRequest request() {
        return request;
    }

    Version version() {
        return version;
    }

    Endpoint endpoint() {
        return found.endpoint();
    }

    @Override
    public Form.@Nullable Upload upload(String token) {
        Form read = form;
        if (read == null || !token.startsWith("upload:")) {
            return null;
        }
        // Code can make tokens of its own.
        String index = token.substring("upload:".length());
        int at = index.matches("\\d{1,6}") ? Integer.parseInt(index) : Integer.MAX_VALUE;
        return at < read.files().size() ? read.files().get(at) : null;
    }

    /**
     * The id of the visitor's session with this add-on, if there is one; found at
     * first use.
     */
    @Nullable
    String sessionId() {
        return sessionId;
    }

    /** The session as the add-on has read it, if it has. */
    @Nullable
    OpenSession session() {
        return session;
    }

    @Override
    public @Nullable String knownSessionId() {
        return sessionSettled ? sessionId : SessionCookie.id(request.headers().first("cookie"));
    }

    @Override
    public void opened(@Nullable OpenSession opened) {
        session = opened;
        if (!sessionSettled) {
            sessionId = opened == null || opened.json() == null ? null : knownSessionId();
        }
    }

    void noBody() {
        write('-', null);
    }

    void form(Form read) {
        form = read;
        write('-', null);
    }

    /**
     * The body, where it is no form.
     *
     * @param type
     *            what it is
     * @param charset
     *            what it is to be read in where the endpoint wants a text;
     *            {@code null} for bytes
     */
    void body(byte[] bytes, ContentType type, @Nullable Charset charset) {
        if (charset == null) {
            String ascii = RequestMessage.ascii(bytes);
            body = ascii == null ? bytes : null;
            write(ascii == null ? 'b' : 'a', ascii);
        } else {
            String text = type.isUrlEncoded() ? FormText.decode(bytes, charset) : Charsets.decode(bytes, charset);
            // The bytes go along only where the text does not say what they were.
            body = Charsets.says(text, bytes, charset) ? null : bytes;
            write('t', text);
        }
    }

    private void write(char kind, @Nullable String text) {
        bodyKind = kind;
        textLength = text == null ? -1 : text.length();
        message = RequestMessage.write(request, found, below, form, kind, text);
    }

    /** Sets a message of the style's own. */
    public void message(String text) {
        message = text;
    }

    /** Whether {@link #sessionId} was found already, so that no cookie counts. */
    boolean isSessionSettled() {
        return sessionSettled;
    }

    /**
     * Sets the id of the session, which is known to be ours, or that there is none.
     */
    public void settleSession(@Nullable String id) {
        sessionSettled = true;
        sessionId = id;
    }

    /**
     * The same request for another version, provided that this one never began.
     */
    HttpExchange movedTo(Version next, Match.Found there) {
        HttpExchange moved = new HttpExchange(outcome, request, next, there, below);
        moved.form = form;
        moved.body = body;
        moved.begun = begun;
        moved.write(bodyKind, textLength < 0 ? null : message.substring(message.length() - textLength));
        return moved;
    }

    public void offer() {
        version.workers().offer(this);
    }

    /**
     * The client has gone. What the add-on has begun for others may not be cut off,
     * so its code is told and comes to its own end.
     */
    public void abort() {
        if (!over) {
            gone = true;
            version.workers().abandon(this);
        }
    }

    @Override
    public void whenNothingRuns(Runnable action) {
        end.whenNothingRuns(action);
    }

    /**
     * It has waited for its body or for its place: its wall time begins now. How
     * slowly a client may send is for the edge to say.
     */
    @Override
    public void begins() {
        begun = System.nanoTime();
    }

    /** Whether the client has gone before there was an answer. */
    boolean isGone() {
        return gone;
    }

    @Override
    public void tell(Listener listener) {
        end.tell(listener);
    }

    @Override
    public void forget(Listener listener) {
        end.forget(listener);
    }

    @Override
    public String user() {
        return request.user();
    }

    @Override
    public Callers callers() {
        return request.callers();
    }

    @Override
    public String event() {
        return request.callers().event();
    }

    // ---- io.annex.engine.Exchange
    // ----------------------------------------------------------------------------------

    @Override
    public String message() {
        return message;
    }

    @Override
    public byte @Nullable [] body() {
        return body;
    }

    @Override
    public Executor loop() {
        return request.loop();
    }

    @Override
    public String id() {
        return request.requestId();
    }

    @Override
    public long arrivedAt() {
        return begun == 0 ? request.arrivedAt() : begun;
    }

    /** Workers have them now, and nobody else asks for them. */
    @Override
    public void taken() {
        message = "";
        body = null;
    }

    @Override
    public void goesOn() {
        goesOn = true;
    }

    @Override
    public String shown() {
        return request.requestId() + ' ' + request.method() + ' ' + request.path();
    }

    @Override
    public void began(String head) {
        if (over || gone || pieces != null) {
            return;
        }
        try {
            AnswerMessage answer = AnswerMessage.read(head);
            ExchangePieces mine = new ExchangePieces(answer.isLive(), bytes -> version.workers().taken(this, bytes),
                    this::abort);
            pieces = mine;
            if (answer.isLive()) {
                version.live().add(this, () -> loop().execute(mine::ending));
            }
            status = answer.status();
            outcome.began(this, answer, mine);
        } catch (RuntimeException | Error e) {
            over = true;
            end.came(false);
            version.workers().abandon(this);
            outcome.undelivered(this, e, 0);
        }
    }

    @Override
    public void piece(byte[] bytes) {
        if (pieces != null) {
            pieces.piece(bytes);
        }
    }

    /** The end of an answer that came in pieces. */
    private void finished(ExchangePieces mine, @Nullable String why, long cpuNanos) {
        over = true;
        version.live().remove(this);
        end.came(why == null && !gone);
        mine.end(why == null);
        try {
            outcome.finished(this, status, why, mine.sent(), cpuNanos);
        } finally {
            outcome.ended(this);
        }
    }

    @Override
    public void answered(String answer, byte @Nullable [] bytes, long cpuNanos) {
        if (!goesOn) {
            end.nothingRuns();
        }
        ExchangePieces mine = pieces;
        if (!over && mine != null) {
            finished(mine, gone || AnswerMessage.isEnd(answer) ? null : AnswerMessage.failure(answer), cpuNanos);
        } else if (gone && AnswerMessage.isOfNobody(answer)) {
            endsWithoutAnswer();
        } else if (!over) {
            over = true;
            try {
                end.came(true);
                outcome.answered(this, answer, bytes, cpuNanos);
            } catch (RuntimeException | Error e) {
                outcome.undelivered(this, e, cpuNanos);
            }
        }
    }

    @Override
    public void stopped(Stop stop, long cpuNanos) {
        if (!goesOn) {
            end.nothingRuns();
        }
        ExchangePieces mine = pieces;
        if (!over && mine != null) {
            finished(mine, "it was stopped: " + stop.reason().code() + ": " + stop.detail(), cpuNanos);
        } else if (!over) {
            over = true;
            try {
                end.came(false);
                outcome.stopped(this, stop, cpuNanos);
            } catch (RuntimeException | Error e) {
                outcome.undelivered(this, e, cpuNanos);
            }
        }
    }

    @Override
    public void over() {
        end.nothingRuns();
        endsWithoutAnswer();
    }

    private void endsWithoutAnswer() {
        if (!over) {
            over = true;
            end.came(false);
            outcome.ended(this);
        }
    }

    /** Files that exist for this exchange alone. */
    List<Path> temporaryFiles() {
        Form read = form;
        if (read == null) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        read.files().forEach(file -> files.add(file.path()));
        return files;
    }

    /**
     * The answer needs what was uploaded with this request no more; it is deleted
     * when nothing of the exchange runs any more.
     */
    void discardUploads() {
        outcome.ended(this);
    }
}
