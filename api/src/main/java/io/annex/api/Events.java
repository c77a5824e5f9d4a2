package io.annex.api;

/**
 * Tells add-ons of what has happened; {@link AddonContext#service} gives it.
 * Thread-safe.
 */
public interface Events {
    /**
     * Tells every add-on that listens, later and at most once, and comes back at
     * once.
     *
     * @param event
     *            letters, digits, {@code : _ -}, such as {@code order:new}; names
     *            that begin with {@code sv} are the system's
     * @param json
     *            an object, to which {@code event}, {@code emitter} (this add-on's
     *            name) and {@code timestamp} (ms) are added
     * @throws ServiceException
     *             when the name or the JSON is none or too long, or while the
     *             thread handles an event that some add-on has emitted
     */
    void emit(String event, String json);
}
