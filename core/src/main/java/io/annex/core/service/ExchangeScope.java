package io.annex.core.service;

import io.annex.core.http.Callers;
import io.annex.core.http.Form;
import io.annex.core.session.OpenSession;
import io.annex.engine.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What a service knows of the exchange that an op is called for, whatever the
 * exchange began with, and what it may have told. Used on workers' threads.
 */
public interface ExchangeScope extends Exchange {
    /** Is told once that the exchange has ended. */
    interface Listener {
        /**
         * The exchange has ended.
         *
         * @param answered
         *            whether the add-on answered it; otherwise it was stopped, or
         *            nobody waits for its answer any more
         */
        void ended(boolean answered);
    }

    /** The upload with this token, or {@code null}. */
    Form.@Nullable Upload upload(String token);

    /**
     * The id of the visitor's session as far as it is known: what the client sent
     * may be none of ours. {@code null} for no session.
     */
    @Nullable
    String knownSessionId();

    /** The session was looked up; it has no content where there is none. */
    void opened(@Nullable OpenSession session);

    /** Tells of the end, at once where it has come already. */
    void tell(Listener listener);

    /** No more of {@link #tell}. */
    void forget(Listener listener);

    /** It has waited for its place: its wall time begins now. */
    void begins();

    /**
     * Runs {@code action} once, on the exchange's event loop, when nothing of it
     * runs any more: after the others that wait for that, or at once.
     */
    void whenNothingRuns(Runnable action);

    /**
     * The name of the event that it handles, or that an add-on handles which has
     * called this one; empty where it began otherwise.
     */
    default String event() {
        return "";
    }

    /** Who asks, as a JSON object; empty where nobody is known. */
    default String user() {
        return "";
    }

    /** The add-ons that wait for its answer. */
    default Callers callers() {
        return Callers.NONE;
    }
}
