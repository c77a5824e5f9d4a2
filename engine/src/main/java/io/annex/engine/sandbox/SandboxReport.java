package io.annex.engine.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is in force after {@link Sandbox#enter}. Immutable. As text it is one
 * line for each measure, {@code measure: state: detail}, which {@link #parse}
 * reads again, so that a child can tell its parent.
 */
public record SandboxReport(List<Entry> entries) {
    /** One measure, and what became of it. */
    public record Entry(Measure measure, State state, String detail) {
        public Entry {
            detail = detail.replaceAll("\\R", " ");
        }

        @Override
        public String toString() {
            return name(measure) + ": " + name(state) + ": " + detail;
        }
    }

    public enum Measure {
        /** No program that is started can gain rights its starter does not have. */
        NO_NEW_PRIVILEGES,
        /** The rights of a superuser are dropped. */
        ROOT_RIGHTS,
        /** Nothing of the process's memory reaches the disk when it dies. */
        CORE_DUMPS,
        /** The process is killed when its parent ends. */
        PARENT_DEATH,
        /** The number of open descriptors is low. */
        OPEN_FILES,
        /** Files that the policy does not name can be neither read nor written. */
        FILES,
        /** No TCP connection, in or out (Landlock). */
        TCP,
        /** No abstract Unix socket and no signal reaches beyond this process. */
        REACH,
        /** The system calls that lead out of the process are refused. */
        SYSTEM_CALLS
    }

    public enum State {
        APPLIED, NOT_AVAILABLE
    }

    public SandboxReport {
        entries = List.copyOf(entries);
    }

    /** Whether that measure is in force. */
    public boolean applied(Measure measure) {
        return entries.stream().anyMatch(each -> each.measure() == measure && each.state() == State.APPLIED);
    }

    /** The measures that are not in force. */
    public List<Entry> missing() {
        return entries.stream().filter(each -> each.state() != State.APPLIED).toList();
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException
     *             for anything else
     */
    public static SandboxReport parse(String text) {
        return new SandboxReport(text.lines().filter(line -> !line.isBlank()).map(line -> {
            String[] parts = line.split(": ", 3);
            if (parts.length != 3) {
                throw new IllegalArgumentException("line: " + line + " (expected: measure: state: detail)");
            }
            return new Entry(Measure.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    State.valueOf(parts[1].toUpperCase(Locale.ROOT).replace(' ', '_')), parts[2]);
        }).toList());
    }

    @Override
    public String toString() {
        return entries.stream().map(each -> each + "\n").collect(Collectors.joining());
    }

    private static String name(Measure measure) {
        return measure.name().toLowerCase(Locale.ROOT);
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
