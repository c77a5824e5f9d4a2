package io.annex.server.log;

/**
 * An entry of the log.
 *
 * @param level
 *            {@code error}, {@code warn}, {@code info}, {@code debug} or
 *            {@code trace}
 * @param addon
 *            whose it is; empty for the host's own
 * @param text
 *            one line or more
 */
public record LogLine(String level, String addon, String text) {
    /** Whether something has failed. */
    public boolean isError() {
        return level.equals("error");
    }
}
