package io.annex.core.message;

import java.util.Collection;
import java.util.Set;

/**
 * Events over several servers: each of them tells the others what was emitted
 * there, and each add-on hears of it on one of them. Thread-safe; never waits.
 */
public interface SharedEvents {
    /** For one server, whose events are its own. */
    SharedEvents NONE = new SharedEvents() {
        @Override
        public void begin(Receiver receiver) {
        }

        @Override
        public void tell(String event, String json, Collection<String> heard) {
        }

        @Override
        public void listens() {
        }
    };

    /** A server's side, which events of others come to. */
    interface Receiver {
        /** Which add-ons here listen for an event; an empty name asks for any. */
        Set<String> listening(String event);

        /** Tells these add-ons, which nobody else tells. */
        void deliver(String event, String json, Collection<String> addons);
    }

    /** Others' events go there, from now on. */
    void begin(Receiver receiver);

    /**
     * Something was emitted here.
     *
     * @param json
     *            what listeners get
     * @param heard
     *            the add-ons that are told here
     */
    void tell(String event, String json, Collection<String> heard);

    /** An add-on listens from now on. */
    void listens();
}
