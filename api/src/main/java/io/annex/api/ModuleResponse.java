package io.annex.api;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a jbackend request, shared by its modules. Keys keep the order
 * in which they were set. Values are what JSON has: texts, numbers, booleans,
 * {@code null}, and lists, arrays and maps of these.
 */
public interface ModuleResponse {
    /** Puts the map in the place of all that was set. */
    void set(Map<String, ? extends @Nullable Object> answer);

    /**
     * Adds a key, or gives it another value.
     *
     * @throws IllegalArgumentException
     *             when JSON cannot hold the value
     */
    void set(String key, @Nullable Object value);

    /** A copy of what was set; empty where nothing was. */
    Optional<Map<String, @Nullable Object>> get();
}
