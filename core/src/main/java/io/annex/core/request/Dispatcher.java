package io.annex.core.request;

import io.annex.core.addon.Endpoint;
import io.annex.core.addon.EndpointTable;
import io.annex.core.addon.EndpointTable.Match;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.body.Charsets;
import io.annex.core.body.ContentType;
import io.annex.core.files.ServedFolder;
import io.annex.core.files.StaticFiles;
import io.annex.core.http.Answer;
import io.annex.core.http.CrossSite;
import io.annex.core.http.EncodedSlash;
import io.annex.core.http.HeaderFields;
import io.annex.core.http.Incident;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.PieceSource;
import io.annex.core.http.Problems;
import io.annex.core.http.UnsupportedBody;
import io.annex.core.mount.MountTable;
import io.annex.core.mount.MountTarget;
import io.annex.core.session.Sessions;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a request to its add-on and the answer back: the add-on by its mount,
 * the endpoint in the version's table, the body within its limits, the message,
 * the workers; then the session, the answer, or the incident. Everything here
 * runs on the request's event loop and takes no lock.
 */
public final class Dispatcher implements HttpExchange.Outcome {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final MountTable mounts;
    private final BooleanSupplier arriving;
    private final Map<String, MountHandler> handlers;
    private final AnswerAssembler answers;
    private final StaticFiles files;
    private final Path uploads;

    /**
     * @param arriving
     *            whether add-ons are still to come that are to serve from the start
     *            on
     * @param handlers
     *            what answers at mounts where add-ons answer together, by path
     * @param uploads
     *            where files of requests are, on their way
     */
    public Dispatcher(MountTable mounts, BooleanSupplier arriving, Map<String, MountHandler> handlers,
            AnswerAssembler answers, StaticFiles files, Path uploads) {
        this.mounts = mounts;
        this.arriving = arriving;
        this.handlers = Map.copyOf(handlers);
        this.answers = answers;
        this.files = files;
        this.uploads = uploads;
    }

    /**
     * Answers {@code request}, now or later, by its {@link IncomingRequest#answer}.
     */
    public void handle(IncomingRequest request) {
        MountTarget mounted = mounts.at(request.path());
        if (mounted instanceof MountTarget.Joint joint) {
            // One that is still to come may be the one that refuses the request.
            if (arriving.getAsBoolean()) {
                request.answer(Problems.starting());
            } else {
                handlers.getOrDefault(joint.path(), Dispatcher::answerNothing).handle(request);
            }
            return;
        }
        Version version = mounted == null ? null : version(mounted, request);
        if (version == null && arriving.getAsBoolean()) {
            request.answer(Problems.starting());
            return;
        }
        if (version == null) {
            request.answer(mounted instanceof MountTarget.Many many
                    ? noAddon(many, request)
                    : EncodedSlash.in(request.path()) ? Problems.encodedSlash() : Problems.noAddon());
            return;
        }
        request.servedBy(version.addon(), version.manifest().version());
        Answer.Text tooSoon = version.tooSoon(request);
        if (tooSoon != null) {
            answer(request, version, null, tooSoon, 0);
            return;
        }
        boolean application = version.settings().leavesCorsToTheApplication();
        String below = below(request, version);
        Match match = version.table().match(request.method(), below);
        if (application && match instanceof Match.WrongMethod && request.method().equals("OPTIONS")) {
            Match.Found options = version.table().options(below);
            match = options == null ? match : options;
        }
        String origin = request.headers().first("origin");
        boolean allowed = origin != null && version.settings().allows(origin);
        boolean foreign = version.mountPolicy() instanceof MountPolicy.Shared
                ? CrossSite.refusesShared(request)
                : CrossSite.refuses(request);
        if (!allowed && !application && foreign) {
            answer(request, version, null, Problems.crossSite(), 0);
            return;
        }
        switch (match) {
            // Where both the operator and middleware would answer it, the operator does.
            case Match.Found found when allowed && !application && isPreflight(request) ->
                answer(request, version, found.endpoint(), options(request, version.table().allowed(below), origin), 0);
            case Match.Found found -> accept(request, version, found, below);
            case Match.WrongMethod wrong when request.method().equals("OPTIONS") ->
                answer(request, version, null, options(request, wrong.allow(), allowed ? origin : null), 0);
            case Match.WrongMethod wrong when version.mountPolicy() instanceof MountPolicy.Shared shared ->
                answer(request, version, null, refusal(shared, request, version.addon()), 0);
            case Match.NotFound notFound when version.mountPolicy() instanceof MountPolicy.Shared shared ->
                answer(request, version, null, refusal(shared, request, version.addon()), 0);
            case Match.WrongMethod wrong ->
                answer(request, version, null, Problems.wrongMethod(request.method(), wrong.allow()), 0);
            case Match.NotFound notFound -> answer(request, version, null, Problems.noEndpoint(version.addon()), 0);
        }
    }

