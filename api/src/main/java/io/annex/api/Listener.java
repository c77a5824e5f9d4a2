package io.annex.api;

/**
 * Is told what the host has to say: an event, a call, a message. Called on many
 * threads at once. What it throws is logged with an incident's id, and goes to
 * nobody but who waits for its answer.
 */
@FunctionalInterface
public interface Listener {
    /** Hears a message; it has ended when this returns. */
    void hear(Message message) throws Exception;
}
