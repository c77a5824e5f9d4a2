package io.annex.core.jbackend;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides whether a request may pass to the modules. Used on the request's
 * event loop.
 */
@FunctionalInterface
interface Gatekeeper {
    /**
     * Decides, now or later.
     *
     * @param check
     *            what the modules said of the visitor's session, if one did
     * @param then
     *            is given why the request may not pass, or nothing; called once, on
     *            the request's event loop
     */
    void admit(RequestState state, Optional<SessionCheck> check, Consumer<Optional<ErrorCode>> then);
}
