/**
 * Workers in child processes: cells.
 *
 * <p>
 * The server's side (the front) is {@link io.annex.engine.cell.CellEngine}: its
 * {@code CellWorkers} hand exchanges to a {@code Cell}, which is a process and
 * the channel to it. Which cell a program has, and what waits while it has
 * none, is in {@code ProgramCell}, how many there may be in all in
 * {@code CellPool}. The child's side is {@link io.annex.engine.cell.CellMain},
 * which runs the very workers of {@link io.annex.engine.isolate} and is their
 * host: what they ask, say and answer becomes a {@code Frame}. Both sides write
 * through an {@code Outbox} and read through an {@code Inbox}. The channel is
 * described in {@code docs/design/cells.md}.
 *
 * <p>
 * The front takes a cell for hostile: what comes out of it is checked, and
 * whatever makes no sense ends the cell.
 */
@NullMarked
package io.annex.engine.cell;

import org.jspecify.annotations.NullMarked;
