package io.annex.core.addon;

/**
 * What an add-on says of itself, in the form that all styles share.
 *
 * @param id
 *            its id, which is also its default name
 * @param version
 *            its version, as written
 * @param entry
 *            the script or jar, from the root, e.g. {@code /index.js}
 * @param maxUpload
 *            bytes of one upload that the add-on itself allows, or 0 for no
 *            word on it
 * @param info
 *            JSON object that the guest may read as {@code appInfo}
 * @param params
 *            JSON object for the style's guest side
 */
public record Manifest(String id, String version, String entry, long maxUpload, String info, String params) {
    /**
     * Whether the add-on is written in Java: a jar, which only this process can
     * run.
     */
    public boolean isJava() {
        return entry.endsWith(".jar");
    }
}
