package io.annex.server.operator;

import io.annex.core.addon.Version;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Ends suspensions at once, for the command and over HTTP alike. Blocks
 * nothing; thread-safe.
 */
public final class Resuming {
    /** What came of it. */
    public enum Outcome {
        /** It was suspended and is not any more. */
        RESUMED,
        /** It was not suspended. */
        SERVED,
        /** There is no such add-on. */
        UNKNOWN
    }

    private final Supplier<Collection<Version>> active;

    /**
     * @param active
     *            the versions that serve
     */
    public Resuming(Supplier<Collection<Version>> active) {
        this.active = active;
    }

    /** Lets an add-on serve again. */
    public Outcome resume(String addon) {
        List<Version> found = active.get().stream().filter(version -> version.addon().equals(addon)).toList();
        boolean was = false;
        for (Version version : found) {
            was |= version.workers().resume();
        }
        return found.isEmpty() ? Outcome.UNKNOWN : was ? Outcome.RESUMED : Outcome.SERVED;
    }
}