    private static void answerNothing(IncomingRequest request) {
        request.answer(Problems.noAddon());
    }

    /**
     * The version that a request is for. A browser's preflight request (Fetch, 4.8)
     * does not carry the header that names an add-on, so where several share a
     * mount it is answered for any of them that lets the origin in.
     */
    private static @Nullable Version version(MountTarget mounted, IncomingRequest request) {
        HeaderFields headers = request.headers();
        Version version = mounted.version(headers);
        String origin = headers.first("origin");
        if (version == null && mounted instanceof MountTarget.Many many && request.method().equals("OPTIONS")
                && origin != null && headers.first("access-control-request-method") != null) {
            return many.versions().values().stream().filter(each -> each.settings().allows(origin))
                    .filter(each -> match(request, each) instanceof Match.WrongMethod).findFirst().orElse(null);
        }
        return version;
    }

    private static Answer noAddon(MountTarget.Many many, IncomingRequest request) {
        return CrossSite.refusesShared(request)
                ? Problems.crossSite()
                : refusal(many.policy(), request, request.headers().first(many.policy().header()));
    }

    private static Answer refusal(MountPolicy.Shared policy, IncomingRequest request, @Nullable String addon) {
        String path = request.path();
        return policy.fallback().answer(request.method(),
                EndpointTable.decode(path.substring(RequestMessage.mountEnd(path, policy.path()))), addon);
    }

    private static Match match(IncomingRequest request, Version version) {
        return version.table().match(request.method(), below(request, version));
    }

    /** The path below the mount. */
    private static String below(IncomingRequest request, Version version) {
        String path = request.path();
        return path.substring(RequestMessage.mountEnd(path, version.mount()));
    }

    /** Whether a browser asks what it may ask (Fetch, 4.8). */
    private static boolean isPreflight(IncomingRequest request) {
        return request.method().equals("OPTIONS") && request.headers().first("access-control-request-method") != null;
    }

    private static Answer options(IncomingRequest request, String allow, @Nullable String origin) {
        List<String> headers = new ArrayList<>(List.of("allow", allow));
        String asked = request.headers().first("access-control-request-headers");
        if (origin != null && request.headers().first("access-control-request-method") != null) {
            headers.addAll(List.of("access-control-allow-methods", allow, "access-control-max-age", "600"));
            if (asked != null) {
                headers.addAll(List.of("access-control-allow-headers", asked));
            }
        }
        return new Answer.Empty(204, headers);
    }

    // ---- the body
    // --------------------------------------------------------------------------------------------------

    private void accept(IncomingRequest request, Version version, Match.Found found, String below) {
        ServedFolder folder = found.endpoint().files();
        if (folder == null) {
            accept(new HttpExchange(this, request, version, found, below));
        } else {
            files.answer(request, version.root(), folder, EndpointTable.below(found.endpoint(), below),
                    new StaticFiles.Outcome() {
                        @Override
                        public void answer(Answer answer) {
                            Dispatcher.this.answer(request, version, found.endpoint(), answer, 0);
                        }

                        @Override
                        public void nothing() {
                            noFile(request, version, found.endpoint(), folder, below);
                        }
                    });
        }
    }

    /** A version that was replaced a moment ago may have no files any more. */
    private void noFile(IncomingRequest request, Version version, Endpoint endpoint, ServedFolder folder,
            String below) {
        MountTarget mounted = version.state() == Version.State.ACTIVE ? null : mounts.at(request.path());
        Version now = mounted == null ? version : mounted.version(request.headers());
        if (now != null && now != version) {
            handle(request);
        } else if (folder.fallThrough()
                && version.table().match(request.method(), below, endpoint.index() + 1) instanceof Match.Found next) {
            accept(request, version, next, below);
        } else {
            answer(request, version, endpoint, Problems.noFile(), 0);
        }
    }

