package io.annex.core.jbackend;

import java.util.List;
import java.util.Map;

/**
 * What the operator says of the jbackend style.
 *
 * @param endpoints
 *            where modules answer; none without a word
 * @param modules
 *            what is said of single modules, by the add-on's name
 * @param registration
 *            whether the module {@code user} lets anybody register
 * @param everywhere
 *            whether add-ons of all styles are told who is logged in
 */
public record JbackendSettings(List<JbackendEndpoint> endpoints, Map<String, ModuleSettings> modules,
        boolean registration, boolean everywhere) {
    /** No endpoints. */
    public static final JbackendSettings DEFAULTS = new JbackendSettings(List.of(), Map.of(), false, false);

    /**
     * What is said of one module.
     *
     * @param enabled
     *            whether it takes part; otherwise it is as if it were not there
     * @param order
     *            modules with a lower number have their hooks called first, those
     *            with the same in the order of their names
     * @param params
     *            values that replace the defaults of its manifest
     */
    public record ModuleSettings(boolean enabled, int order, Map<String, String> params) {
        /** Enabled, as its manifest says. */
        public static final ModuleSettings DEFAULTS = new ModuleSettings(true, 0, Map.of());
    }

    /** What is said of a module. */
    public ModuleSettings module(String addon) {
        return modules.getOrDefault(addon, ModuleSettings.DEFAULTS);
    }
}
