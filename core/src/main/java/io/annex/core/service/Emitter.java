package io.annex.core.service;

/** Takes what services tell add-ons. Thread-safe; never waits. */
public interface Emitter {
    /** Takes nothing. */
    Emitter NONE = new Emitter() {
        @Override
        public void emitTo(String addon, String event, String json) {
        }

        @Override
        public void emitToAll(String event, String json, String emitter) {
        }
    };

    /**
     * Tells one add-on of an event.
     *
     * @param json
     *            an object
     * @throws IllegalArgumentException
     *             when the name or the JSON is none, or too long
     */
    void emitTo(String addon, String event, String json);

    /**
     * Tells every add-on that listens; otherwise the same. Returns when the event
     * waits for each of them, before any of them is handed it.
     *
     * @param emitter
     *            who says so
     */
    void emitToAll(String event, String json, String emitter);
}
