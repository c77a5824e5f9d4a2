package io.annex.server.testkit;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.grant.Grants;
import io.annex.core.grant.HostGrant;
import io.annex.core.message.MessageFailed;
import io.annex.core.message.Messages;
import io.annex.core.service.OpRefused;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Nearest;
import io.annex.core.timer.Interval;
import io.annex.core.timer.Timers;
import io.annex.core.timer.Timetable;
import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.Isolation;
import io.annex.engine.Placement;
import io.annex.server.Server;
import io.annex.server.Surroundings;
import io.annex.server.config.Config;
import io.annex.server.config.InvalidConfig;
import io.annex.server.mail.SmtpServer;
import io.annex.server.operator.CommandRefused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server of one file of tests: it serves the add-on as any server would,
 * but for what tests decide (the clock, what others answer, mails, visitors),
 * and runs the tests beside it. Thread-safe.
 */
final class TestedServer implements AutoCloseable {
    /** No timer comes by itself: tests say when. */
    private static final Timetable NEVER = (interval, now) -> now.plus(Duration.ofDays(36_500));
    private static final String CLOCK = "annex:clock";

    private final Timetable timetable;
    private final MovableClock clock = new MovableClock();
    private final TestVisitors visitors = new TestVisitors();
    private final EmittedEvents emitted = new EmittedEvents();
    private final TestMail mail;
    private final LogLines log;
    private final Server server;
    private final CompletableFuture<TestOutbound> outbound = new CompletableFuture<>();
    private final Version addon;
    /** The keys that tests have set. */
    private final Set<String> set = ConcurrentHashMap.newKeySet();
    /** Counts the tests that have ended while the clock went forward for them. */
    private final AtomicInteger halts = new AtomicInteger();
    private volatile boolean closed;