    private void accept(HttpExchange exchange) {
        IncomingRequest request = exchange.request();
        if (!request.hasBody()) {
            exchange.noBody();
            begin(exchange);
            return;
        }
        ContentType type = ContentType.parse(request.headers().first("content-type"));
        Limits limits = exchange.version().settings().limits();
        if (type.isForm() && exchange.endpoint().textBody()) {
            long own = exchange.version().manifest().maxUpload();
            long limit = own == 0 ? limits.get(Limit.MULTIPART) : Math.min(own, limits.get(Limit.MULTIPART));
            request.then(request.multipart(uploads, limit), (form, failure) -> {
                if (form == null) {
                    refuse(exchange, failure);
                } else {
                    exchange.form(form);
                    exchange.begins();
                    begin(exchange);
                }
            });
            return;
        }
        Charset charset = null;
        if (type.isText()) {
            try {
                charset = Charsets.ofRequest(type.charset());
            } catch (UnsupportedBody e) {
                refuse(exchange, e);
                return;
            }
        }
        Charset as = exchange.endpoint().textBody() ? charset : null;
        request.then(request.body(limits.get(Limit.BODY)), (bytes, failure) -> {
            if (bytes == null) {
                refuse(exchange, failure);
            } else {
                exchange.body(bytes, type, as);
                exchange.begins();
                begin(exchange);
            }
        });
    }

    private static void begin(HttpExchange exchange) {
        exchange.request().onAbort(exchange::abort);
        exchange.offer();
    }

    private void refuse(HttpExchange exchange, @Nullable Throwable failure) {
        Answer answer = Problems.noBody(failure, why -> answers.logFailure(exchange, why));
        answer(exchange.request(), exchange.version(), exchange.endpoint(), answer, 0);
    }

    // ---- the answer
    // ------------------------------------------------------------------------------------------------

    @Override
    public void answered(HttpExchange exchange, String message, byte @Nullable [] bytes, long cpuNanos) {
        try {
            AnswerMessage answer = AnswerMessage.read(message);
            if (answer.kind() == 'e') {
                failed(exchange, answer.body(), cpuNanos);
                return;
            }
            ServedFolder.Request file = answer.kind() == 'f' ? ServedFolder.request(answer.body()) : null;
            answers.keepFromNeighbours(exchange, answer.headers());
            CompletionStage<Boolean> kept = answers.saveSession(exchange, answer);
            if (kept == Sessions.DONE) {
                send(exchange, answer, file, bytes, cpuNanos);
            } else {
                exchange.request().then(kept, (any, failure) -> {
                    try {
                        send(exchange, answer, file, bytes, cpuNanos);
                    } catch (RuntimeException | Error e) {
                        undelivered(exchange, e, cpuNanos);
                    }
                });
            }
        } catch (IllegalArgumentException e) {
            failed(exchange, "the answer cannot be sent: " + e.getMessage(), cpuNanos);
        }
    }

    private void send(HttpExchange exchange, AnswerMessage answer, ServedFolder.@Nullable Request file,
            byte @Nullable [] bytes, long cpuNanos) {
        if (file != null) {
            answerFile(exchange, answer, file, cpuNanos);
            return;
        }
        answer(exchange.request(), exchange.version(), exchange.endpoint(), answers.answer(exchange, answer, bytes),
                cpuNanos);
        if (answer.kind() != 'f') {
            ended(exchange);
        }
    }

    @Override
    public void began(HttpExchange exchange, AnswerMessage head, PieceSource pieces) {
        answers.keepFromNeighbours(exchange, head.headers());
        Answer answer = new Answer.Streamed(head.status(), head.headers(), pieces);
        exchange.request().then(answers.saveSession(exchange, head),
                (any, failure) -> exchange.request().answer(shared(exchange.request(), exchange.version(), answer)));
    }

    @Override
    public void finished(HttpExchange exchange, int status, @Nullable String why, long sent, long cpuNanos) {
        IncomingRequest request = exchange.request();
        if (why != null) {
            answers.logFailure(exchange, "incident " + Incident.newId() + ": " + request.method() + ' '
                    + request.target() + ": the answer broke off: " + why);
        }
        exchange.version().completed(exchange.endpoint(), status, cpuNanos, request.arrivedAt(), request.received(),
                sent);
    }

    @Override
    public void undelivered(HttpExchange exchange, Throwable failure, long cpuNanos) {
        log.error("The answer of {} to {} could not be sent", exchange.version(), exchange.request().requestId(),
                failure);
        failed(exchange, "the host could not send the answer", cpuNanos);
    }

