package io.annex.engine.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Engine;
import io.annex.engine.EngineOptions;
import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Isolation;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Placement;
import io.annex.engine.Stop;
import io.annex.engine.TestExchange;
import io.annex.engine.TestHost;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.testing.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the workers of a program grow, are lost, and leave. */
class IsolateWorkersTest implements Host {
    /**
     * {@code /held} waits in a call to the host, as long as the test likes;
     * {@code /stuck} is in a built-in of V8 for some seconds, which nothing
     * interrupts.
     */
    private static final String SCRIPT = """
            const router = require('router');
            router.get('/fine', (req, res) => res.json('fine'));
            router.get('/held', (req, res) => {
                try {
                    require('./held');
                } catch (e) {
                    res.json('held');
                }
            });
            router.get('/loop', (req, res) => {
                for (;;);
            });
            router.get('/stuck', (req, res) => res.json('a'.repeat(%1$d).lastIndexOf('a'.repeat(%1$d / 2) + 'b')));
            """.formatted(80_000);
    private static final List<String> ROUTES = List.of("/fine", "/held", "/loop", "/stuck");
    private static final Duration NEVER = Duration.ofMinutes(10);

    private static Engine engine;

    private final CompletableFuture<Void> letGo = new CompletableFuture<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger mostHeld = new AtomicInteger();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<Workers> opened = new ArrayList<>();
    private @Nullable Workers workers;

    @BeforeAll
    static void start(@TempDir Path cache) {
        engine = IsolateEngine.start(new EngineOptions(128 << 20, cache, Spare.FIRST));
    }

    @AfterAll
    static void end() {
        engine.close();
    }

    @AfterEach
    void close() {
        letGo.complete(null);
        opened.forEach(Workers::close);
        // No thread may be in V8 when the process ends.
        Waiting.until("all threads of workers have ended", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(each -> each.getName().startsWith("annex-worker-")));
    }

    private static WorkerLimits limits(int workers, int inFlight, int queued, Duration cpu, Duration idle) {
        return new WorkerLimits(cpu, NEVER, NEVER, 64 << 20, 64 << 20, workers, inFlight, queued, 1 << 20, 1 << 16, 100,
                NEVER, idle, 512 << 20, 5, 1000, NEVER, 100);
    }

    private Workers open(WorkerLimits limits) throws Exception {
        Workers one = engine.open(TestHost.program(), new Placement(Isolation.THREAD, ""), limits, this);
        workers = one;
        opened.add(one);
        Waiting.get("the program is loaded", one.load().toCompletableFuture());
        return one;
    }

    private TestExchange offer(String path) {
        TestExchange exchange = new TestExchange(String.join("\0", Integer.toString(ROUTES.indexOf(path)), "GET",
                "/rest-api/app" + path, path, "", "127.0.0.1", "http", "localhost", "", "", "-", ""));
        workers.offer(exchange);
        return exchange;
    }

    private static void awaitAnswer(String text, TestExchange exchange) {
        Waiting.until(() -> "the end of " + exchange, exchange::hasEnded);
        assertThat(exchange.told).hasSize(1);
        assertThat(exchange.told.getFirst()).startsWith("answered").endsWith('"' + text + '"');
    }

    private static void awaitStop(String reason, TestExchange exchange) {
        Waiting.until(() -> "the end of " + exchange, exchange::hasEnded);
        assertThat(exchange.told).hasSize(1);
        assertThat(exchange.told.getFirst()).startsWith("stopped " + reason);
    }

