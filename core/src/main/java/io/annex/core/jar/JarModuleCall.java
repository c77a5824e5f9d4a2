package io.annex.core.jar;

import io.annex.api.Addon;
import io.annex.api.Input;
import io.annex.api.ModuleRequest;
import io.annex.api.ModuleResponse;
import io.annex.api.ModuleStatus;
import io.annex.api.Session;
import io.annex.api.SessionCheck;
import io.annex.api.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hooks of a module in Java that one request needs; see
 * {@code docs/design/messages.md}.
 */
final class JarModuleCall implements ModuleRequest, ModuleResponse, ModuleStatus {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode call;
    private final JarInput input;
    private final Map<String, String> params;
    private final JarSession session;
    private final System.Logger logger;
    private @Nullable Map<String, @Nullable Object> response;
    private final List<String> stack = new ArrayList<>();
    private Optional<SessionCheck> check = Optional.empty();
    private int done;

    private JarModuleCall(JsonNode call, String body, Map<String, String> params, JarSession session,
            System.Logger logger) {
        this.call = call;
        this.input = new JarInput((ObjectNode) call.path("variables"), body);
        this.params = params;
        this.session = session;
        this.logger = logger;
        if (call.has("response")) {
            Map<String, @Nullable Object> pairs = new LinkedHashMap<>();
            call.path("response").forEach(pair -> pairs.put(pair.get(0).asString(), Values.plain(pair.get(1))));
            response = pairs;
        }
        call.path("stack").forEach(name -> stack.add(name.asString("")));
    }

    static JarModuleCall read(String message, Map<String, String> params, JarSession session, System.Logger logger) {
        int end = message.indexOf('\0');
        return new JarModuleCall(JSON.readTree(message.substring(0, end)), message.substring(end + 1), params, session,
                logger);
    }

    /**
     * Runs the hooks; stops when {@code onBeforeCheckModule} has named another
     * module.
     */
    void run(Addon addon) throws Exception {
        String module = call.path("module").asString("");
        for (char hook : call.path("hooks").asString("").toCharArray()) {
            if (done > 0 && !input.module().equals(module)) {
                return;
            }
            switch (hook) {
                case 'b' -> addon.onBeforeCheckModule(this);
                case 's' -> check = addon.onCheckSession(this, module);
                default -> addon.onRequest(this, module, this, this);
            }
            done++;
        }
    }

    /** The answer message. */
    String message() {
        String checked = check.map(each -> JSON.createObjectNode().put("isGuest", each.isGuest())
                .put("isAuthRequest", each.isAuthRequest()).toString()).orElse("");
        ArrayNode names = JSON.createArrayNode();
        stack.forEach(names::add);
        return "0\000200\0\0" + session.outcome() + "\0t\0" + done + '\0' + (stack.isEmpty() ? "" : names) + '\0'
                + input.changes() + '\0' + (call.has("status") ? call.path("status") : "") + '\0' + checked + '\0'
                + (response == null ? "" : Values.json(response));
    }

    // ---- io.annex.api.ModuleRequest

    @Override
    public Input input() {
        return input;
    }

    @Override
    public Map<String, String> params() {
        return params;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Optional<User> user() {
        JsonNode user = call.path("user");
        return user.isMissingNode()
                ? Optional.empty()
                : Optional.of(new User(user.path("id").asLong(0), user.path("username").asString(""),
                        user.path("email").asString(""), user.path("firstname").asString(""),
                        user.path("lastname").asString("")));
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    // ---- io.annex.api.ModuleResponse

    @Override
    public void set(Map<String, ? extends @Nullable Object> answer) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        answer.forEach((key, value) -> all.put(key, checked(key, value)));
        response = all;
    }

    @Override
    public void set(String key, @Nullable Object value) {
        Map<String, @Nullable Object> all = response;
        if (all == null) {
            all = new LinkedHashMap<>();
            response = all;
        }
        all.put(key, checked(key, value));
    }

    /** As it is now: what the module changes in it later is not in the answer. */
    private static @Nullable Object checked(String key, @Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        try {
            return Values.plain(Values.json(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("response: " + key + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Map<String, @Nullable Object>> get() {
        return Optional.ofNullable(response).map(LinkedHashMap::new);
    }

    // ---- io.annex.api.ModuleStatus

    @Override
    public void moduleStack(String name) {
        stack.add(name);
    }

    @Override
    public List<String> moduleStack() {
        return List.copyOf(stack);
    }
}
