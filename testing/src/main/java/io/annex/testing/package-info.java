/**
 * How tests wait. Start reading at {@link io.annex.testing.Waiting}: it waits
 * for conditions, and gives up after a time that is written as what a quiet
 * machine would need and that grows with how busy this one is
 * ({@link io.annex.testing.Slowness}). What waits in another way is ended by
 * {@link io.annex.testing.EveryTestEnds}, so no test hangs.
 *
 * <p>
 * It never decides what is right, only when to stop waiting for it.
 */
@NullMarked
package io.annex.testing;

import org.jspecify.annotations.NullMarked;
