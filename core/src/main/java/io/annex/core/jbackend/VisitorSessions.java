package io.annex.core.jbackend;

import io.annex.core.session.Sessions;
import io.annex.core.users.User;
import io.annex.core.users.Users;
import io.annex.engine.BlockingTasks;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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

    /**
     * @param publicPath
     *            what a proxy puts before all paths
     */
    public VisitorSessions(Sessions sessions, String publicPath) {
        this.sessions = sessions;
        this.publicPath = publicPath;
    }

    /** An endpoint's path as browsers see it, for cookies. */
    String outside(String endpoint) {
        return publicPath + endpoint;
    }

    /**
     * Who a session belongs to.
     *
     * @param isKnown
     *            whether the session's id is ours and not over
     */
    record Visitor(boolean isKnown, Optional<User> user) {
        static final Visitor UNKNOWN = new Visitor(false, Optional.empty());
    }

    /**
     * Looks a session up, on another thread. A user who cannot be looked up is a
     * guest.
     *
     * @throws RejectedExecutionException
     *             when too many wait to be looked up
     */
    CompletionStage<Visitor> of(String sessionId, Users users) {
        return CompletableFuture.supplyAsync(() -> Optional.ofNullable(sessions.load(OWNER, sessionId)), lookups)
                .thenCompose(found -> found.map(json -> visitor(json, users))
                        .orElseGet(() -> CompletableFuture.completedStage(Visitor.UNKNOWN)))
                .exceptionally(failure -> Visitor.UNKNOWN);
    }

    private static CompletionStage<Visitor> visitor(String json, Users users) {
        long id = JSON.readTree(json).path("user").asLong(0);
        return id == 0
                ? CompletableFuture.completedStage(new Visitor(true, Optional.empty()))
                : users.find(id).thenApply(user -> new Visitor(true, user));
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
