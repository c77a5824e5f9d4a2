package io.annex.engine;

import java.nio.file.Path;
import java.time.ZoneId;

/**
 * Process-wide settings of the engine.
 *
 * @param maxHeap
 *            the largest V8 heap that any worker may be granted, in bytes; V8
 *            takes it once for the whole process
 * @param cache
 *            folder for the start-up snapshot and for V8's library; created
 *            when missing
 * @param spare
 *            whether an isolate is kept in advance
 * @param timezone
 *            the clock that add-ons' dates are read off
 */
public record EngineOptions(long maxHeap, Path cache, Spare spare, ZoneId timezone) {
    /** With the system's time zone. */
    public EngineOptions(long maxHeap, Path cache, Spare spare) {
        this(maxHeap, cache, spare, ZoneId.systemDefault());
    }

    /** When there is an isolate, or a cell, that waits for what comes. */
    public enum Spare {
        /** Until the first is wanted, which takes it. */
        FIRST,
        /** Whenever none was wanted lately. */
        ALWAYS
    }
}
