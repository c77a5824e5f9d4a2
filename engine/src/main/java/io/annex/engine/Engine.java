package io.annex.engine;

/**
 * Opens workers for programs, somewhere: in this process or in another. One a
 * process; thread-safe.
 */
public interface Engine extends AutoCloseable {
    /**
     * Workers for {@code program}; none runs before {@link Workers#load}.
     *
     * @param placement
     *            where they are to run
     */
    Workers open(Program program, Placement placement, WorkerLimits limits, Host host);

    @Override
    void close();
}
