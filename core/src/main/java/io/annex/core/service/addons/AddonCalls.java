package io.annex.core.service.addons;

import io.annex.core.service.Call;
import io.annex.core.service.OpRefused;

/** Takes calls to other add-ons. Thread-safe; never waits. */
public interface AddonCalls {
    /**
     * What an add-on asks another one.
     *
     * @param addon
     *            whom
     * @param route
     *            path below its mount, and a query
     * @param headers
     *            name, newline, value, newline …
     * @param json
     *            what becomes of the parameters; empty for nothing
     * @param waits
     *            whether a worker of the caller stands still meanwhile
     */
    record Asked(String addon, String method, String route, String headers, String json, boolean waits) {
    }

    /** Whether an add-on of that name serves and can be called. */
    boolean isThere(String addon);

    /** Calls nobody any more. */
    default void close() {
    }

    /** Calls it, and answers {@code call} with what it says. */
    void call(String caller, Asked asked, Call call) throws OpRefused;
}
