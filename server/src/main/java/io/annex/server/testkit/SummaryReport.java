package io.annex.server.testkit;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** For people: a line for each test, and what failed right below it. */
public final class SummaryReport implements Report {
    private final PrintWriter out;
    /** The names around what was printed last. */
    private List<String> printedPath = List.of();
    private final List<Ended> failures = new ArrayList<>();

    public SummaryReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void file(String name) {
        out.println(name);
        out.flush();
        printedPath = List.of();
    }

    @Override
    public void begins(List<String> path) {
        // It is shown with what is in it, or when it ends.
    }

    /** The names of the suites around one, where they are not there yet. */
    private void around(List<String> path) {
        List<String> outer = path.subList(0, path.size() - 1);
        for (int i = 0; i < outer.size(); i++) {
            if (i >= printedPath.size() || !printedPath.subList(0, i + 1).equals(outer.subList(0, i + 1))) {
                out.println(indent(i) + outer.get(i));
            }
        }
        printedPath = List.copyOf(outer);
    }

    @Override
    public void ended(Ended ended) {
        boolean shown = printedPath.size() > ended.depth()
                && printedPath.subList(0, ended.path().size()).equals(ended.path());
        if (ended.outcome() == Outcome.FAILED && (!ended.suite() || !ended.why().isEmpty())) {
            failures.add(ended);
        }
        String inner = indent(ended.depth() + 2);
        if (shown && ended.outcome() == Outcome.PASSED) {
            ended.notes().forEach(note -> out.println(inner + note));
            return;
        }
        around(ended.path());
        String reason = ended.outcome() == Outcome.FAILED || ended.why().isEmpty()
                ? ""
                : ": " + ended.why().lines().findFirst().orElse("");
        String state = switch (ended.outcome()) {
            case PASSED -> "✔ " + ended.name() + time(ended);
            case FAILED -> "✖ " + ended.name() + time(ended);
            case SKIPPED -> "- " + ended.name() + " (skipped" + reason + ")";
            case TODO -> "- " + ended.name() + " (to do" + reason + ")";
        };
        out.println(indent(ended.depth()) + state);
        ended.notes().forEach(note -> out.println(inner + note));
        if (ended.outcome() == Outcome.FAILED) {
            ended.why().lines().forEach(line -> out.println((inner + line).stripTrailing()));
            if (!ended.logged().isEmpty()) {
                out.println(inner + "the add-on has logged:");
                ended.logged().stream().flatMap(String::lines).forEach(line -> out.println(inner + "  " + line));
            }
        }
        out.flush();
    }

    private static String time(Ended ended) {
        return String.format(Locale.ROOT, " (%.0f ms)", ended.millis());
    }

    private static String indent(int depth) {
        return "  ".repeat(depth + 1);
    }

    @Override
    public void printed(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void done(Count count, Duration took) {
        if (failures.size() > 1) {
            out.println();
            out.println("Failed:");
            failures.forEach(each -> out.println("  " + String.join(" > ", each.path())
                    + (each.place().isEmpty() ? "" : " (" + each.place() + ")")));
        }
        out.println();
        out.println((count.all() == 1 ? "1 test" : count.all() + " tests") + ": " + count.passed() + " passed, "
                + count.failed() + " failed" + (count.skipped() == 0 ? "" : ", " + count.skipped() + " skipped")
                + (count.todo() == 0 ? "" : ", " + count.todo() + " to do")
                + String.format(Locale.ROOT, " (%.1f s)", took.toMillis() / 1000.0));
        out.flush();
    }
}
