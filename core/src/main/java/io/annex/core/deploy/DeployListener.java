package io.annex.core.deploy;

import io.annex.core.addon.Version;
import org.jspecify.annotations.Nullable;

/** Is told of deploys. */
@FunctionalInterface
public interface DeployListener {
    /** Hears nothing. */
    DeployListener NONE = (previous, next) -> {
    };

    /**
     * One version takes the place of another, right before requests find it. Called
     * for one swap at a time; quick.
     *
     * @param previous
     *            the one that serves no more, or {@code null}
     * @param next
     *            the one that serves from now on, or {@code null}
     */
    void swapped(@Nullable Version previous, @Nullable Version next);
}
