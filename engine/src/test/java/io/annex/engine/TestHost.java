package io.annex.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A host whose program is one script; keeps its log. */
public final class TestHost implements Host {
    public final List<String> lines = new CopyOnWriteArrayList<>();
    private final String script;

    public TestHost(String script) {
        this.script = script;
    }

    /** The program that it is the host of. */
    public static Program program() {
        return new Program("app", "1", "restapp", "/index.js", "{}");
    }

    /** The answer to op {@code script}: its text, of which nothing was made yet. */
    public static String script(String text) {
        return 's' + "0".repeat(64) + text;
    }

    public static WorkerLimits limits(Duration wall) {
        return new WorkerLimits(Duration.ofSeconds(10), wall, Duration.ofSeconds(5), 64 << 20, 64 << 20, 1, 10, 10,
                1 << 20, 1 << 16, 100, Duration.ofSeconds(5), Duration.ofSeconds(10), 512 << 20, 5, 100,
                Duration.ofSeconds(10), 10);
    }

    @Override
    public void op(Op op, OpReply reply) {
        switch (op.name()) {
            case "script" -> reply.ok(script(script));
            case "script.keep" -> reply.ok("");
            case "services" -> reply.ok("{}");
            case "stat" -> reply.ok(op.text().equals("/index.js") ? "file" : "");
            default -> reply.fail("no op " + op.name());
        }
    }

    @Override
    public void log(String level, String message, @Nullable String exchange) {
        lines.add(level + ' ' + message);
    }

    @Override
    public void dropped(long count) {
        lines.add("dropped " + count);
    }

    @Override
    public void breach(Stop stop, @Nullable Exchange exchange) {
        lines.add("breach " + stop.detail());
    }

    @Override
    public void lost(String why) {
        lines.add("lost " + why);
    }
}
