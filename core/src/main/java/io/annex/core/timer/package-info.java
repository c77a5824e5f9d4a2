/**
 * Timers of add-ons. Start reading at {@link io.annex.core.timer.Timers}; an
 * {@link io.annex.core.timer.Interval} says when one is due, a
 * {@link io.annex.core.timer.TimerTable} whose a run is.
 *
 * <p>
 * Never assume that a run is made up for, nor that this is the only server.
 */
@NullMarked
package io.annex.core.timer;

import org.jspecify.annotations.NullMarked;
