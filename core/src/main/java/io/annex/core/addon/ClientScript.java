package io.annex.core.addon;

/**
 * What browsers get of an add-on's script for them. The guest library has
 * compiled it when the version was loaded.
 */
public sealed interface ClientScript {
    /** The add-on has no script for browsers. */
    record None() implements ClientScript {
    }

    /** The file goes as its author wrote it. */
    record AsWritten() implements ClientScript {
    }

    /**
     * The file had to be compiled.
     *
     * @param code
     *            what goes in its place
     */
    record Compiled(String code) implements ClientScript {
    }

    /**
     * The file cannot be compiled.
     *
     * @param error
     *            for its author: what is wrong, with file, line, column and the
     *            line itself
     */
    record Broken(String error) implements ClientScript {
    }
}
