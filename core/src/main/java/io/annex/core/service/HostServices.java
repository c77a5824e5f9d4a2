package io.annex.core.service;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.files.StaticFiles;
import io.annex.core.http.Answer;
import io.annex.core.jbackend.VisitorSessions;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import io.annex.core.request.AnswerMessage;
import io.annex.core.request.HttpExchange;
import io.annex.core.request.NeighbourRules;
import io.annex.core.request.TextAnswer;
import io.annex.core.session.OpenSession;
import io.annex.core.session.SessionCookie;
import io.annex.core.session.Sessions;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import io.annex.engine.Stop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The hosts of all versions, and what the dispatcher needs of them. */
public final class HostServices {
    /** The style whose add-ons have a manager to call. */
    private static final String MANAGED = "widget";

    private final Sessions sessions;
    private final VisitorSessions visitors;
    private final String publicPath;
    private final ExchangeObserver observer;
    private final Outbound outbound;
    private final ManagerAddress manager;
    private final Map<Path, VersionHost> hosts = new ConcurrentHashMap<>();
    /** By add-on: a task may end in a version that is draining. */
    private final Map<String, Tasks> tasks = new ConcurrentHashMap<>();
    private final StaticFiles files = new StaticFiles();
    private final ScriptCache scripts = new ScriptCache();

    public HostServices(Sessions sessions, ExchangeObserver observer, Outbound outbound, ManagerAddress manager) {
        this(sessions, observer, outbound, manager, "");
    }

    /**
     * @param publicPath
     *            what a proxy puts before all paths
     */
    public HostServices(Sessions sessions, ExchangeObserver observer, Outbound outbound, ManagerAddress manager,
            String publicPath) {
        this.sessions = sessions;
        this.publicPath = publicPath;
        this.visitors = new VisitorSessions(sessions, publicPath);
        this.observer = observer;
        this.outbound = outbound;
        this.manager = manager;
    }

    /** The sessions of requests that several add-ons take part in. */
    public VisitorSessions visitors() {
        return visitors;
    }

    /** Who hears of the versions' exchanges. */
    public ExchangeObserver observer() {
        return observer;
    }

    /** Answers with files of the versions' folders. */
    public StaticFiles files() {
        return files;
    }

    public VersionHost open(String addon, String style, Manifest manifest, Path root, AddonSettings settings) {
        VersionHost host = make(addon, style, manifest, root, settings);
        hosts.put(root, host);
        return host;
    }

    private VersionHost make(String addon, String style, Manifest manifest, Path root, AddonSettings settings) {
        Limits limits = settings.limits();
        OutboundOps calls = new OutboundOps(addon, outbound, settings.grants(), limits,
                style.equals(MANAGED) ? manager : null);
        return new VersionHost(addon, manifest, root, settings.packages().folder(), scripts, files, sessions,
                new AddonLog(addon, manifest.version(), limits.get(Limit.LOG_LINES)), calls,
                tasks.computeIfAbsent(addon, any -> new Tasks(System::nanoTime)),
                (Stop stop) -> observer.breach(addon, stop.reason()));
    }

    public void close(Path root) {
        files.forget(root);
        VersionHost host = hosts.remove(root);
        if (host != null) {
            host.close();
            host.addonLog().reportDropped();
        }
    }

    /**
     * Once a second: what was dropped is said even if the add-on is silent
     * afterwards.
     */
    public void reportDropped() {
        try {
            hosts.values().forEach(host -> host.addonLog().reportDropped());
        } catch (RuntimeException | Error e) {
            // Whoever calls this every second would not do so again.
            LoggerFactory.getLogger(HostServices.class).error("What was dropped cannot be said", e);
        }
    }

    public void logFailure(HttpExchange exchange, String message) {
        host(exchange).addonLog().host(Level.ERROR, message, exchange.request().requestId());
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
            new NeighbourRules(mount, publicPath + mount, !(version.mounting() instanceof MountPolicy.Own),
                    version.settings().grants().answers(), "addons." + version.addon() + ".grants in annex.yaml",
                    dropped -> host(exchange).addonLog().hostNow(Level.WARN, dropped, exchange.request().requestId()))
                    .apply(headers);
        }
    }

    /**
     * Saves a session, whose cookie is for the add-on's mount.
     *
     * @return when the answer may go
     */
    public CompletionStage<Boolean> saveSession(HttpExchange exchange, AnswerMessage answer) {
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
    public Answer answer(HttpExchange exchange, AnswerMessage answer, byte @Nullable [] bytes) {
        return switch (answer.kind()) {
            case 't' -> TextAnswer.of(answer);
            case 'b' -> new Answer.Bytes(answer.status(), answer.headers(), bytes == null ? new byte[0] : bytes);
            case 'f' -> file(exchange, answer);
            default -> new Answer.Empty(answer.status(), answer.headers());
        };
    }

    private Answer file(HttpExchange exchange, AnswerMessage answer) {
        Path file = host(exchange).answerFile(exchange, answer.body());
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

    private VersionHost host(HttpExchange exchange) {
        VersionHost host = hosts.get(exchange.version().root());
        // An answer may come after its version was retired; that host is not kept.
        return host != null
                ? host
                : make(exchange.version().addon(), "", exchange.version().manifest(), exchange.version().root(),
                        exchange.version().settings());
    }
}