    private void answerFile(HttpExchange exchange, AnswerMessage answer, ServedFolder.Request file, long cpuNanos) {
        IncomingRequest request = exchange.request();
        Version version = exchange.version();
        files.answer(request, version.root(), file.folder(), file.path(),
                new StaticFiles.Head(answer.status(), answer.headers()), new StaticFiles.Outcome() {
                    @Override
                    public void answer(Answer found) {
                        try {
                            Dispatcher.this.answer(request, version, exchange.endpoint(), found, cpuNanos);
                        } finally {
                            ended(exchange);
                        }
                    }

                    @Override
                    public void nothing() {
                        answer(Problems.noFile());
                    }
                });
    }

    private void failed(HttpExchange exchange, String stack, long cpuNanos) {
        String incident = Incident.newId();
        answers.logFailure(exchange, "incident " + incident + ": " + exchange.request().method() + ' '
                + exchange.request().target() + ": " + stack);
        answer(exchange.request(), exchange.version(), exchange.endpoint(), Problems.failed(incident), cpuNanos);
        ended(exchange);
    }

    @Override
    public void stopped(HttpExchange exchange, Stop stop, long cpuNanos) {
        if (stop.reason() == StopReason.NOT_BEGUN && !exchange.isGone() && moved(exchange)) {
            return;
        }
        String incident = Incident.newId();
        answers.logFailure(exchange, "incident " + incident + ": " + exchange.request().method() + ' '
                + exchange.request().target() + " was stopped: " + stop.reason().code() + ": " + stop.detail());
        answer(exchange.request(), exchange.version(), exchange.endpoint(), Problems.stopped(stop, incident), cpuNanos);
        ended(exchange);
    }

    /**
     * Hands an exchange that was not begun before its version closed to the version
     * that serves now, if it has the endpoint too.
     */
    private boolean moved(HttpExchange exchange) {
        IncomingRequest request = exchange.request();
        MountTarget mounted = mounts.at(request.path());
        Version now = mounted == null ? null : mounted.version(request.headers());
        if (now == null || now == exchange.version() || !(match(request, now) instanceof Match.Found found)
                || found.endpoint().textBody() != exchange.endpoint().textBody()) {
            return false;
        }
        request.servedBy(now.addon(), now.manifest().version());
        begin(exchange.movedTo(now, found));
        return true;
    }

    @Override
    public void ended(HttpExchange exchange) {
        exchange.request().released();
        List<Path> temporary = exchange.temporaryFiles();
        if (!temporary.isEmpty()) {
            // What it was asked to wait for may still read them.
            exchange.whenNothingRuns(() -> temporary.forEach(Dispatcher::delete));
        }
    }

    private static void delete(Path upload) {
        try {
            Files.deleteIfExists(upload);
        } catch (IOException e) {
            log.warn("The upload {} cannot be deleted: {}", upload, e.toString());
        }
    }

    private void answer(IncomingRequest request, Version version, @Nullable Endpoint endpoint, Answer answer,
            long cpuNanos) {
        long sent = request.answer(shared(request, version, answer));
        version.completed(endpoint, answer.status(), cpuNanos, request.arrivedAt(), request.received(), sent);
    }

    private static Answer shared(IncomingRequest request, Version version, Answer answer) {
        Set<String> origins = version.settings().leavesCorsToTheApplication()
                ? Set.of()
                : version.settings().corsOrigins();
        return origins.isEmpty() ? answer : shared(answer, origins, request.headers().first("origin"));
    }

    /**
     * The answer with the headers that let the origin's pages read it. An origin is
     * repeated only if the operator wrote it; and where the answer depends on it,
     * caches are told so even when it was refused.
     */
    private static Answer shared(Answer answer, Set<String> allowed, @Nullable String origin) {
        List<String> headers = new ArrayList<>(answer.headers());
        if (allowed.contains("*")) {
            headers.addAll(List.of("access-control-allow-origin", "*"));
        } else {
            if (origin != null && allowed.contains(origin)) {
                headers.addAll(List.of("access-control-allow-origin", origin));
            }
            headers.addAll(List.of("vary", "Origin"));
        }
        return switch (answer) {
            case Answer.Text text -> new Answer.Text(text.status(), headers, text.body());
            case Answer.Bytes block -> new Answer.Bytes(block.status(), headers, block.body());
            case Answer.File file -> new Answer.File(file.status(), headers, file.path(), file.size(), file.sent());
            case Answer.Opened opened ->
                new Answer.Opened(opened.status(), headers, opened.file(), opened.pieces(), opened.end());
            case Answer.Streamed streamed -> new Answer.Streamed(streamed.status(), headers, streamed.source());
            case Answer.Empty empty -> new Answer.Empty(empty.status(), headers);
        };
    }
}
