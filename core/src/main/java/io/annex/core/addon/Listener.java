package io.annex.core.addon;

/**
 * What an add-on wants to be told, beside requests.
 *
 * @param index
 *            its place in the order of registration, by which the guest knows
 *            it
 * @param name
 *            letters, digits, {@code : _ -}
 */
public record Listener(int index, String name) {
    /**
     * Whether it hears an event: the one of its name, and all whose names go on
     * with a colon. So {@code order} hears {@code order:new}.
     */
    public boolean hears(String event) {
        return event.startsWith(name) && (event.length() == name.length() || event.charAt(name.length()) == ':');
    }
}
