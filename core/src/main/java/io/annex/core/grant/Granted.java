package io.annex.core.grant;

import java.util.List;
import java.util.Map;

/**
 * What an operator says of a service's grant: {@code true}, or a list of what
 * is granted. Immutable.
 *
 * @param whole
 *            whether it is {@code true}, or that is in the list
 * @param names
 *            what stands in the list as texts
 * @param entries
 *            what stands in the list with keys of its own, such as
 *            {@code {path: …, access: read}}
 */
public record Granted(boolean whole, List<String> names, List<Map<String, String>> entries) {
    /** Said {@code true}. */
    public static final Granted WHOLE = new Granted(true, List.of(), List.of());

    public Granted {
        names = List.copyOf(names);
        entries = entries.stream().map(Map::copyOf).toList();
    }

    /** Whether nothing is granted, as in an empty list. */
    public boolean isEmpty() {
        return !whole && names.isEmpty() && entries.isEmpty();
    }

    /** A list of texts. */
    public static Granted names(List<String> names) {
        return new Granted(false, names, List.of());
    }
}
