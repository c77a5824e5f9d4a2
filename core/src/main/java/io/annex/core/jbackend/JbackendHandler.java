package io.annex.core.jbackend;

import io.annex.core.body.Charsets;
import io.annex.core.body.ContentType;
import io.annex.core.body.FormText;
import io.annex.core.http.Answer;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.CrossSite;
import io.annex.core.http.Form;
import io.annex.core.http.Incident;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.http.UnsupportedBody;
import io.annex.core.request.RequestMessage;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import io.annex.core.trace.TraceRow;
import io.annex.core.users.User;
import io.annex.engine.BlockingTasks;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers the requests at the operator's jbackend endpoints: what never reaches
 * the modules first (a redirect to https, a preflight, a body over the limit),
 * then the variables, then the {@link HookChain}. Runs on the requests' event
 * loops.
 */
final class JbackendHandler {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Logger log = LoggerFactory.getLogger(JbackendHandler.class);
    private static final List<String> HEADERS = List.of("content-type", "application/json", "content-disposition",
            "attachment;filename=\"response.json\"");
    /** A larger body is not taken apart on an event loop. */
    private static final int QUICK = 64 << 10;
    /** Large bodies that are taken apart at a time, and that wait for it. */
    private static final int BODIES = 4;
    private static final int BODIES_WAITING = 1_000;

    private final ModuleRegistry modules;
    private final Gatekeeper access;
    private final VisitorSessions visitors;
    private final JbackendStores stores;
    private final Path uploads;
    private final Limits limits;
    private final Executor bodies = new BlockingTasks("annex-bodies", BODIES).lane(BODIES, BODIES_WAITING);

    /**
     * @param stores
     *            keys, users and the trace
     * @param limits
     *            those of bodies count
     */
    JbackendHandler(ModuleRegistry modules, VisitorSessions visitors, JbackendStores stores, Path uploads,
            Limits limits) {
        this.visitors = visitors;
        this.stores = stores;
        this.access = new EndpointAuthorization(stores.keys());
        this.modules = modules;
        this.uploads = uploads;
        this.limits = limits;
    }

    void handle(IncomingRequest request, JbackendEndpoint endpoint) {
        if (endpoint.forceSsl() && !request.scheme().equals("https")) {
            request.answer(
                    new Answer.Empty(request.method().equals("GET") || request.method().equals("HEAD") ? 301 : 308,
                            List.of("location", "https://" + withoutPort(request.authority()) + request.target())));
        } else if (endpoint.cors() && request.method().equals("OPTIONS")
                && request.headers().first("access-control-request-method") != null) {
            request.answer(preflight(request));
        } else if (!endpoint.cors() && CrossSite.refusesModules(request, hasSession(request))) {
            request.answer(Problems.crossSite());
        } else {
            read(request, endpoint);
        }
    }

    private boolean hasSession(IncomingRequest request) {
        return visitors.id(request.headers().first("cookie")) != null;
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static Answer preflight(IncomingRequest request) {
        List<String> headers = new ArrayList<>(
                List.of("access-control-allow-origin", "*", "access-control-allow-methods",
                        "GET, HEAD, POST, PUT, PATCH, DELETE", "access-control-max-age", "600"));
        String asked = request.headers().first("access-control-request-headers");
        if (asked != null) {
            headers.addAll(List.of("access-control-allow-headers", asked));
        }
        return new Answer.Empty(204, headers);
    }

    // ---- the variables
    // ---------------------------------------------------------------------------------------------

    private void read(IncomingRequest request, JbackendEndpoint endpoint) {
        Variables variables = new Variables();
        int question = request.target().indexOf('?');
        if (question >= 0) {
            variables.addFields(request.target().substring(question + 1));
        }
        if (!request.hasBody()) {
            dispatch(request, endpoint, variables);
            return;
        }
        ContentType type = ContentType.parse(request.headers().first("content-type"));
        if (type.isForm()) {
            request.multipart(uploads, limits.get(Limit.MULTIPART))
                    .whenComplete((form, failure) -> guarded(request, () -> {
                        if (form == null) {
                            refuse(request, failure);
                        } else {
                            form.files().forEach(JbackendHandler::delete);
                            variables.addForm(form.fields().stream()
                                    .map(field -> Map.entry(field.name(), field.value())).toList());
                            dispatch(request, endpoint, variables);
                        }
                    }));
            return;
        }
        Charset charset;
        try {
            charset = Charsets.ofRequest(type.charset());
        } catch (UnsupportedBody e) {
            refuse(request, e);
            return;
        }
        request.body(limits.get(Limit.BODY)).whenComplete((bytes, failure) -> guarded(request, () -> {
            if (bytes == null) {
                refuse(request, failure);
            } else if (bytes.length <= QUICK) {
                added(request, endpoint, variables, add(variables, type, charset, bytes));
            } else {
                orBusy(request, () -> CompletableFuture.supplyAsync(() -> add(variables, type, charset, bytes), bodies)
                        .whenCompleteAsync((whole, failed) -> guarded(request, () -> {
                            if (failed != null) {
                                refuse(request, failed);
                            } else {
                                added(request, endpoint, variables, whole);
                            }
                        }), request.loop()));
            }
        }));
    }

    /**
     * Runs what is called back later: what it throws would be kept by the one who
     * calls, and the client would wait for ever.
     */
    private static void guarded(IncomingRequest request, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            broke(request, e);
        }
    }

