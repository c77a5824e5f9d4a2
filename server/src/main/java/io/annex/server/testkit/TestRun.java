package io.annex.server.testkit;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.message.MessageFailed;
import io.annex.server.config.Config;
import io.annex.server.config.InvalidConfig;
import io.annex.server.testkit.Report.Count;
import io.annex.server.testkit.Report.Ended;
import io.annex.server.testkit.Report.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs files of tests, each against a server of its own, whose data is fresh.
 *
 * <p>
 * The tests' worker reads a file and says what it has registered at the top
 * level; then it is asked to run one after the other. So each of these has a
 * CPU time of its own, and where one is stopped for it (an endless loop gives
 * no other way), the file is read anew and the rest goes on.
 */
public final class TestRun {
    private final Function<Path, Config> config;
    private final TestOptions options;
    private final String shown;
    private final Report report;
    private final LogLines log;
    // Guarded by this object: workers' threads say what comes.
    private Count count = Count.NONE;
    private final List<List<String>> running = new ArrayList<>();
    private int mark;
    /** Whether the test that was begun last at the top level has said its end. */
    private boolean topEnded;

    /**
     * @param config
     *            with a folder for what a server keeps
     * @param shown
     *            what stands before the names of files where they are shown
     */
    public TestRun(Function<Path, Config> config, TestOptions options, String shown, Report report, LogLines log) {
        this.config = config;
        this.options = options;
        this.shown = shown;
        this.report = report;
        this.log = log;
        log.printTo(this::printed);
    }

    private synchronized void printed(String line) {
        report.printed(line);
    }

    /**
     * Runs all files.
     *
     * @param data
     *            an empty folder
     * @throws InvalidAddon
     *             when the add-on does not load
     */
    public Count run(Path data) throws IOException, InvalidConfig, InvalidAddon {
        long begun = System.nanoTime();
        for (int i = 0; i < options.files().size(); i++) {
            try (TestedServer server = new TestedServer(config.apply(data.resolve(Integer.toString(i))), options, shown,
                    log, this::said)) {
                file(server, options.files().get(i));
            }
        }
        synchronized (this) {
            report.done(count, Duration.ofNanos(System.nanoTime() - begun));
            return count;
        }
    }

    private void file(TestedServer server, String name) {
        synchronized (this) {
            report.file(shown + name);
            running.clear();
            mark = 0;
        }
        int next = 0;
        while (next >= 0) {
            next = file(server, name, next);
        }
    }

    /**
     * Reads a file and runs what it registers from one on.
     *
     * @return from which on it is to go on in a worker that has read it anew; -1
     *         when all have run
     */
    private int file(TestedServer server, String name, int from) {
        JsonNode loaded = asked(
                server.tests("load", "{\"path\":" + JsonMapper.shared().writeValueAsString('/' + name) + "}"));
        String failure = loaded.path("failure").asString("");
        if (!failure.isEmpty()) {
            failed(shown + name, "it cannot be read: " + failure);
            return -1;
        }
        int all = loaded.path("tests").size();
        if (all == 0) {
            failed(shown + name, "it has no tests (expected: test('…', () => { … }) of node:test)");
            return -1;
        }
        for (int i = from; i < all; i++) {
            begins();
            String stopped = asked(server.tests("run", "{\"index\":" + i + "}")).path("failure").asString("");
            if (!stopped.isEmpty()) {
                stopped(loaded.path("tests").path(i).asString(""), stopped);
                return i + 1;
            }
        }
        String after = asked(server.tests("finish", "{}")).path("failure").asString("");
        if (!after.isEmpty()) {
            failed(shown + name, "after its tests: " + after);
        }
        return -1;
    }

    /** What the tests' worker answers; what became of it is a failure too. */
    private JsonNode asked(CompletionStage<String> stage) {
        try {
            JsonNode answer = JsonMapper.shared().readTree(stage.toCompletableFuture().join());
            return answer.isObject() ? answer : JsonMapper.shared().createObjectNode();
        } catch (CompletionException e) {
            boolean wasStopped = e.getCause() instanceof MessageFailed failed
                    && failed.reason() != MessageFailed.Reason.FAILED;
            // What nobody has caught fails a test, which has said so.
            return JsonMapper.shared().createObjectNode().put("failure", wasStopped ? why(e.getCause()) : "");
        }
    }

    private String why(@Nullable Throwable failure) {
        String stopped = log.stopped();
        int at = stopped.indexOf(" was stopped: ");
        String reason = at < 0
                ? String.valueOf(failure == null ? "" : failure.getMessage())
                : stopped.substring(at + 14);
        int stack = reason.indexOf('\n');
        return reason.startsWith("cpu")
                ? String.format(Locale.ROOT,
                        "it computed for more than %.1f s, and was stopped (limit: the timeout of tests, at least 2 s, for all of a test or suite at the top level of a file; annex test --timeout)",
                        options.mostComputed().toMillis() / 1000.0) + (stack < 0 ? "" : reason.substring(stack))
                : "its worker was stopped: " + reason;
    }

    // ---- what is said of tests

    private synchronized void begins() {
        topEnded = false;
    }

    private synchronized void said(JsonNode said) {
        List<String> path = said.path("path").valueStream().map(JsonNode::asString).toList();
        boolean suite = said.path("suite").asBoolean(false);
        if (said.path("kind").asString("").equals("begins")) {
            running.add(path);
            if (path.size() == 1 || running.size() == 1) {
                mark = log.mark();
            }
            report.begins(path);
            return;
        }
        running.remove(path);
        topEnded |= path.size() == 1;
        Outcome outcome = Outcome.valueOf(said.path("outcome").asString("").toUpperCase(Locale.ROOT));
        ended(new Ended(path, suite, outcome, said.path("ms").asDouble(0), said.path("why").asString(""),
                said.path("place").asString(""), said.path("notes").valueStream().map(JsonNode::asString).toList(),
                outcome == Outcome.FAILED && !suite ? log.since(mark) : List.of()));
    }

    private void ended(Ended one) {
        count = count.with(one);
        report.ended(one);
    }

    private synchronized void failed(String name, String why) {
        ended(new Ended(List.of(name), false, Outcome.FAILED, 0, why, "", List.of(), log.since(mark)));
    }

    /** All that ran has failed with it, the innermost first. */
    private synchronized void stopped(String top, String why) {
        if (topEnded) {
            // It went on after its timeout, which it has failed by.
            return;
        }
        List<List<String>> open = running.isEmpty() ? List.of(List.of(top)) : List.copyOf(running.reversed());
        running.clear();
        for (int i = 0; i < open.size(); i++) {
            String rest = open.size() == 1 ? "" : "\nThe rest of '" + open.getLast().getLast() + "' was not run.";
            ended(new Ended(open.get(i), i > 0, Outcome.FAILED, 0, i == 0 ? why + rest : "", "", List.of(),
                    i == 0 ? log.since(mark) : List.of()));
        }
    }
}
