package io.annex.core.service;

import java.io.IOException;

/**
 * A service, for one version of an add-on. Called by several threads at a time.
 */
@FunctionalInterface
public interface Scope {
    /**
     * Serves one of the ops that the service has declared, on a thread that its
     * mode says. What it throws fails the call: {@link OpRefused} with its message,
     * all else with one that tells nothing of the host, and is logged.
     *
     * <p>
     * Nothing of the call is to be believed: the guest library shares its isolate
     * with the add-on. It may reach what belongs to its version or its exchange,
     * and nothing else.
     */
    void serve(Call call) throws OpRefused, IOException;

    /** The version serves no more. Its calls have been cancelled. */
    default void close() {
    }
}
