package io.annex.core.service;

/** Takes what services tell add-ons. Thread-safe; never waits. */
@FunctionalInterface
public interface Emitter {
    /**
     * Tells an add-on of an event.
     *
     * @param json
     *            a JSON value
     */
    void emit(String addon, String event, String json);
}
