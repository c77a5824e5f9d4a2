package io.annex.api;

import java.util.Optional;

/**
 * The add-on's settings, as its operator and its defaults have them: a
 * {@link AddonContext#service service} of the host. They are the same as long
 * as a version lives; when one is changed, the add-on is loaded anew.
 * Thread-safe.
 *
 * <p>
 * Which settings there are, with their types and defaults, the add-on says in
 * {@code manifest.json} below {@code settings}; a module in {@code annex.json}
 * and by the fields of its manifest.
 */
public interface Settings {
    /**
     * A value: a text as it is, any other as JSON ({@code 8080}, {@code true},
     * {@code ["a"]}). Empty where there is neither a value nor a default.
     */
    Optional<String> get(String key);

    /** All values, as a JSON object. */
    String json();

    /** The settings of all add-ons: {@code settings} in {@code annex.yaml}. */
    Settings global();
}
