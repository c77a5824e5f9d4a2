package io.annex.engine;

import java.nio.file.Path;

/**
 * Process-wide settings of the engine.
 *
 * @param maxHeap
 *            the largest V8 heap that any worker may be granted, in bytes; V8
 *            takes it once for the whole process
 * @param cache
 *            folder for the start-up snapshot and for V8's library; created
 *            when missing
 */
public record EngineOptions(long maxHeap, Path cache) {
}
