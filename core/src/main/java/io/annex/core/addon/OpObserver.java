package io.annex.core.addon;

/**
 * Hears of the ops that one add-on calls. Called on any thread, at each op;
 * quick.
 */
public interface OpObserver extends AutoCloseable {
    /** Hears nothing. */
    OpObserver NONE = new OpObserver() {
        @Override
        public void done(int op, OpOutcome outcome, long nanos) {
        }

        @Override
        public void close() {
        }
    };

    /**
     * A call was answered.
     *
     * @param op
     *            index among the names that were given; the last stands for all
     *            names that there are not
     * @param nanos
     *            from its arrival to its answer
     */
    void done(int op, OpOutcome outcome, long nanos);

    /** No version of the add-on is there any more; an answer may still come. */
    @Override
    void close();
}
