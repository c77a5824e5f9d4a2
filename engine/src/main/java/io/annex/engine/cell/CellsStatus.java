package io.annex.engine.cell;

/**
 * What all cells together take at the moment.
 *
 * @param live
 *            processes, those that wait for a program or start among them
 * @param bytes
 *            their resident memory, as last measured
 * @param waiting
 *            programs that wait for one
 * @param putAway
 *            how many were ended, since the start, because another program
 *            wanted their place
 * @param bounds
 *            what they may take
 */
public record CellsStatus(int live, long bytes, int waiting, long putAway, CellBounds bounds) {
}
