/**
 * From the host to an add-on: exchanges that begin with no request. An event
 * that every listener hears, a timer, a call that is answered, a message.
 *
 * <p>
 * Start reading at {@link io.annex.core.message.Messages}, which whoever has
 * something to say calls; an {@link io.annex.core.message.AddonQueue} has what
 * waits for one add-on, and hands it to the version that serves, where a
 * {@link io.annex.core.message.MessageExchange} goes the way of all exchanges:
 * through the workers' queue, which start a worker or a cell where there is
 * none, within the limits, until it is answered or stopped.
 *
 * <p>
 * Never assume that a message arrives: each is delivered at most once. What was
 * handed to a version and begun there is never sent again, whatever became of
 * it. Nor that two listeners hear in an order, or on one worker.
 */
@NullMarked
package io.annex.core.message;

import org.jspecify.annotations.NullMarked;
