package io.annex.engine;

import java.util.List;

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

    /**
     * Names what evaluates a program in such a place: as long as it is the same,
     * evaluating the same program does the same. Empty where nobody can tell.
     */
    default String identity(Placement placement) {
        return "";
    }

    /**
     * What of this does not do what it should at the moment, for the operator;
     * mostly nothing.
     */
    default List<String> failing() {
        return List.of();
    }

    @Override
    void close();
}