    /**
     * Starts it, deploys the add-on and its tests.
     *
     * @param said
     *            hears what the tests say of themselves
     * @throws InvalidAddon
     *             when the add-on does not load
     */
    TestedServer(Config config, TestOptions options, String shown, LogLines log, Consumer<JsonNode> said)
            throws IOException, InvalidConfig, InvalidAddon {
        this.log = log;
        this.timetable = Timetable.in(config.timezone());
        this.mail = new TestMail(new SmtpServer(config.mail()));
        log.clear();
        this.server = Server.start(config, List.of(),
                new Surroundings(List.of(new TestkitService(this, said)), visitors, real -> {
                    TestOutbound tested = new TestOutbound(real);
                    outbound.complete(tested);
                    return tested;
                }, mail, NEVER, clock, clock, name -> settings(config, options, name),
                        List.of(new TestingStyle(shown, options)), options.cache(), Spare.FIRST, emitted));
        boolean serves = false;
        try {
            CompletableFuture<Version> tests = CompletableFuture.supplyAsync(() -> deployed(options));
            this.addon = server.annex().deployments().deploy(options.addon());
            tests.join();
            serves = true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof InvalidAddon invalid) {
                throw invalid;
            }
            throw e;
        } finally {
            if (!serves) {
                server.close();
            }
        }
    }

    private Version deployed(TestOptions options) {
        try {
            return server.annex().deployments().deploy(options.folder().resolve("." + TestingStyle.TESTS),
                    options.folder(), new TestingStyle("", options).name());
        } catch (InvalidAddon e) {
            throw new CompletionException(e);
        }
    }

    /**
     * The add-on has one worker, whose clock can be moved, and else what the
     * configuration says. The tests run in this process: they are the author's, and
     * need no second cell.
     */
    private static AddonSettings settings(Config config, TestOptions options, String name) {
        AddonSettings said = config.addon(name);
        if (!name.equals(TestingStyle.TESTS)) {
            return new AddonSettings(said.limits().with(Map.of("workers", "1", "idle", "1 h")), said.corsOrigins(),
                    said.placement(), said.packages(), said.grants(), said.values(), true);
        }
        return new AddonSettings(
                said.limits()
                        .with(Map.of("workers", "1", "idle", "1 h", "wall", "1 h", "cpu",
                                options.mostComputed().toMillis() + " ms", "heap", "512 MB", "logLines", "100000")),
                said.corsOrigins(), new Placement(Isolation.THREAD, ""), said.packages(),
                Grants.DEFAULTS.with(HostGrant.parse(config.edge().host())), said.values(), false);
    }

    // ---- what the tests know of it

    MovableClock clock() {
        return clock;
    }

    TestVisitors visitors() {
        return visitors;
    }

    TestMail mail() {
        return mail;
    }

    LogLines log() {
        return log;
    }

    TestOutbound outbound() {
        return outbound.join();
    }

    /** What the add-on has emitted. */
    String emitted() {
        return emitted.json(addon.addon());
    }

    boolean isClosed() {
        return closed;
    }

    /** The version that serves now. */
    private Version version() {
        return server.addons().stream().filter(each -> each.addon().equals(addon.addon())).findFirst().orElse(addon);
    }

    String about() {
        Version version = version();
        String path = switch (version.mountPolicy()) {
            case MountPolicy.Joint joint -> joint.paths().isEmpty() ? "" : joint.paths().getFirst();
            default -> version.mountPath();
        };
        ObjectNode about = JsonMapper.shared().createObjectNode().put("addon", version.addon())
                .put("origin", server.url()).put("url", server.url() + path);
        if (version.mountPolicy() instanceof MountPolicy.Shared shared) {
            about.putArray("header").add(shared.header()).add(version.addon());
        } else {
            about.putNull("header");
        }
        return about.toString();
    }

    // ---- what they do with it

    /**
     * Puts the clock forward; what is due on the way runs in its order, the timers
     * of the host among it.
     */
    void advance(Duration by) throws OpRefused {
        int begun = halts.get();
        Instant target = clock.instant().plus(by);
        List<Interval> intervals = Timers.intervals(version());
        while (halts.get() == begun) {
            Instant now = clock.instant();
            Instant next = target;
            List<Interval> due = new ArrayList<>();
            for (Interval interval : intervals) {
                Instant at = timetable.after(interval, now);
                if (at.isBefore(next)) {
                    next = at;
                    due.clear();
                }
                if (at.equals(next)) {
                    due.add(interval);
                }
            }
            travel(Duration.between(now, next));
            if (due.isEmpty()) {
                return;
            }
            for (Interval each : due) {
                fire(each.event());
            }
        }
    }

    /** Whoever has put the clock forward waits for it no more. */
    void halt() {
        halts.incrementAndGet();
        if (hearsClock()) {
            server.messages().send(addon.addon(), CLOCK, "{\"halt\":1}");
        }
    }

    private boolean hearsClock() {
        return version().listeners().stream().anyMatch(each -> each.name().equals(CLOCK));
    }

    private void travel(Duration by) throws OpRefused {
        // Not a hair before what is due.
        Duration whole = by.isNegative() ? Duration.ZERO : Duration.ofMillis(by.plusNanos(999_999).toMillis());
        clock.forward(whole);
        tellClock("advance", whole);
    }

    private void tellClock(String what, Duration by) throws OpRefused {
        if (hearsClock()) {
            ended(server.messages().send(addon.addon(), CLOCK, "{\"" + what + "\":" + by.toMillis() + "}"));
        }
    }

    /** Sets the clock, by so much; nothing is due by that. */
    void set(Duration by) throws OpRefused {
        clock.set(by);
        tellClock("set", by);
    }

    void emit(String event, String json) throws OpRefused {
        for (CompletionStage<String> end : server.messages().tell(event, json)) {
            ended(end);
        }
    }

    void fire(String event) throws OpRefused {
        Interval interval = Interval.of(event).orElse(null);
        List<? extends CompletionStage<String>> ends = server.messages().timer(addon.addon(), event,
                Messages.Guard.NONE);
        if (ends.isEmpty()) {
            throw new OpRefused("timers.fire: " + addon.addon() + " does not listen for '" + event + "'"
                    + (interval == null ? "" : ", which is a timer") + listening(event));
        }
        for (CompletionStage<String> end : ends) {
            ended(end);
        }
    }

    /** What the add-on listens for, for who has asked for something else. */
    private String listening(String event) {
        List<String> names = version().listeners().stream().map(each -> each.name()).filter(each -> !each.equals(CLOCK))
                .toList();
        return names.isEmpty()
                ? " (it listens for nothing; expected: events.on('" + event + "', …) in the add-on)"
                : Nearest.to(event, names).map(meant -> ": did you mean '" + meant + "'?")
                        .orElse(" (expected: one of " + String.join(", ", names) + ")");
    }

    String send(String listener, String json) throws OpRefused {
        if (version().listeners().stream().noneMatch(each -> each.name().equals(listener))) {
            throw new OpRefused("NO_LISTENER",
                    "send: " + addon.addon() + " has no listener '" + listener + "'" + listening(listener));
        }
        return ended(server.messages().call(addon.addon(), listener, json));
    }

    private String ended(CompletionStage<String> stage) throws OpRefused {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new OpRefused(cause instanceof MessageFailed failed ? failed.reason().name() : "",
                    log.explained(String.valueOf(cause.getMessage())));
        } catch (IllegalArgumentException e) {
            throw new OpRefused(String.valueOf(e.getMessage()));
        }
    }

    /** Values of the add-on's settings; what is no object takes all away again. */
    void settings(JsonNode values) throws OpRefused {
        try {
            if (!values.isObject()) {
                for (String key : List.copyOf(set)) {
                    server.settings().execute("unset", request().put("key", key));
                    set.remove(key);
                }
                return;
            }
            for (Map.Entry<String, JsonNode> each : values.properties()) {
                set.add(each.getKey());
                ObjectNode done = server.settings().execute("set",
                        request().put("key", each.getKey()).put("value", each.getValue().toString()).put("json", true));
                JsonNode failures = done.path("failures");
                if (!failures.isEmpty()) {
                    throw new OpRefused(failures.path(0).asString(""));
                }
            }
        } catch (CommandRefused e) {
            throw new OpRefused("settings: " + e.getMessage());
        }
    }

    private ObjectNode request() {
        return JsonMapper.shared().createObjectNode().put("addon", addon.addon()).put("by", "a test");
    }

    /** Asks the tests' own worker. */
    CompletionStage<String> tests(String listener, String json) {
        return server.messages().call(TestingStyle.TESTS, listener, json);
    }

    @Override
    public void close() {
        closed = true;
        server.close();
    }
}
