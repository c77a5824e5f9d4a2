package io.annex.core.jbackend;

import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.core.jbackend.Hooks.Hook;
import io.annex.core.session.Sessions;
import io.annex.core.users.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the modules of one request share: its variables, the answer so far, the
 * call stack, and what they leave on {@code status}. It goes from one module to
 * the next as data; what one has written is read here before another sees it,
 * so that no module can pass itself off as the host.
 */
final class RequestState {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final IncomingRequest request;
    private final JbackendEndpoint endpoint;
    private final Variables variables;
    private Optional<User> user = Optional.empty();
    private long keyId;
    private final List<String> headers = new ArrayList<>();
    private final Set<String> seenBy = new HashSet<>();
    private @Nullable String sessionId;
    private @Nullable CompletionStage<Boolean> kept;
    private String module = "";
    // As the module that ran last wrote them; empty for nothing.
    private String response = "";
    private String stack = "";
    private String status = "";

    public RequestState(IncomingRequest request, JbackendEndpoint endpoint, Variables variables) {
        this.request = request;
        this.endpoint = endpoint;
        this.variables = variables;
    }

    public IncomingRequest request() {
        return request;
    }

    public JbackendEndpoint endpoint() {
        return endpoint;
    }

    /** Whether the module has not had anything of the request yet. */
    public boolean isNewTo(String addon) {
        return seenBy.add(addon);
    }

    /**
     * Ends the request without an answer of the dispatch: it never reached it,
     * where no more of them are taken.
     */
    public void refuse(Answer.Text answer) {
        List<String> all = new ArrayList<>(answer.headers());
        if (endpoint.cors()) {
            all.addAll(List.of("access-control-allow-origin", "*"));
        }
        request.answer(new Answer.Text(answer.status(), all, answer.body()));
    }

    /** Further headers of the answer: name, value, name, value … */
    public List<String> headers() {
        return headers;
    }

    /** Who is logged in; empty for a guest. */
    public Optional<User> user() {
        return user;
    }

    public void user(Optional<User> known) {
        user = known;
    }

    /** Number of the API key that the request was admitted by, 0 for none. */
    public long keyId() {
        return keyId;
    }

    public void keyId(long id) {
        keyId = id;
    }

    /** The id of the visitor's session, if it is one of ours, or {@code null}. */
    public @Nullable String sessionId() {
        return sessionId;
    }

    public void sessionId(@Nullable String id) {
        sessionId = id;
    }

    /**
     * The answer waits for this: what it tells of is to be kept by then. Never
     * fails.
     */
    public void answerAfter(CompletionStage<Boolean> stage) {
        if (stage != Sessions.DONE) {
            CompletionStage<Boolean> others = kept;
            kept = others == null ? stage : others.thenCombine(stage, Boolean::logicalAnd);
        }
    }

    /** What the answer waits for, or {@code null}. */
    public @Nullable CompletionStage<Boolean> kept() {
        return kept;
    }

    public Variables variables() {
        return variables;
    }

    /** The module that the request is for; empty as long as it is not known. */
    public String module() {
        return module;
    }

    void module(String name) {
        module = name;
    }

    /** The answer's JSON; empty where no module has set anything. */
    public String response() {
        return response;
    }

    boolean isStacked() {
        return !stack.isEmpty();
    }

    /** Puts a name on the call stack, for a module that is here. */
    public void push(String name) {
        ArrayNode names = stack.isEmpty() ? JSON.createArrayNode() : (ArrayNode) HookResult.json(stack);
        stack = names.add(name).toString();
    }

    /** What a module that is here leaves: the answer's JSON, all else as it was. */
    public HookResult result(int done, Optional<SessionCheck> check, String answer) {
        return new HookResult(done, stack, Optional.empty(), status, check, answer);
    }

    void left(HookResult result) {
        response = result.response();
        stack = result.stack();
        status = result.status();
        result.variables().ifPresent(variables::set);
    }

    /**
     * The message for a module that is to run {@code hooks}; see
     * {@code docs/design/messages.md}.
     */
    public String message(List<Hook> hooks) {
        String encoded = variables.encoded();
        String body = variables.body();
        StringBuilder out = new StringBuilder(128 + encoded.length() + body.length()).append("{\"hooks\":\"");
        hooks.forEach(hook -> out.append(hook.letter()));
        out.append("\",\"module\":");
        Variables.quote(module, out);
        out.append(",\"variables\":").append(encoded);
        user.ifPresent(known -> out.append(",\"user\":").append(json(known)));
        if (!response.isEmpty()) {
            out.append(",\"response\":").append(pairs(HookResult.json(response)));
        }
        if (!stack.isEmpty()) {
            out.append(",\"stack\":").append(HookResult.json(stack));
        }
        if (!status.isEmpty()) {
            out.append(",\"status\":").append(HookResult.json(status));
        }
        return out.append("}\0").append(body).toString();
    }

    private static ObjectNode json(User user) {
        return JSON.createObjectNode().put("id", user.id()).put("username", user.username()).put("email", user.email())
                .put("firstname", user.firstname()).put("lastname", user.lastname());
    }

    /**
     * A list of pairs keeps an order that JavaScript's objects do not: that of
     * names that are numbers.
     */
    private static ArrayNode pairs(JsonNode response) {
        ArrayNode pairs = JSON.createArrayNode();
        for (Map.Entry<String, JsonNode> entry : response.properties()) {
            pairs.addArray().add(entry.getKey()).add(entry.getValue());
        }
        return pairs;
    }
}
