package io.annex.core.addon;

import tools.jackson.databind.JsonNode;

/**
 * What a program declares in the terms of its style alone, beside endpoints.
 * Who knows the style knows the type behind this. Immutable.
 */
public interface Declarations {
    /** Nothing beside endpoints. */
    Declarations NONE = () -> true;

    /** Whether nothing is declared. */
    boolean isEmpty();

    /** Takes a style's own out of what the guest says of a program. */
    @FunctionalInterface
    interface Reader {
        /**
         * Reads it.
         *
         * @param loaded
         *            what the guest says, of which nothing may be believed
         * @throws InvalidAddon
         *             when it cannot be served
         */
        Declarations read(JsonNode loaded) throws InvalidAddon;
    }
}
