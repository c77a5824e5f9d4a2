package io.annex.core.source;

import io.annex.core.addon.InvalidAddon;

/**
 * Counts the files and bytes of one add-on while they are copied. Both bounds
 * have room for the {@code node_modules} of a large program.
 */
final class FilesBudget {
    static final int MOST_ENTRIES = 100_000;
    static final long MOST_BYTES = 1L << 30;

    private int entries;
    private long bytes;

    void entry(String name) throws InvalidAddon {
        if (++entries > MOST_ENTRIES) {
            throw new InvalidAddon(
                    quoted(name) + ": with it the add-on has more files and folders than it may (expected: at most "
                            + MOST_ENTRIES + "; leave out what it does not need to run)");
        }
    }

    void bytes(String name, long more) throws InvalidAddon {
        bytes += more;
        if (bytes > MOST_BYTES) {
            throw new InvalidAddon(quoted(name)
                    + ": with it the add-on's files are larger than they may be together (expected: at most "
                    + (MOST_BYTES >> 20) + " MB; leave out what it does not need to run)");
        }
    }

    /** A name from an archive as it stands in a message. */
    static String quoted(String name) {
        return '\'' + name.replaceAll("\\p{Cntrl}", "?") + '\'';
    }
}
