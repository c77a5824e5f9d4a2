package io.annex.core;

import java.util.Set;

/**
 * What the operator says about one add-on.
 *
 * @param limits
 *            its limits
 * @param corsOrigins
 *            origins ({@code https://example.org}, or {@code *}) whose pages
 *            may call it; none by default
 */
public record AddonSettings(Limits limits, Set<String> corsOrigins) {
    /** All defaults, no cross-origin calls. */
    public static final AddonSettings DEFAULTS = new AddonSettings(Limits.DEFAULTS, Set.of());

    boolean allows(String origin) {
        return corsOrigins.contains(origin) || corsOrigins.contains("*");
    }
}
