package io.annex.core.jbackend;

import io.annex.core.jbackend.Hooks.Hook;
import io.annex.core.session.SessionCookie;
import io.annex.core.users.AccountActions;
import io.annex.core.users.User;
import io.annex.core.users.UserSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.json.JsonMapper;

/**
 * The module {@code user} that comes with Annex, among the others:
 * {@link AccountActions} with the sessions of jbackend requests.
 */
final class UserModule implements ActiveModule {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NAME = "user";
    private static final Hooks HOOKS = new Hooks(false, true, Set.of(NAME));

    private final AccountActions module;
    private final VisitorSessions visitors;

    UserModule(AccountActions module, VisitorSessions visitors) {
        this.module = module;
        this.visitors = visitors;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Hooks hooks() {
        return HOOKS;
    }

    @Override
    public void run(List<Hook> hooks, RequestState state, Listener listener) {
        Optional<SessionCheck> check = hooks.contains(Hook.SESSION)
                ? Optional.of(new SessionCheck(state.user().isEmpty(), isLogin(state)))
                : Optional.empty();
        Optional<CompletionStage<Map<String, Object>>> answer = hooks.contains(Hook.REQUEST)
                ? module.answer(request(state))
                : Optional.empty();
        if (hooks.contains(Hook.REQUEST)) {
            state.push(NAME);
        }
        answer.ifPresentOrElse(later -> state.request().then(later, (map, failure) -> {
            if (map == null) {
                throw new IllegalStateException("the module user did not answer", failure);
            }
            listener.done(state.result(hooks.size(), check, JSON.valueToTree(map).toString()));
        }), () -> listener.done(state.result(hooks.size(), check, state.response())));
    }

    private static boolean isLogin(RequestState state) {
        Variables variables = state.variables();
        return state.module().equalsIgnoreCase(NAME) && "post".equals(variables.text("action"))
                && "login".equals(variables.text("resource"));
    }

    private AccountActions.Request request(RequestState state) {
        Variables variables = state.variables();
        return new AccountActions.Request(variables.text("action"), variables.text("resource"), variables::text,
                state.request().remote(), new Session(state));
    }

    /** The session of one request; no add-on ever sees the id in a cookie. */
    private final class Session implements UserSession {
        private final RequestState state;

        Session(RequestState state) {
            this.state = state;
        }

        @Override
        public long userId() {
            return state.user().map(User::id).orElse(0L);
        }

        @Override
        public String begin(User user) {
            String before = state.sessionId();
            if (before != null) {
                state.answerAfter(visitors.end(before));
            }
            String id = SessionCookie.newId();
            state.answerAfter(visitors.begin(id, user));
            state.sessionId(id);
            state.headers()
                    .addAll(visitors.cookies(id, state.endpoint().path(), state.request().scheme().equals("https")));
            return id;
        }

        @Override
        public void end() {
            String id = state.sessionId();
            if (id != null) {
                state.answerAfter(visitors.end(id));
                state.sessionId(null);
                state.headers().addAll(visitors.removals(state.endpoint().path()));
            }
        }
    }
}
