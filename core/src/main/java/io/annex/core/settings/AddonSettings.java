package io.annex.core.settings;

import io.annex.core.grant.Grants;
import io.annex.engine.Isolation;
import io.annex.engine.Placement;
import java.util.Set;

/**
 * What the operator says about one add-on.
 *
 * @param limits
 *            its limits
 * @param corsOrigins
 *            origins ({@code https://example.org}, or {@code *}) whose pages
 *            may call it; none by default. Or {@link #CORS_OF_THE_APPLICATION}
 * @param placement
 *            where its code runs; a cell of its own by default
 * @param packages
 *            the npm packages that it may require
 * @param grants
 *            what it may use beyond itself
 * @param values
 *            its settings
 * @param movesClock
 *            whether a test may put its clock forward
 */
public record AddonSettings(Limits limits, Set<String> corsOrigins, Placement placement, Packages packages,
        Grants grants, SettingValues values, boolean movesClock) {
    /**
     * The grant of WebAssembly. Its memory lies outside of V8's heap, so it is for
     * cells alone.
     */
    public static final String WEB_ASSEMBLY = "wasm";
    /** Stands for origins where the application decides. */
    public static final Set<String> CORS_OF_THE_APPLICATION = Set.of("app");

    /**
     * All defaults: no cross-origin calls, a cell of its own, the usual packages,
     * public addresses.
     */
    public static final AddonSettings DEFAULTS = new AddonSettings(Limits.DEFAULTS, Set.of(), Placement.OWN_CELL,
            Packages.DEFAULTS, Grants.DEFAULTS);

    /** Without settings. */
    public AddonSettings(Limits limits, Set<String> corsOrigins, Placement placement, Packages packages,
            Grants grants) {
        this(limits, corsOrigins, placement, packages, grants, SettingValues.NONE, false);
    }

    /** Whether its code may use WebAssembly. */
    public boolean hasWebAssembly() {
        return grants.has(WEB_ASSEMBLY);
    }

    /** Whether the application decides which pages may call it. */
    public boolean leavesCorsToTheApplication() {
        return corsOrigins.equals(CORS_OF_THE_APPLICATION);
    }

    /** The same in this process, for code that runs nowhere else. */
    public AddonSettings inThisProcess() {
        return new AddonSettings(limits, corsOrigins, new Placement(Isolation.THREAD, ""), packages, grants, values,
                movesClock);
    }

    /** The same with other settings. */
    public AddonSettings with(SettingValues others) {
        return new AddonSettings(limits, corsOrigins, placement, packages, grants, others, movesClock);
    }

    public boolean allows(String origin) {
        return corsOrigins.contains(origin) || corsOrigins.contains("*");
    }
}
