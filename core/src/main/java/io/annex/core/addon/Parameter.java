package io.annex.core.addon;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an operation, as its add-on describes it. Nothing depends on
 * it being true.
 *
 * @param name
 *            its name; a header's in any case
 * @param places
 *            where it is looked for, the first that has it counts
 * @param required
 *            whether a request without it is refused
 * @param defaultValue
 *            JSON of what it is where it is absent, or {@code null} for none
 * @param schema
 *            JSON Schema of its value, in the draft that the author wrote, or
 *            {@code null} for none
 * @param deserialize
 *            whether a text is read as JSON
 * @param description
 *            a text for people; may be empty
 */
public record Parameter(String name, List<Place> places, boolean required, @Nullable String defaultValue,
        @Nullable String schema, boolean deserialize, String description) {

    /** Where a parameter is found. */
    public enum Place {
        ROUTE, QUERY, BODY, HEADER;

        /** As the add-on's declaration has it. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
