package io.annex.api;

import java.util.Map;

/** What an add-on is told at its start. Thread-safe. */
public interface AddonContext {
    /** The add-on's name. */
    String name();

    /** The add-on's version, as its manifest has it. */
    String version();

    /**
     * The fields of a module's manifest, as the operator has set them; empty for an
     * add-on of type {@code Java}.
     */
    Map<String, String> params();

    /** The add-on's log. */
    System.Logger logger();

    /**
     * Registers a listener, while {@link Addon#start} or {@link Addon#endpoints}
     * runs: the host knows no others.
     *
     * @param name
     *            letters, digits, {@code : _ -}, such as {@code order:new}. It
     *            hears the event of that name and all whose names go on with a
     *            colon, and what is sent to it by its name
     * @throws IllegalStateException
     *             when the add-on has been loaded
     */
    void on(String name, Listener listener);

    /**
     * A service of the host, e.g. {@link Cache}. Calls of it are on account of the
     * exchange whose handler makes them.
     *
     * @throws IllegalArgumentException
     *             where there is none of that type, saying which there are
     */
    <T> T service(Class<T> type);
}
