package io.annex.core.service;

/** Takes what services tell add-ons. Thread-safe; never waits. */
public interface Emitter {
    /** Takes nothing. */
    Emitter NONE = new Emitter() {
        @Override
        public void emitTo(String addon, String event, String json) {
        }

        @Override
        public int emit(String event, String json, String emitter) {
            return 0;
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
     * Tells every add-on that listens; otherwise the same.
     *
     * @param emitter
     *            who says so
     * @return how many listeners there are
     */
    int emit(String event, String json, String emitter);
}
