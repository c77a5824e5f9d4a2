package io.annex.engine;

/**
 * What a program's workers are doing; a snapshot for metrics.
 *
 * @param workers
 *            workers alive
 * @param queued
 *            exchanges waiting
 * @param inFlight
 *            exchanges handed over and not yet answered
 * @param heapBytes
 *            V8 heap of all workers, as last measured
 * @param externalBytes
 *            array buffers of all workers, as last measured
 * @param residentBytes
 *            memory of the cell that they run in; 0 in this process
 * @param suspended
 *            whether the program is out of service for a while because its
 *            cells died too often, or for want of threads
 */
public record WorkersStatus(int workers, int queued, int inFlight, long heapBytes, long externalBytes,
        long residentBytes, boolean suspended) {
}