    @Test
    void whileSomethingWaitsThereIsOneMoreUpToTheBound() throws Exception {
        Workers other = open(limits(2, 10, 10, NEVER, NEVER));
        Workers bounded = open(limits(3, 10, 10, NEVER, NEVER));
        assertThat(workers.status().workers()).isEqualTo(1);
        List<TestExchange> all = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int count = i;
            all.add(offer("/held"));
            Waiting.until("so many are held", () -> held.get() == count);
        }
        all.add(offer("/held"));
        all.add(offer("/held"));
        // Another program grows, when all have been looked at.
        workers = other;
        all.add(offer("/held"));
        Waiting.until("the other is held", () -> held.get() == 4);
        all.add(offer("/held"));
        Waiting.until("and has grown", () -> held.get() == 5);
        workers = bounded;
        assertThat(workers.status().workers()).isEqualTo(3);
        assertThat(workers.status().inFlight()).isEqualTo(3);
        assertThat(workers.status().queued()).isEqualTo(2);
        letGo.complete(null);
        all.forEach(each -> awaitAnswer("held", each));
        assertThat(mostHeld).as("at a time").hasValue(5);
        Waiting.until("none is in flight", () -> workers.status().inFlight() == 0);
        assertThat(workers.status().queued()).isZero();
    }

    @Test
    void noMoreAreTakenThanMayBeInFlightAndNoMoreWaitThanMay() throws Exception {
        open(limits(3, 2, 1, NEVER, NEVER));
        List<TestExchange> all = List.of(offer("/held"), offer("/held"));
        Waiting.until("both are held", () -> held.get() == 2);
        TestExchange waits = offer("/held");
        awaitStop("concurrency", offer("/fine"));
        letGo.complete(null);
        all.forEach(each -> awaitAnswer("held", each));
        awaitAnswer("held", waits);
        assertThat(mostHeld).as("at a time").hasValue(2);
    }

    @Test
    void whoHasNothingToDoLeavesAndTheNextExchangeStartsOneAgain() throws Exception {
        open(limits(2, 10, 10, NEVER, Duration.ofMillis(50)));
        Waiting.until("the last one leaves", () -> workers.status().workers() == 0);
        awaitAnswer("fine", offer("/fine"));
    }

    @Test
    void oneThatIsStoppedIsReplacedAndWhatWaitsIsServed() throws Exception {
        open(limits(1, 10, 10, Duration.ofMillis(200), NEVER));
        TestExchange loops = offer("/loop");
        TestExchange waits = offer("/fine");
        awaitStop("cpu", loops);
        awaitAnswer("fine", waits);
        Waiting.until("there is one", () -> workers.status().workers() == 1);
    }

    @Test
    void oneThatDoesNotComeBackIsLostAndMakesRoomWhenItDoes() throws Exception {
        open(limits(1, 10, 10, Duration.ofMillis(100), NEVER));
        TestExchange stuck = offer("/stuck");
        awaitStop("cpu", stuck);
        assertThat(said).contains("lost");
        Waiting.until("it is suspended", () -> workers.status().suspended());
        awaitStop("suspended", offer("/fine"));
        Waiting.until("its thread has come back", () -> !workers.status().suspended());
        awaitAnswer("fine", offer("/fine"));
    }

    @Test
    void anOperatorMayTakeAnotherForOneThatIsLost() throws Exception {
        open(limits(1, 10, 10, Duration.ofMillis(100), NEVER));
        awaitStop("cpu", offer("/stuck"));
        Waiting.until("it is suspended", () -> workers.status().suspended());
        assertThat(workers.resume()).isTrue();
        assertThat(workers.resume()).as("once").isFalse();
        awaitAnswer("fine", offer("/fine"));
    }

    @Test
    void aDrainLetsEndWhatIsThereAndThenTakesNothing() throws Exception {
        open(limits(1, 10, 10, NEVER, NEVER));
        TestExchange running = offer("/held");
        Waiting.until("it is held", () -> held.get() == 1);
        TestExchange waiting = offer("/fine");
        var drained = workers.drain(NEVER).toCompletableFuture();
        assertThat(drained).isNotDone();
        letGo.complete(null);
        awaitAnswer("held", running);
        awaitAnswer("fine", waiting);
        Waiting.get("it is drained", drained);
        awaitStop("not_begun", offer("/fine"));
    }

    @Test
    void anExchangeWhoseClientHasGoneIsTakenBackFromTheQueue() throws Exception {
        open(limits(1, 10, 10, NEVER, NEVER));
        TestExchange running = offer("/held");
        Waiting.until("it is held", () -> held.get() == 1);
        TestExchange gone = offer("/fine");
        workers.abandon(gone);
        assertThat(gone.told).containsExactly("over");
        assertThat(workers.status().queued()).isZero();
        letGo.complete(null);
        awaitAnswer("held", running);
        assertThat(gone.told).hasSize(1);
    }

    // ---- the host
    // --------------------------------------------------------------------------------------------------

    @Override
    public void op(Op op, OpReply reply) {
        switch (op.name()) {
            case "script" -> reply.ok(TestHost.script(SCRIPT));
            case "script.keep" -> reply.ok("");
            case "services" -> reply.ok("{}");
            case "stat" -> {
                if (op.text().startsWith("/held")) {
                    hold();
                }
                reply.ok(op.text().equals("/index.js") ? "file" : "");
            }
            default -> reply.fail("no op " + op.name());
        }
    }

    private void hold() {
        mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
        letGo.join();
        held.decrementAndGet();
    }

    @Override
    public void log(String level, String message, @Nullable String exchange) {
        said.add(level + ' ' + message);
    }

    @Override
    public void dropped(long lines) {
        said.add("dropped");
    }

    @Override
    public void breach(Stop stop, @Nullable Exchange exchange) {
        said.add("breach " + stop.reason().code());
    }

    @Override
    public void lost(String why) {
        said.add("lost");
    }
}
