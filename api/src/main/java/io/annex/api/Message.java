package io.annex.api;

import java.util.concurrent.CompletionStage;

/**
 * What a {@link Listener} is told. Used by one thread, until the listener
 * returns.
 */
public interface Message {
    /**
     * With what it began: {@code event}, {@code timer}, {@code call} or
     * {@code message}.
     */
    String origin();

    /**
     * What it carries, as JSON: for events and timers an object with {@code event},
     * {@code emitter} and {@code timestamp} (ms); for the others any value.
     */
    String json();

    /**
     * Answers a call with JSON that is written already; {@code null} otherwise.
     * Where nobody waits for an answer it goes nowhere.
     */
    void answer(String json);

    /**
     * Whether its time is over. The listener runs on all the same, as others may
     * need what it does.
     */
    boolean isAbandoned();

    /** As {@link Exchange#waitUntil}. */
    void waitUntil(CompletionStage<?> stage);

    /** The add-on's log; its lines have the message's id. */
    System.Logger logger();
}
