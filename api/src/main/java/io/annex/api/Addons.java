package io.annex.api;

import java.util.concurrent.CompletionStage;

/**
 * Calls other add-ons of the server that an operator has granted, by
 * {@code grants: {addons: [name, …]}}; {@link AddonContext#service} gives it.
 * Thread-safe.
 */
public interface Addons {
    /**
     * What the other add-on has answered.
     *
     * @param body
     *            as text; empty for none. Bytes and files are a character each
     */
    record Answer(int status, String body) {
    }

    /** Whether an add-on of that name can be called. */
    boolean isThere(String addon);

    /**
     * Calls it, and waits.
     *
     * @param method
     *            such as {@code GET}
     * @param route
     *            path below its mount, percent-encoded, such as {@code /item/7}
     * @param json
     *            an object with its parameters; empty for none
     * @throws ServiceException
     *             when it is refused: with the code {@code denied},
     *             {@code no_addon}, {@code depth} or {@code deadlock}
     */
    Answer call(String addon, String method, String route, String json);

    /** The same, answered later, on any thread. */
    CompletionStage<Answer> callLater(String addon, String method, String route, String json);
}
