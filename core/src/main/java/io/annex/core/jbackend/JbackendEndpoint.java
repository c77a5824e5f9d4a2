package io.annex.core.jbackend;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A path at which modules answer, as the operator has made it.
 *
 * @param path
 *            begins with a slash and does not end with one, e.g.
 *            {@code /index.php/api}; the root is {@code ""}
 * @param access
 *            who may call
 * @param modules
 *            names of the modules that are served, in any case;
 *            {@code Set.of("all")} for all of them
 * @param cors
 *            whether pages of any origin may call
 * @param forceSsl
 *            whether a request over http is redirected to https
 * @param trace
 *            whether a row is kept of each request
 */
public record JbackendEndpoint(String path, Access access, Set<String> modules, boolean cors, boolean forceSsl,
        boolean trace) {
    /** What stands for all modules. */
    public static final Set<String> ALL_MODULES = Set.of("all");

    /** Who may call. */
    public enum Access {
        /** Everybody. */
        FREE,
        /** Who is logged in. */
        USER,
        /** Who sends an API key. */
        KEY;

        /** The word in the configuration. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public JbackendEndpoint {
        modules = modules.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether requests for the module are answered here; one without a name is
     * nowhere.
     */
    boolean serves(String module) {
        return !module.isEmpty() && modules.equals(ALL_MODULES) || modules.contains(module.toLowerCase(Locale.ROOT));
    }
}
