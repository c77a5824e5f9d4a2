package io.annex.core.settings;

import java.nio.file.Path;
import java.util.Set;

/**
 * The npm packages that an add-on may require.
 *
 * @param folder
 *            where the operator has installed them: its {@code node_modules}
 *            has the packages; need not exist
 * @param allowed
 *            names of those that the add-on's own code may require; what they
 *            require themselves, they get
 */
public record Packages(Path folder, Set<String> allowed) {
    /** What widget backends of the console may require. */
    public static final Set<String> USUAL = Set.of("lodash", "body", "elkjs");

    /** The usual ones, in the folder {@code packages}. */
    public static final Packages DEFAULTS = new Packages(Path.of("packages"), USUAL);
}
