package io.annex.api;

import java.util.Optional;
import java.util.Set;

/**
 * An add-on in Java: a module that takes part in jbackend requests, endpoints
 * of its own, or both kinds in two jars. One instance serves all requests, on
 * many threads at once. What a method throws ends that request alone: the
 * client learns an incident's id, the log has the rest.
 */
public interface Addon {
    /**
     * Called once, before the add-on serves. What it throws makes the deploy fail,
     * and the version that served before goes on.
     */
    default void start(AddonContext context) throws Exception {
    }

    /**
     * Called once after {@link #start}, for an add-on of type {@code Java}: says
     * which endpoints there are. A module of the jbackend style is not asked.
     */
    default void endpoints(Router router) throws Exception {
    }

    /**
     * For a module: the names of the modules that {@link #onRequest} answers for,
     * in any case. Empty for the one that the manifest names. Asked once.
     */
    default Set<String> modules() {
        return Set.of();
    }

    /**
     * For a module: called for every request at every jbackend endpoint, before its
     * module is looked at. May set any input variable, and so rescue a request that
     * names no module.
     */
    default void onBeforeCheckModule(ModuleRequest request) throws Exception {
    }

    /**
     * For a module: what it knows of the visitor.
     *
     * @param module
     *            the module that the request is for
     * @return empty for nothing
     */
    default Optional<SessionCheck> onCheckSession(ModuleRequest request, String module) throws Exception {
        return Optional.empty();
    }

    /**
     * For a module: a request for one of {@link #modules}. It is called also when a
     * module before it has answered already.
     *
     * @param module
     *            the module's name as the request writes it
     * @param response
     *            the answer, shared by all modules of the request
     * @param status
     *            shared as well; who takes the request on puts a name on its call
     *            stack
     * @return {@code true} for fine; it changes nothing
     */
    default boolean onRequest(ModuleRequest request, String module, ModuleResponse response, ModuleStatus status)
            throws Exception {
        return true;
    }

    /**
     * Called once, when the version serves no more. Ends what it began: a thread
     * that goes on keeps the whole version in memory.
     */
    default void stop() throws Exception {
    }
}
