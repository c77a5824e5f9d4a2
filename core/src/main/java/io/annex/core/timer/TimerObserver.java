package io.annex.core.timer;

import java.time.Duration;

/** Is told of timers, for metrics. Called on one thread; quick. */
public interface TimerObserver {
    /** Hears nothing. */
    TimerObserver NONE = new TimerObserver() {
    };

    /**
     * The code of a run has begun.
     *
     * @param lateness
     *            since it was due
     */
    default void begun(String addon, String timer, Duration lateness) {
    }

    /**
     * A run has ended.
     *
     * @param outcome
     *            {@code ok}, {@code failed}, {@code stopped} or {@code dropped}
     */
    default void ended(String addon, String timer, String outcome, Duration took) {
    }

    /** A run was passed over. */
    default void skipped(String addon, String timer) {
    }

    /**
     * All runs of one time have begun, or are others'.
     *
     * @param spread
     *            from when it was due to the last of them that has begun here
     */
    default void round(String timer, Duration spread) {
    }

    /** An add-on serves no more. */
    default void gone(String addon) {
    }
}
