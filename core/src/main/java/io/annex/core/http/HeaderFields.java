package io.annex.core.http;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The header fields of a request, names in any case. */
public interface HeaderFields {
    /** The first value of a field, or {@code null}; {@code name} in lower case. */
    @Nullable
    String first(String name);

    /** All fields in the order received, names in lower case. */
    void forEach(BiConsumer<String, String> consumer);
}
