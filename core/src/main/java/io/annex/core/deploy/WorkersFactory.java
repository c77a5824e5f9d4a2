package io.annex.core.deploy;

import io.annex.core.addon.Manifest;
import io.annex.core.settings.AddonSettings;
import io.annex.engine.Host;
import io.annex.engine.Program;
import io.annex.engine.Workers;
import java.nio.file.Path;

/** Opens workers for a program, by what runs the language it is written in. */
@FunctionalInterface
public interface WorkersFactory extends AutoCloseable {
    /**
     * Workers that have not begun to load.
     *
     * @param root
     *            the version's files
     * @param settings
     *            where they run, and within which limits
     * @param host
     *            what the program may ask, and who hears of it
     */
    Workers open(Manifest manifest, Path root, Program program, AddonSettings settings, Host host);

    /**
     * Names what evaluates the program: as long as it is the same, evaluating the
     * same program does the same. Empty where what a program declares is to be
     * asked of it at each start.
     */
    default String evaluator(Manifest manifest, AddonSettings settings) {
        return "";
    }

    @Override
    default void close() {
        // Most have nothing of their own.
    }
}
