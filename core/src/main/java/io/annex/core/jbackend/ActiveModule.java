package io.annex.core.jbackend;

import io.annex.core.jbackend.Hooks.Hook;
import java.util.List;

/**
 * A module that serves, however it is written and wherever it runs. Used on the
 * request's event loop.
 */
interface ActiveModule {
    /** The add-on's name. */
    String name();

    Hooks hooks();

    /**
     * Runs hooks, one after the other, and tells {@code listener} once, on the
     * request's event loop. It stops before a hook that follows
     * {@code onBeforeCheckModule}, when that has named another module.
     */
    void run(List<Hook> hooks, RequestState state, Listener listener);

    /** Is told what became of hooks. */
    interface Listener {
        void done(HookResult result);

        /** A hook failed or passed a limit; {@code incident} is in the log. */
        void failed(String incident);
    }
}
