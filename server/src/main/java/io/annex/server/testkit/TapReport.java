package io.annex.server.testkit;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * For programs: the Test Anything Protocol, version 14, in which what is in a
 * suite or test stands indented before it.
 */
public final class TapReport implements Report {
    private final PrintWriter out;
    /** How many have ended at each depth. */
    private final List<Integer> ended = new ArrayList<>(List.of(0));

    public TapReport(PrintWriter out) {
        this.out = out;
        out.println("TAP version 14");
    }

    @Override
    public void file(String name) {
        out.println("# " + name);
        out.flush();
    }

    @Override
    public void begins(List<String> path) {
        open(path.size() - 1);
    }

    /** Counts anew at a depth that was not there. */
    private void open(int depth) {
        while (ended.size() <= depth) {
            ended.add(0);
        }
    }

    @Override
    public void ended(Ended one) {
        int depth = one.depth();
        open(depth);
        while (ended.size() > depth + 1) {
            int inner = ended.removeLast();
            if (ended.size() == depth + 1 && inner > 0) {
                out.println(indent(depth + 1) + "1.." + inner);
            }
        }
        int number = ended.get(depth) + 1;
        ended.set(depth, number);
        String directive = switch (one.outcome()) {
            case SKIPPED -> " # SKIP" + reason(one);
            case TODO -> " # TODO" + reason(one);
            default -> "";
        };
        boolean ok = one.outcome() != Outcome.FAILED;
        String indent = indent(depth);
        out.println(indent + (ok ? "ok " : "not ok ") + number + " - " + escaped(one.name()) + directive);
        out.println(indent + "  ---");
        out.println(indent + String.format(Locale.ROOT, "  duration_ms: %.3f", one.millis()));
        if (!one.place().isEmpty()) {
            out.println(indent + "  location: '" + one.place().replace("'", "''") + "'");
        }
        if (!ok) {
            block(indent, "error", one.why().lines().toList());
        }
        block(indent, "notes", one.notes());
        block(indent, "logged", one.logged().stream().flatMap(String::lines).toList());
        out.println(indent + "  ...");
        out.flush();
    }

    private void block(String indent, String name, List<String> lines) {
        if (!lines.isEmpty()) {
            out.println(indent + "  " + name + ": |-");
            lines.forEach(line -> out.println((indent + "    " + line).stripTrailing()));
        }
    }

    private static String reason(Ended one) {
        String first = one.why().lines().findFirst().orElse("");
        return first.isEmpty() ? "" : ' ' + escaped(first);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("#", "\\#").replaceAll("\\R", " ");
    }

    private static String indent(int depth) {
        return "    ".repeat(depth);
    }

    @Override
    public void printed(String line) {
        line.lines().forEach(each -> out.println("# " + each));
        out.flush();
    }

    @Override
    public void done(Count count, Duration took) {
        out.println("1.." + ended.getFirst());
        out.println("# tests " + count.all());
        out.println("# pass " + count.passed());
        out.println("# fail " + count.failed());
        out.println("# skipped " + count.skipped());
        out.println("# todo " + count.todo());
        out.println("# duration_ms " + took.toMillis());
        out.flush();
    }
}
