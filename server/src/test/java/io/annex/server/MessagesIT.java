package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.message.MessageFailed;
import io.annex.core.message.MessageFailed.Reason;
import io.annex.core.message.Messages;
import io.annex.core.message.Schedule;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the host says to add-ons, on a really started server. */
class MessagesIT {
    private static final String LISTENER = """
            const events = require('events');
            events.on('order', (o) => console.log(`${o.event} by ${o.emitter} ${typeof o.timestamp} ${o.id}`));
            events.on('echo', (o) => ({ got: o }));
            events.on('later', async (o) => { await new Promise((done) => setTimeout(done, 5)); return o.length; });
            events.on('fails', () => { throw new Error('secret detail'); });
            events.on('loops', () => { for (;;) ; });
            events.on('never', () => new Promise(() => {}));
            events.on('allocates', () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); });
            events.on('registers', () => events.on('more', () => {}));
            events.on('held', () => { require('annex').waitUntil(new Promise((done) => setTimeout(done, 50)).then(() => console.log('held to the end'))); });
            events.on('session', () => require('annex').signal.aborted);
            events.on('large', () => 'x'.repeat(300000));
            require('router').get('/', (req, res) => res.send('http'));
            """;
    /** What goes on after its answer takes all the room that its workers have. */
    private static final String NARROW = """
            require('events').on('narrow', (o) => {
              require('annex').waitUntil(new Promise((done) => setTimeout(done, 20)).then(() => console.log(`narrow ${o.id} has ended`)));
            });
            """;
    /** Hears what the other says, and answers back. */
    private static final String TALKER = """
            const events = require('events');
            const says = (what) => { try { what(); return 'fine'; } catch (e) { return e.message; } };
            events.on('talk:OTHER', (o) => { console.log(`OWN heard ${o.event} of ${o.emitter} ${o.n}`); console.log('OWN answers: ' + says(() => events.emit('talk:OWN', { n: o.n + 1 }))); });
            let heard = 0, left = 50;
            events.on('relay:OTHER', () => { heard++; });
            setInterval(() => { if (heard > 0 && left > 0) { heard--; left--; events.emit('relay:OWN'); console.log('OWN relays'); } }, 5).unref();
            events.on('sv:begin', () => events.emit('talk:OWN', { n: 100 }));
            require('router').post('/emit', (req, res) => res.json(says(() => events.emit(req.params.event, req.body))));
            """;
    private static final String JAVA = """
            public void start(AddonContext context) {
                context.on("order", message -> message.logger().log(System.Logger.Level.INFO, "java heard " + message.origin() + " " + message.json()));
                context.on("echo", message -> message.answer(message.json()));
                context.on("fails", message -> { throw new IllegalStateException("java detail"); });
                Events events = context.service(Events.class);
                context.on("tells", message -> events.emit("order:java", "{\\"id\\": 3}"));
                context.on("sleeps", message -> Thread.sleep(60_000));
            }
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private static Messages messages;

    @BeforeAll
    static void start() throws Exception {
        script(folder.resolve("listener"), "1", LISTENER);
        script(folder.resolve("narrow"), "1", NARROW);
        JavaSources.addon(folder.resolve("jar"), "1", JAVA);
        script(folder.resolve("ping"), "1", TALKER.replace("OWN", "ping").replace("OTHER", "pong"));
        script(folder.resolve("pong"), "1", TALKER.replace("OWN", "pong").replace("OTHER", "ping"));
        server = RunningServer.startIn("""
                java: true
                limits:
                  idle: 300 ms
                  cpu: 200 ms
                  wall: 2 s
                  heap: 32 MB
                  output: 200 KB
                addons:
                  narrow: {limits: {inFlight: 1, queued: 1, wall: 60 s}}
                """, folder.resolve("narrow"), folder.resolve("listener"), folder.resolve("jar"),
                folder.resolve("ping"), folder.resolve("pong"));
        messages = server.server().messages();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void script(Path addon, String version, String source) throws IOException {
        Files.createDirectories(addon);
        whole(addon.resolve("index.js"), source);
        whole(addon.resolve("manifest.json"),
                "{\"id\": \"" + addon.getFileName() + "\", \"version\": \"" + version + "\", \"type\": \"RESTApp\"}");
    }

    /**
     * Changes a file at once: servers watch, and an empty script listens to
     * nothing.
     */
    private static void whole(Path file, String text) throws IOException {
        Path beside = Files.writeString(Files.createTempFile(folder, "written", ""), text);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String call(String addon, String listener, String json) throws Exception {
        return Waiting.get("the answer", messages.call(addon, listener, json).toCompletableFuture());
    }

    private static MessageFailed failure(String addon, String listener) throws Exception {
        CompletableFuture<Throwable> failed = messages.call(addon, listener, "{}").toCompletableFuture()
                .handle((answer, failure) -> failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure);
        return (MessageFailed) Waiting.get("the failure", failed);
    }

    private static int workers() {
        return server.server().addons().stream().filter(each -> each.addon().equals("listener")).findFirst()
                .orElseThrow().workers().status().workers();
    }

    @Test
    void anEventFindsAnAddonWhoseWorkersWerePutAway() throws Exception {
        Waiting.until("it has no worker", () -> workers() == 0);
        assertThat(messages.emit("order:new", "{\"id\": 7}", "somebody")).isEqualTo(2);
        server.awaitLog("order:new by somebody number 7");
        server.awaitLog("java heard event {\"id\":7,\"event\":\"order:new\",\"emitter\":\"somebody\",\"timestamp\":");
    }

    @Test
    void nobodyHearsWhatNobodyListensFor() throws Exception {
        assertThat(messages.emit("orders:new", "{}")).isZero();
        assertThat(messages.emit("nothing", "{}")).isZero();
    }

    @Test
    void whoCallsIsAnswered() throws Exception {
        assertThat(call("listener", "echo", "[1, \"a\"]")).isEqualTo("{\"got\":[1,\"a\"]}");
        assertThat(call("listener", "later", "[1,2,3]")).isEqualTo("3");
        assertThat(call("listener", "order", "{}")).isEqualTo("null");
        assertThat(call("listener", "session", "{}")).isEqualTo("false");
        assertThat(call("jar", "echo", "[1]")).isEqualTo("[1]");
        assertThat(Waiting.get("its end", messages.send("listener", "echo", "1").toCompletableFuture()))
                .isEqualTo("null");
    }

    @Test
    void whoCallsNobodyIsTold() throws Exception {
        assertThat(failure("nobody", "echo").reason()).isEqualTo(Reason.NO_ADDON);
        assertThat(failure("listener", "nothing").reason()).isEqualTo(Reason.NO_LISTENER);
        assertThatThrownBy(() -> messages.emit("a b", "{}")).hasMessageContaining("event: not a name");
        assertThatThrownBy(() -> messages.emit("a", "[1]")).hasMessageContaining("json: no object");
        assertThatThrownBy(() -> messages.emit("a", "{")).hasMessageContaining("json: ");
        assertThatThrownBy(() -> messages.emit("a", '"' + "x".repeat(Messages.LONGEST) + '"'))
                .hasMessageContaining("characters (expected: at most 100000)");
    }

    @Test
    void aFailureIsLoggedWithItsIncidentAndToldWithoutTheDetail() throws Exception {
        MessageFailed failed = failure("listener", "fails");
        assertThat(failed.reason()).isEqualTo(Reason.FAILED);
        assertThat(failed).hasMessageContaining("listener: call fails has failed").hasMessageNotContaining("secret");
        String incident = failed.getMessage().replaceAll(".*\\(incident (\\w+)\\).*", "$1");
        server.awaitLog("incident " + incident + ": call fails: Error: secret detail");
        assertThat(server.log()).contains("requestId=call-");
        assertThat(failure("jar", "fails").reason()).isEqualTo(Reason.FAILED);
        server.awaitLog("java detail");
    }

    @Test
    void limitsHoldAsForRequests() throws Exception {
        for (String listener : List.of("loops", "never", "allocates", "large")) {
            MessageFailed failed = failure("listener", listener);
            assertThat(failed.reason()).as(listener).isEqualTo(Reason.STOPPED);
        }
        server.awaitLog("call loops was stopped: cpu");
        server.awaitLog("call never was stopped: wall_clock");
        server.awaitLog("call allocates was stopped: memory");
        server.awaitLog("call large was stopped: output");
        assertThat(failure("jar", "sleeps").reason()).isEqualTo(Reason.STOPPED);
        assertThat(call("listener", "echo", "1")).isEqualTo("{\"got\":1}");
    }

    @Test
    void aListenerIsRegisteredWhileTheScriptIsEvaluatedOrNever() throws Exception {
        assertThat(failure("listener", "registers").reason()).isEqualTo(Reason.FAILED);
        server.awaitLog("events.on: listeners are registered while the add-on is evaluated");
        assertThat(messages.emit("more", "{}")).isZero();
    }

    @Test
    void whatIsHeldGoesOnAfterTheEnd() throws Exception {
        assertThat(call("listener", "held", "{}")).isEqualTo("null");
        server.awaitLog("held to the end");
    }

    @Test
    void nothingIsLostWhereTheWorkersAreFull() throws Exception {
        for (int id = 0; id < 10; id++) {
            messages.emit("narrow", "{\"id\": " + id + "}");
        }
        for (int id = 0; id < 10; id++) {
            server.awaitLog("narrow " + id + " has ended");
        }
        assertThat(server.log()).doesNotContain("event narrow was stopped");
    }

    @Test
    void aTimerIsPassedOverWhileTheTimeBeforeGoesOn() throws Exception {
        try (Messages.Timer timer = messages.timer("never", Schedule.every(Duration.ofMillis(1)))) {
            server.awaitLog("listener: the timer never is passed over");
            assertThat(timer).isNotNull();
        }
    }

    @Test
    void aTimerTellsAgainAndAgainAndWhenItIsFired() throws Exception {
        try (Messages.Timer timer = messages.timer("order:timer", Schedule.every(Duration.ofDays(1)))) {
            timer.fire();
            server.awaitLog("order:timer by anonymous number undefined");
        }
    }

    @Test
    void requestsAreServedBeside() throws Exception {
        assertThat(Http.get(server.uri("/rest-api/listener/")).body()).isEqualTo("http");
    }

    @Test
    void whatWasHeardIsCounted() throws Exception {
        call("listener", "later", "[]");
        failure("listener", "fails");
        for (String sample : List.of(
                "annex_requests_total{addon=\"listener\",endpoint=\"later\",method=\"\",origin=\"call\",status=\"2xx\"}",
                "annex_requests_total{addon=\"listener\",endpoint=\"fails\",method=\"\",origin=\"call\",status=\"5xx\"}",
                "annex_cpu_seconds_total{addon=\"listener\",endpoint=\"later\",method=\"\",origin=\"call\"}",
                "annex_messages_waiting{addon=\"listener\"} 0.0")) {
            Waiting.until(sample, () -> Http.get(server.uri("/-/metrics")).body().contains(sample));
        }
    }

    /** What is heard a second time, or not at all, is seen in the log. */
    @Test
    void deploysLoseNothingAndNothingIsHeardTwice() throws Exception {
        Path addon = folder.resolve("deployed");
        String source = "require('events').on('storm', async (o) => { console.log(`storm ${o.id} begins`); await new Promise((done) => setTimeout(done, 3)); console.log(`storm ${o.id} ends`); });";
        script(addon, "1", source);
        try (RunningServer other = RunningServer.startIn("limits: {logLines: 100000, messages: 10000}", addon)) {
            Messages to = other.server().messages();
            int sent = 0;
            for (int version = 2; version <= 4; version++) {
                sent = storm(to, sent, 60);
                script(addon, String.valueOf(version), source);
                other.server().annex().deployments().deploy(addon);
                sent = storm(to, sent, 60);
            }
            int all = sent;
            Waiting.until(() -> "all of " + all + " have ended in\n" + other.log(),
                    () -> count(other.log(), " ends\n") >= all);
            for (int id = 0; id < all; id++) {
                assertThat(count(other.log(), "storm " + id + " begins")).as("storm " + id).isEqualTo(1);
            }
        }
    }

    private static int storm(Messages to, int from, int times) {
        for (int id = from; id < from + times; id++) {
            to.emit("storm", "{\"id\": " + id + "}");
        }
        return from + times;
    }

    private static int count(String text, String what) {
        int count = 0;
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length())) {
            count++;
        }
        return count;
    }

    /** The bound holds, and each of them was heard or counted as dropped. */
    @Test
    void aFloodIsHeardAsFarAsItMayWaitAndTheRestIsCounted() throws Exception {
        int flood = 100_000;
        for (int i = 0; i < flood; i++) {
            messages.emit("session:flood", "{}");
        }
        assertThat(messages.waiting("listener")).isLessThanOrEqualTo(1000);
        Waiting.until("all are accounted for",
                () -> sample("annex_messages_dropped_total{addon=\"listener\",origin=\"event\"}") + sample(
                        "annex_requests_total{addon=\"listener\",endpoint=\"session\",method=\"\",origin=\"event\",status=\"2xx\"}") == flood);
        server.awaitLog("of the messages for it were dropped, the last because 1000 waited (limit: limits.messages)");
        assertThat(call("listener", "echo", "1")).isEqualTo("{\"got\":1}");
    }

    private static long sample(String name) {
        return Http.get(server.uri("/-/metrics")).body().lines().filter(line -> line.startsWith(name + ' '))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1))).sum();
    }

    @Test
    void whatHasBegunWhenTheServerEndsComesToItsEnd() throws Exception {
        Path addon = folder.resolve("ending");
        script(addon, "1",
                "require('events').on('x', async () => { console.log('x begins'); await new Promise((done) => setTimeout(done, 100)); console.log('x ends'); return 7; });");
        CompletableFuture<String> end;
        Messages to;
        try (RunningServer other = RunningServer.startIn("", addon)) {
            to = other.server().messages();
            end = to.call("ending", "x", "1").toCompletableFuture();
            other.awaitLog("x begins");
        }
        assertThat(Waiting.get("the answer", end)).isEqualTo("7");
        assertThat(to.emit("x", "{}")).isZero();
    }

    private static String emit(String event, String json) {
        return Http.post(server.uri("/rest-api/ping/emit?event=" + event), "application/json", json).body();
    }

    @Test
    void anAddonTellsAnotherAndIsNotAnsweredBack() {
        assertThat(emit("talk:ping", "{\"n\": 1}")).isEqualTo("\"fine\"");
        server.awaitLog("pong heard talk:ping of ping 1");
        server.awaitLog("pong answers: events.emit('talk:pong'): no event can be emitted while one is handled");
        assertThat(server.log()).doesNotContain("ping heard talk:pong of pong 2");
    }

    @Test
    void whatAnAddonMayNotEmitIsRefused() {
        assertThat(emit("sv:every-hour", "{}")).contains("names that begin with 'sv' are the system's own events");
        assertThat(emit("a%20b", "{}")).contains("'a b' is no name of an event");
        assertThat(emit("a", "[1]")).contains("the options must be an object");
        assertThat(emit("a", "{\"x\": \"" + "x".repeat(100_001) + "\"}"))
                .contains("characters (expected: at most 100000)");
        assertThat(emit("a", "{\"x\": " + "[".repeat(2000) + "]".repeat(2000) + "}")).contains("events.emit: json: ");
    }

    @Test
    void anAddonInJavaEmitsAsOthersDo() throws Exception {
        assertThat(call("jar", "tells", "{}")).isEqualTo("null");
        server.awaitLog("order:java by jar number 3");
        messages.emit("tells", "{}");
        server.awaitLog("ServiceException: events.emit: no event can be emitted while one is handled");
    }

    /** Its own custom events come after one of the system's. */
    @Test
    void whileAnEventOfTheSystemIsHandledOthersMayBeEmitted() {
        messages.emit("sv:begin", "{}");
        server.awaitLog("pong heard talk:ping of ping 100");
        server.awaitLog("ping heard talk:pong of pong 100");
    }

    /**
     * From module level nobody can tell; it goes on at the pace of their timers,
     * and nothing else waits for it.
     */
    @Test
    void twoThatAnswerEachOtherAllTheSameHarmNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            messages.emit("relay:ping", "{}");
        }
        server.awaitLog("pong relays");
        server.awaitLog("ping relays");
        assertThat(messages.waiting("ping") + messages.waiting("pong")).isLessThan(100);
        assertThat(call("listener", "echo", "1")).isEqualTo("{\"got\":1}");
    }
}
