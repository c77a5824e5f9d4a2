package io.annex.core.settings;

import java.util.function.Function;

/**
 * What an operator may set of a service for all add-ons together:
 * {@code services.<service>.<key>}.
 *
 * @param service
 *            the service's name
 * @param key
 *            the key below it
 * @param defaultText
 *            the default as people write it
 * @param meaning
 *            what it says, as one clause
 * @param reader
 *            reads a value; throws {@link IllegalArgumentException} with what
 *            was expected
 */
public record ServiceSetting(String service, String key, String defaultText, String meaning,
        Function<String, Object> reader) {

    /** In bytes, as people write it: {@code 64 MB}. */
    public static ServiceSetting size(String service, String key, String defaultText, String meaning) {
        return new ServiceSetting(service, key, defaultText, meaning, Quantities::bytes);
    }

    /** In nanoseconds, as people write it: {@code 30 s}. */
    public static ServiceSetting time(String service, String key, String defaultText, String meaning) {
        return new ServiceSetting(service, key, defaultText, meaning, Quantities::nanos);
    }

    /** A whole number above 0. */
    public static ServiceSetting count(String service, String key, String defaultText, String meaning) {
        return new ServiceSetting(service, key, defaultText, meaning, Quantities::count);
    }

    /** Any text. */
    public static ServiceSetting text(String service, String key, String defaultText, String meaning) {
        return new ServiceSetting(service, key, defaultText, meaning, String::strip);
    }

    /** The key in configuration. */
    public String path() {
        return "services." + service + '.' + key;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException
     *             saying {@code services.<service>.<key>: <value> (expected: …)}
     */
    public Object parse(String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path() + ": " + text + " (expected: " + e.getMessage() + ")", e);
        }
    }
}
