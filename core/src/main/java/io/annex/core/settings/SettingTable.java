package io.annex.core.settings;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Settings that were set at run time, kept beyond the process. Thread-safe. */
public interface SettingTable {
    /** The name that stands for all add-ons. */
    String ALL = "";

    /** Nothing was set, and nothing can be. */
    SettingTable NONE = new SettingTable() {
        private final SecretMark mark = SecretMark.ofThisProcess();

        @Override
        public Map<String, Stored> of(String addon) {
            return Map.of();
        }

        @Override
        public SecretMark mark() {
            return mark;
        }
    };

    /**
     * A value.
     *
     * @param secret
     *            whether it was set as a secret
     */
    record Stored(JsonNode value, boolean secret) {
        @Override
        public String toString() {
            return secret ? "a secret" : value.toString();
        }
    }

    /**
     * What was set of an add-on, by key; or, by {@link #ALL}, of all.
     *
     * @throws IOException
     *             where it cannot be known
     */
    Map<String, Stored> of(String addon) throws IOException;

    /**
     * A value that was set before anybody knew that it is a secret: it is kept as
     * one from now on.
     */
    default void seal(String addon, String key) throws IOException {
    }

    /** Tells secrets apart without telling them. */
    SecretMark mark();
}
