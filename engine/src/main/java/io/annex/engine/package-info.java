/**
 * JavaScript workers: isolates, mailboxes, timers, modules, limits. Knows no
 * HTTP and no add-on.
 *
 * <p>
 * Start reading at {@link io.annex.engine.Engine}, which opens
 * {@link io.annex.engine.Workers} for a {@link io.annex.engine.Program}.
 * Whoever has an {@link io.annex.engine.Exchange} offers it to those workers
 * and is told its answer, or why it was {@linkplain io.annex.engine.Stop
 * stopped}. What guest code asks of the host arrives at the
 * {@link io.annex.engine.Host}. The messages themselves are described in
 * {@code docs/design/messages.md}.
 *
 * <p>
 * Never assume where a worker runs: everything that crosses is a message, so
 * that a worker may as well live in a child process.
 */
@NullMarked
package io.annex.engine;

import org.jspecify.annotations.NullMarked;
