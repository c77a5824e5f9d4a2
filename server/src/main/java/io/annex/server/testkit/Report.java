package io.annex.server.testkit;

import java.time.Duration;
import java.util.List;

/** Is told what becomes of tests, in their order, and shows it. */
public interface Report {
    /** What became of a test or a suite. */
    enum Outcome {
        PASSED, FAILED, SKIPPED, TODO
    }

    /**
     * The end of a test or a suite.
     *
     * @param path
     *            names from the outermost suite to its own
     * @param why
     *            of a failure: the error, with places in the author's source; else
     *            a reason that the author gave, or empty
     * @param place
     *            where it was registered, {@code file:line:column}
     * @param notes
     *            what the test itself said of it
     * @param logged
     *            what the add-on has logged meanwhile, where it failed
     */
    record Ended(List<String> path, boolean suite, Outcome outcome, double millis, String why, String place,
            List<String> notes, List<String> logged) {
        String name() {
            return path.getLast();
        }

        int depth() {
            return path.size() - 1;
        }
    }

    /** A file is about to be read. */
    void file(String name);

    /** A test or suite begins. */
    void begins(List<String> path);

    void ended(Ended ended);

    /** A line that the tests have printed. */
    void printed(String line);

    /** All have ended. */
    void done(Count count, Duration took);

    /** How many there were of each. */
    record Count(int passed, int failed, int skipped, int todo) {
        /** None yet. */
        static final Count NONE = new Count(0, 0, 0, 0);

        Count with(Ended one) {
            if (one.suite() && one.outcome() != Outcome.FAILED) {
                return this;
            }
            return switch (one.outcome()) {
                case PASSED -> new Count(passed + 1, failed, skipped, todo);
                case FAILED -> new Count(passed, failed + 1, skipped, todo);
                case SKIPPED -> new Count(passed, failed, skipped + 1, todo);
                case TODO -> new Count(passed, failed, skipped, todo + 1);
            };
        }

        int all() {
            return passed + failed + skipped + todo;
        }
    }
}
