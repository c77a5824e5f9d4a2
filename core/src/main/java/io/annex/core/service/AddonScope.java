package io.annex.core.service;

import io.annex.core.addon.Manifest;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import io.annex.core.settings.ServiceSettings;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** What a service knows of the version that it is opened for. Thread-safe. */
public interface AddonScope {
    /** The add-on's name. */
    String addon();

    /** Its style, e.g. {@code restapp}. */
    String style();

    Manifest manifest();

    /** The version's files; nobody alters them. */
    Path root();

    /** What the operator says of the add-on: grants, packages and the rest. */
    AddonSettings settings();

    /** Those of {@link #settings}. */
    default Limits limits() {
        return settings().limits();
    }

    default long limit(Limit limit) {
        return limits().get(limit);
    }

    /** Values of the service's own settings. */
    ServiceSettings services();

    /** The add-on's log. */
    AddonLog log();

    /**
     * For what may wait: a few threads at a time for all services of the add-on
     * together, with a bounded queue, over which it throws
     * {@link java.util.concurrent.RejectedExecutionException}.
     */
    Executor blocking();

    /**
     * Tells the add-on of an event; it hears of it where it listens for that name.
     *
     * @param json
     *            an object
     * @throws IllegalArgumentException
     *             when the name or the JSON is none, or too long
     */
    void emit(String event, String json);

    /**
     * Tells every add-on that listens, in the name of this one; otherwise the same.
     */
    void emitToAll(String event, String json);
}
