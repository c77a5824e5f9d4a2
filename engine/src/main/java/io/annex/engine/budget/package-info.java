/**
 * What is held for others, counted and bounded. Knows no HTTP, no socket and no
 * worker, so that each part may count by it: the edge what it holds for
 * clients, the engine what a cell has been sent.
 *
 * <p>
 * Start reading at {@link io.annex.engine.budget.ByteBudget}.
 */
@NullMarked
package io.annex.engine.budget;

import org.jspecify.annotations.NullMarked;
