package io.annex.core.access;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The keys that clients identify themselves by. Thread-safe. */
public interface ApiKeys {
    /** Cannot be asked. */
    ApiKeys NONE = (key, endpoint) -> CompletableFuture.completedStage(new Admission(Admission.Outcome.ERROR, 0));

    /**
     * Decides whether a request may pass, and counts it if it may: a rejected
     * request is not counted, and requests at the same time never pass the key's
     * daily limit together. Never blocks, so it may be called on an event loop. For
     * a key that was used a moment ago the stage is mostly complete on return;
     * otherwise it is completed on another thread. It never fails:
     * {@link Admission.Outcome#ERROR} says that nothing could be found out.
     *
     * @param key
     *            what the client sent, or {@code null} or an empty text for nothing
     * @param endpoint
     *            path of the endpoint that was called, as configured, e.g.
     *            {@code /jbackend}
     */
    CompletionStage<Admission> admit(@Nullable String key, String endpoint);
}
