/**
 * The lines that the process writes: to where, in which form, and how many of a
 * kind.
 *
 * <p>
 * Start reading at {@link io.annex.server.log.Logging}. That a line of the
 * host's is written may never be assumed: each kind of line has its pace. The
 * access log writes its entries in {@code http}; only where they go is said
 * here.
 */
@NullMarked
package io.annex.server.log;

import org.jspecify.annotations.NullMarked;
