package io.annex.core.service;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A call of an op, to be answered exactly once, now or later, from any thread;
 * what comes after the first answer is dropped.
 */
public interface Call {
    /** What may wait for something. */
    @FunctionalInterface
    interface Blocking {
        void run() throws OpRefused, IOException;
    }

    /** The name of the op, as declared. */
    String op();

    /** Its payload. */
    String text();

    /** Bytes with it, or {@code null}. Not to be altered. */
    byte @Nullable [] bytes();

    /**
     * On whose behalf it runs, or {@code null} outside of an exchange (module
     * level, a timer of the add-on's own).
     */
    @Nullable
    ExchangeScope exchange();

    void ok(String text);

    /** Bytes alone; not altered any more. */
    void ok(byte[] bytes);

    /** Only a call that is answered later may be answered with both. */
    void ok(String text, byte[] bytes);

    /**
     * The call failed.
     *
     * @param code
     *            what the add-on's code can tell it by
     * @param message
     *            for the add-on's author; names nothing of the host's
     */
    void fail(String code, String message);

    /**
     * Goes on where it may wait: for an op that is mostly served at once. What it
     * throws fails the call, as in {@link Scope#serve}.
     */
    void blocking(Blocking rest);

    /**
     * Runs {@code action} once, on any thread, when nobody waits for the answer any
     * more: the exchange was stopped, or the version serves no more. It runs at
     * once where that has happened already, and not at all once the call is
     * answered.
     */
    void onCancel(Runnable action);
}
