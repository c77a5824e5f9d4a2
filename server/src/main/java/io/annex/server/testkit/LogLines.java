package io.annex.server.testkit;

import io.annex.server.log.LogLine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * What is logged while tests run: the add-on's lines are kept for its tests,
 * what the tests print is shown, and of the host only what went wrong.
 * Thread-safe.
 */
public final class LogLines implements Consumer<LogLine> {
    private static final int MOST = 10_000;
    private static final Pattern INCIDENT = Pattern.compile("incident ([A-Za-z0-9-]+)");

    private final PrintWriter err;
    private final List<LogLine> lines = new ArrayList<>();
    private Consumer<String> printed = line -> {
    };
    private String stopped = "";

    /**
     * @param err
     *            where the host's own errors go
     */
    public LogLines(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void accept(LogLine line) {
        Consumer<String> shown;
        synchronized (this) {
            if (!line.addon().equals(TestingStyle.TESTS)) {
                if (!line.addon().isEmpty()) {
                    keep(line);
                    return;
                }
            } else if (line.text().startsWith("incident ")) {
                stopped = line.text();
                return;
            }
            shown = printed;
        }
        if (!line.addon().isEmpty()) {
            shown.accept(line.text());
        } else if (line.isError()) {
            err.println("annex: " + line.text());
            err.flush();
        }
    }

    private void keep(LogLine line) {
        if (lines.size() == MOST) {
            lines.removeFirst();
        }
        lines.add(line);
    }

    /** What tests print goes there. */
    synchronized void printTo(Consumer<String> where) {
        printed = where;
    }

    synchronized void clear() {
        lines.clear();
        stopped = "";
    }

    /** How many there are; what comes later is {@link #since}. */
    synchronized int mark() {
        return lines.size();
    }

    /** What the add-on has logged since, each as {@code LEVEL text}. */
    synchronized List<String> since(int mark) {
        return lines.subList(Math.min(mark, lines.size()), lines.size()).stream()
                .map(line -> line.level().toUpperCase(Locale.ROOT) + " " + line.text()).toList();
    }

    /** Why the tests' worker was stopped the last time, in the host's words. */
    synchronized String stopped() {
        return stopped;
    }

    /** A message with what the log says of the incident that it names. */
    synchronized String explained(String message) {
        Matcher named = INCIDENT.matcher(message);
        if (named.find()) {
            for (LogLine line : lines.reversed()) {
                if (line.text().startsWith("incident " + named.group(1))) {
                    return line.text();
                }
            }
        }
        return message;
    }

    /** For tests: level and text of each. */
    synchronized String json() {
        ArrayNode all = JsonMapper.shared().createArrayNode();
        lines.forEach(line -> all.addObject().put("level", line.level()).put("text", line.text()));
        return all.toString();
    }
}
