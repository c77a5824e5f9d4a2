package io.annex.core.request;

import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.files.ResourceFolder;
import io.annex.core.http.Answer;
import io.annex.core.http.Form;
import io.annex.core.service.HostServices;
import io.annex.core.session.OpenSession;
import io.annex.core.session.SessionCookie;
import io.annex.core.session.Sessions;
import io.annex.core.settings.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Makes what the edge sends out of what an add-on has answered: what is about
 * its neighbours is taken out, its session is kept, its files are looked up.
 * Thread-safe.
 */
public final class AnswerAssembler {
    private final HostServices hosts;
    private final Sessions sessions;
    private final String publicPath;

    /**
     * @param publicPath
     *            what a proxy puts before all paths
     */
    public AnswerAssembler(HostServices hosts, Sessions sessions, String publicPath) {
        this.hosts = hosts;
        this.sessions = sessions;
        this.publicPath = publicPath;
    }

    /** Says in the add-on's log what went wrong with an exchange. */
    public void logFailure(HttpExchange exchange, String message) {
        hosts.logOf(exchange.version()).host(Level.ERROR, message, exchange.request().requestId());
    }

    /**
     * What has become of a session.
     *
     * @param begun
     *            the id of one that has begun, or {@code null}
     * @param kept
     *            when what has changed is kept, so that the answer may go
     */
    public record Saved(@Nullable String begun, CompletionStage<Boolean> kept) {
        private static final Saved NOTHING = new Saved(null, Sessions.DONE);
    }

    /** Takes out of an answer what is about the add-on's neighbours. */
    public void keepFromNeighbours(HttpExchange exchange, List<String> headers) {
        if (NeighbourRules.concern(headers)) {
            Version version = exchange.version();
            String mount = version.mountPath();
            new NeighbourRules(mount, publicPath + mount, !(version.mountPolicy() instanceof MountPolicy.Own),
                    version.settings().grants().answers(), "addons." + version.addon() + ".grants in annex.yaml",
                    dropped -> hosts.logOf(exchange.version()).hostNow(Level.WARN, dropped,
                            exchange.request().requestId()))
                    .apply(headers);
        }
    }

    /**
     * Saves a session, whose cookie is for the add-on's mount.
     *
     * @return when the answer may go
     */
    CompletionStage<Boolean> saveSession(HttpExchange exchange, AnswerMessage answer) {
        if (answer.session().isEmpty()) {
            return Saved.NOTHING.kept();
        }
        String path = publicPath + exchange.version().mountPath();
        if (answer.session().equals("-") && exchange.sessionId() != null) {
            answer.headers().addAll(List.of("set-cookie", SessionCookie.removal(path)));
        }
        return store(exchange, answer, path).kept();
    }

    /**
     * Keeps what a session's add-on has in it.
     *
     * @param path
     *            what the cookie of a session that begins is for
     */
    public Saved store(HttpExchange exchange, AnswerMessage answer, String path) {
        String said = answer.session();
        if (said.isEmpty()) {
            return Saved.NOTHING;
        }
        boolean ends = said.startsWith("-");
        String json = ends ? said.substring(1) : said;
        long limit = exchange.version().settings().limits().get(Limit.SESSION);
        if (json.length() > limit) {
            throw new IllegalArgumentException("a session of " + json.length() + " (limit: " + limit + ")");
        }
        String addon = exchange.version().addon();
        String id = exchange.sessionId();
        if (ends && id != null) {
            CompletionStage<Boolean> ended = sessions.end(addon, id);
            if (json.isEmpty()) {
                return new Saved(null, ended);
            }
            // A visitor of several modules keeps the id, which is not this one's alone.
            id = exchange.isSessionSettled() ? id : null;
        }
        if (json.isEmpty()) {
            return Saved.NOTHING;
        }
        OpenSession held = exchange.session();
        if (id != null) {
            // The writer takes changes in their order: this comes after the end.
            return new Saved(null, ends || held == null ? sessions.begin(addon, id, json) : sessions.save(held, json));
        }
        String begun = SessionCookie.newId();
        answer.headers().addAll(
                List.of("set-cookie", SessionCookie.header(begun, path, exchange.request().scheme().equals("https"))));
        return new Saved(begun, sessions.begin(addon, begun, json));
    }

    /**
     * The answer for the edge; files are looked up, and uploads are deleted only
     * once they are sent.
     */
    Answer answer(HttpExchange exchange, AnswerMessage answer, byte @Nullable [] bytes) {
        return switch (answer.kind()) {
            case 't' -> TextAnswer.of(answer);
            case 'b' -> bytes(answer, bytes == null ? new byte[0] : bytes);
            case 'f' -> file(exchange, answer);
            default -> new Answer.Empty(answer.status(), answer.headers());
        };
    }

    private static Answer bytes(AnswerMessage answer, byte[] bytes) {
        EntityTag.complete(answer.headers(), bytes);
        return new Answer.Bytes(answer.status(), answer.headers(), bytes);
    }

    private Answer file(HttpExchange exchange, AnswerMessage answer) {
        String token = answer.body();
        Form.Upload upload = exchange.upload(token);
        Path file = upload != null ? upload.path() : ResourceFolder.find(exchange.version().root(), token);
        try {
            if (file != null) {
                return new Answer.File(answer.status(), answer.headers(), file, Files.size(file),
                        exchange::discardUploads);
            }
        } catch (IOException e) {
            logFailure(exchange, "the file to send cannot be read: " + e.getMessage());
        }
        exchange.discardUploads();
        return new Answer.Empty(404, new ArrayList<>());
    }
}
