package io.annex.core.jbackend;

import io.annex.core.http.CrossSite;
import io.annex.core.http.Visitor;
import io.annex.core.http.Visitors;
import io.annex.core.session.OpenSession;
import io.annex.core.session.SessionCookie;
import io.annex.core.session.Sessions;
import io.annex.core.users.User;
import io.annex.core.users.Users;
import io.annex.engine.BlockingTasks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sessions of jbackend requests, and who is logged in by them. A session's
 * id is ours if the store has it under {@link #OWNER}; what modules keep in the
 * session is theirs alone, under the same id. Thread-safe.
 */
public final class VisitorSessions {
    /** No add-on can have this name. */
    private static final String OWNER = "jbackend/visitors";
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int LOOKED_UP = 16;
    private static final int WAITING = 5_000;

    private final Sessions sessions;
    private final Executor lookups = new BlockingTasks("annex-visitors", LOOKED_UP).lane(LOOKED_UP, WAITING);

    private final String publicPath;
    private final boolean everywhere;

    /**
     * @param publicPath
     *            what a proxy puts before all paths
     * @param everywhere
     *            whether who is logged in is known at all paths, not at jbackend
     *            endpoints alone
     */
    public VisitorSessions(Sessions sessions, String publicPath, boolean everywhere) {
        this.sessions = sessions;
        this.publicPath = publicPath;
        this.everywhere = everywhere;
    }

    /** An endpoint's path as browsers see it, for cookies. */
    String outside(String endpoint) {
        return publicPath + endpoint;
    }

    /** Header fields that give a browser the session's id. */
    List<String> cookies(String id, String endpoint, boolean secure) {
        String own = SessionCookie.header(id, outside(endpoint), secure);
        return everywhere
                ? List.of("set-cookie", own, "set-cookie",
                        SessionCookie.header(SessionCookie.USER, id, publicPath + "/", secure))
                : List.of("set-cookie", own);
    }

    /** Header fields that take it away. */
    List<String> removals(String endpoint) {
        String own = SessionCookie.removal(outside(endpoint));
        return everywhere
                ? List.of("set-cookie", own, "set-cookie", SessionCookie.removal(SessionCookie.USER, publicPath + "/"))
                : List.of("set-cookie", own);
    }

    /** The session's id in a {@code Cookie} header, or {@code null}. */
    @Nullable
    String id(@Nullable String cookies) {
        String own = SessionCookie.id(cookies);
        return own == null && everywhere ? SessionCookie.id(cookies, SessionCookie.USER) : own;
    }

    /**
     * Tells add-ons of other styles who is logged in, by the cookie that is for the
     * whole host. A page of another site is answered, but not in the visitor's
     * name.
     */
    public Visitors visitors(Users users) {
        if (!everywhere) {
            return Visitors.NOBODY;
        }
        return request -> {
            String id = SessionCookie.id(request.headers().first("cookie"), SessionCookie.USER);
            return id == null || CrossSite.refusesShared(request)
                    ? Visitors.ANONYMOUS
                    : of(id, users).thenApply(visitor -> visitor.user().map(VisitorSessions::told));
        };
    }

    private static Visitor told(User user) {
        String whole = (user.firstname() + ' ' + user.lastname()).strip();
        return Visitor.of(Long.toString(user.id()), user.username()).mail(user.email()).properties(Map.of("displayName",
                whole.isEmpty() ? user.username() : whole, "givenName", user.firstname(), "sn", user.lastname()));
    }

    /**
     * Who a session belongs to.
     *
     * @param isKnown
     *            whether the session's id is ours and not over
     */
    record Known(boolean isKnown, Optional<User> user) {
        static final Known UNKNOWN = new Known(false, Optional.empty());
    }

    /**
     * Looks a session up, on another thread where it has to be waited for. A user
     * who cannot be looked up is a guest.
     *
     * @throws RejectedExecutionException
     *             when too many wait to be looked up
     */
    CompletionStage<Known> of(String sessionId, Users users) {
        return found(sessionId)
                .thenCompose(found -> found.map(json -> visitor(json, users))
                        .orElseGet(() -> CompletableFuture.completedStage(Known.UNKNOWN)))
                .exceptionally(failure -> Known.UNKNOWN);
    }

    private CompletionStage<Optional<String>> found(String sessionId) {
        OpenSession now = sessions.openNow(OWNER, sessionId);
        return now == null
                ? CompletableFuture.supplyAsync(() -> Optional.ofNullable(sessions.load(OWNER, sessionId)), lookups)
                : CompletableFuture.completedStage(Optional.ofNullable(now.json()));
    }

    private static CompletionStage<Known> visitor(String json, Users users) {
        long id = JSON.readTree(json).path("user").asLong(0);
        return id == 0
                ? CompletableFuture.completedStage(new Known(true, Optional.empty()))
                : users.find(id).thenApply(user -> new Known(true, user));
    }

    /**
     * Begins the session of a user.
     *
     * @return when it is kept
     */
    CompletionStage<Boolean> begin(String id, User user) {
        return sessions.begin(OWNER, id, JSON.createObjectNode().put("user", user.id()).toString());
    }

    /** Takes note of a guest's session, which a module has begun. */
    CompletionStage<Boolean> began(String id) {
        return sessions.begin(OWNER, id, "{}");
    }

    CompletionStage<Boolean> end(String id) {
        return sessions.end(OWNER, id);
    }
}
