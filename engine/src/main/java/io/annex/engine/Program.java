package io.annex.engine;

/**
 * The code of one version of an add-on, as a worker loads it.
 *
 * @param name
 *            the add-on's name, for stacks and logs
 * @param version
 *            its version
 * @param style
 *            the authoring style, a folder of the guest library, e.g.
 *            {@code restapp}
 * @param entry
 *            the script to evaluate, from the root, e.g. {@code /index.js}
 * @param params
 *            JSON object handed to the style ({@code {}} for none)
 * @param webAssembly
 *            whether it may use WebAssembly, whose memory no limit of a worker
 *            bounds: only that of a cell does
 * @param movesClock
 *            whether a test may put its clock forward
 */
public record Program(String name, String version, String style, String entry, String params, boolean webAssembly,
        boolean movesClock) {
    /** Without WebAssembly, under the clock that there is. */
    public Program(String name, String version, String style, String entry, String params) {
        this(name, version, style, entry, params, false, false);
    }
}