    private static void broke(IncomingRequest request, Throwable failure) {
        String incident = Incident.newId();
        log.error("incident {}: {} {}, request {}: the host failed", incident, request.method(), request.path(),
                request.requestId(), failure);
        request.answer(new Answer.Text(200, HEADERS, ErrorCode.REQ_ERR.body(incident)));
    }

    private void added(IncomingRequest request, JbackendEndpoint endpoint, Variables variables, boolean whole) {
        if (whole) {
            dispatch(request, endpoint, variables);
        } else {
            refuse(request, new BodyTooLarge("the form has more than " + Variables.MOST + " parameters"));
        }
    }

    /** Gives false where a form has more than is read. */
    private static boolean add(Variables variables, ContentType type, Charset charset, byte[] bytes) {
        if (type.isUrlEncoded()) {
            return variables.addForm(FormText.decode(bytes, charset));
        }
        String text = Charsets.decode(bytes, charset);
        if (isJson(type, text)) {
            variables.body(text);
        }
        return true;
    }

    /** Old clients send JSON without a word, or as plain text. */
    private static boolean isJson(ContentType type, String text) {
        String mediaType = type.mediaType();
        return type.isJson() || mediaType.equals("text/json") || (mediaType.isEmpty() || mediaType.equals("text/plain"))
                && (text.startsWith("{") || text.startsWith("["));
    }

    private static void delete(Form.Upload upload) {
        try {
            Files.deleteIfExists(upload.path());
        } catch (IOException e) {
            log.warn("The upload {} cannot be deleted: {}", upload.path(), e.toString());
        }
    }

    private void refuse(IncomingRequest request, @Nullable Throwable failure) {
        request.answer(Problems.noBody(failure, why -> log.error("Request {}: {}", request.requestId(), why)));
    }

    // ---- the dispatch
    // ----------------------------------------------------------------------------------------------

    private void dispatch(IncomingRequest request, JbackendEndpoint endpoint, Variables variables) {
        String path = request.path();
        variables.addPath(path.substring(RequestMessage.mountEnd(path, endpoint.path())));
        RequestState state = new RequestState(request, endpoint, variables);
        String sent = sentSessionId(request, variables);
        Optional<User> hosts = ofTheHost(request.user());
        if (sent == null) {
            state.user(hosts);
            dispatch(state);
        } else {
            orBusy(request, () -> visitors.of(sent, stores.users()).thenAcceptAsync(visitor -> guarded(request, () -> {
                state.sessionId(visitor.isKnown() ? sent : null);
                state.user(hosts.isEmpty() ? visitor.user() : hosts);
                dispatch(state);
            }), request.loop()));
        }
    }

    /**
     * The user whom the server knew before it came here: the embedding program's,
     * who has a number here only where the id is one.
     */
    private static Optional<User> ofTheHost(String json) {
        if (json.isEmpty()) {
            return Optional.empty();
        }
        JsonNode visitor = JSON.readTree(json);
        String id = visitor.path("id").asString("");
        JsonNode more = visitor.path("properties");
        return Optional.of(new User(id.matches("[0-9]{1,18}") ? Long.parseLong(id) : 0,
                visitor.path("name").asString(id), visitor.path("mail").asString(""),
                more.path("givenName").asString(""), more.path("sn").asString(""), true));
    }

    /** Begins what other threads do, where they take it. */
    private static void orBusy(IncomingRequest request, Runnable begin) {
        try {
            begin.run();
        } catch (RejectedExecutionException e) {
            log.warn("Request {} is refused: {}", request.requestId(), e.getMessage());
            request.answer(Problems.busy());
        }
    }

    private void dispatch(RequestState state) {
        new HookChain(state, modules.all(), access, new HookChain.Listener() {
            @Override
            public void ended(HookChain.Outcome outcome) {
                CompletionStage<Boolean> kept = state.kept();
                if (kept == null) {
                    answer(state, outcome);
                } else {
                    state.request().then(kept, (any, failure) -> answer(state, outcome));
                }
            }

            @Override
            public void broke(Throwable failure) {
                JbackendHandler.broke(state.request(), failure);
            }
        }).run();
    }

    /** A page of another site may call, but not in the visitor's name. */
    private @Nullable String sentSessionId(IncomingRequest request, Variables variables) {
        String sent = variables.text("session_id");
        return sent != null || CrossSite.isForeign(request) ? sent : visitors.id(request.headers().first("cookie"));
    }

    private void answer(RequestState state, HookChain.Outcome outcome) {
        List<String> headers = HEADERS;
        if (state.endpoint().cors() || !state.headers().isEmpty()) {
            headers = new ArrayList<>(HEADERS);
            headers.addAll(state.headers());
            if (state.endpoint().cors()) {
                headers.addAll(List.of("access-control-allow-origin", "*"));
            }
        }
        state.request().answer(new Answer.Text(200, headers, outcome.body()));
        if (state.endpoint().trace()) {
            stores.trace().record(row(state, outcome));
        }
    }

    private static TraceRow row(RequestState state, HookChain.Outcome outcome) {
        Variables variables = state.variables();
        long nanos = System.nanoTime() - state.request().arrivedAt();
        return new TraceRow(state.endpoint().path(), state.endpoint().access().code(), Instant.now().minusNanos(nanos),
                nanos, variables.text("action"), variables.text("module"), variables.text("resource"),
                state.user().map(User::username).orElse(null), state.keyId(), outcome.codeOrOk());
    }
}
