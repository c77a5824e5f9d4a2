package io.annex.server.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is tested, and how.
 *
 * @param folder
 *            where the tests are, and all that they use
 * @param addon
 *            what is deployed, a folder or a zip; mostly the same folder
 * @param files
 *            the test files, from that folder
 * @param name
 *            a pattern that names of tests match; empty for all
 * @param timeout
 *            how long a test may take
 * @param cache
 *            folder for what takes long to make and is the same for all servers
 */
public record TestOptions(Path folder, Path addon, List<String> files, String name, Duration timeout, Path cache) {
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    public TestOptions {
        files = List.copyOf(files);
    }

    /** How long what stands at the top level of a file may compute. */
    Duration mostComputed() {
        return timeout.compareTo(SHORTEST) < 0 ? SHORTEST : timeout;
    }
}
