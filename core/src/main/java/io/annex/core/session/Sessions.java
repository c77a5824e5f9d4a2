package io.annex.core.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions are kept: JSON by add-on and session id. Thread-safe.
 *
 * <p>
 * What changes never waits. It gives a stage instead, which ends when the
 * change is kept, or when nobody should wait for that any longer; an answer
 * goes out after it. The stage never fails.
 */
public interface Sessions {
    /** Where there is nothing to wait for. */
    CompletionStage<Boolean> DONE = CompletableFuture.completedStage(true);

    /** Where there are none. */
    Sessions NONE = new Sessions() {
        @Override
        public OpenSession open(String addon, String id) {
            return new OpenSession(new SessionKey(addon, id), new SessionLife(), null, false);
        }

        @Override
        public CompletionStage<Boolean> begin(String addon, String id, String json) {
            return DONE;
        }

        @Override
        public CompletionStage<Boolean> save(OpenSession session, String json) {
            return DONE;
        }

        @Override
        public CompletionStage<Boolean> end(String addon, String id) {
            return DONE;
        }
    };

    /**
     * The session, for one exchange; counts as use. May wait for the database, so
     * never call it on an event loop.
     */
    OpenSession open(String addon, String id);

    /**
     * The same, where it need not be waited for; {@code null} where it would have
     * to be.
     */
    default @Nullable OpenSession openNow(String addon, String id) {
        return null;
    }

    /** What is in the session, or {@code null} where there is none. */
    default @Nullable String load(String addon, String id) {
        return open(addon, id).json();
    }

    /** Keeps a session that begins. */
    CompletionStage<Boolean> begin(String addon, String id, String json);

    /**
     * Keeps what an exchange has changed of its session; nothing of it, where the
     * session was ended since the exchange has opened it.
     */
    CompletionStage<Boolean> save(OpenSession session, String json);

    /**
     * Ends a session. Whoever has it open cannot save it any more.
     */
    CompletionStage<Boolean> end(String addon, String id);
}
