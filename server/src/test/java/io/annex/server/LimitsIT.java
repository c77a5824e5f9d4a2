package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.addon.Version;
import io.annex.engine.Isolation;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every limit is broken. Each time (a) the breach is answered as the limits'
 * table says, (b) the next request to the same add-on succeeds, and (c) another
 * add-on keeps answering meanwhile: a neighbour is called throughout, one call
 * after the other.
 */
class LimitsIT {
    private static final Path ADDONS = Path.of("src/test/addons").toAbsolutePath();
    /**
     * An add-on for each limit that it is to break, for which the others are no
     * hindrance, however busy the machine.
     */
    private static final String LIMITS = """
            limits: {cpu: 30 s, wall: 60 s, inFlight: 10, queued: 20}
            addons:
              hostile-cpu: {limits: {cpu: 300 ms}}
              hostile-wall_clock: {limits: {wall: WALL ms}}
              hostile-worker: {limits: {cpu: 300 ms, workers: 1}}
            """;
    private static final List<String> HOSTILE = List.of("hostile", "hostile-cpu", "hostile-wall_clock",
            "hostile-memory", "hostile-output", "hostile-worker");

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        List<Path> addons = new ArrayList<>(List.of(ADDONS.resolve("polluter"), ADDONS.resolve("neighbour")));
        for (String id : HOSTILE) {
            Path addon = Files.createDirectory(folder.resolve(id));
            Files.copy(ADDONS.resolve("hostile/index.js"), addon.resolve("index.js"));
            Files.writeString(addon.resolve("manifest.json"),
                    "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"}".formatted(id));
            addons.add(addon);
        }
        server = RunningServer.startIn(
                LIMITS.replace("WALL", Long.toString(Waiting.time(Duration.ofSeconds(2)).toMillis())),
                addons.toArray(Path[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"loop,                504, cpu", "unrolled-loop,       504, cpu", "async-loop,          504, cpu",
            "timer-loop,          504, cpu", "regexp,              504, cpu", "sort,                504, cpu",
            "never,               504, wall_clock", "atomics,             504, wall_clock",
            "heap,                503, memory", "heap-in-built-ins,   503, memory", "strings,             503, memory",
            "buffers,             503, memory", "small-buffers,       503, memory", "one-buffer,          503, memory",
            "node-buffers,        503, memory", "output,              503, output"})
    void aBreachIsAnsweredWithItsReason(String route, int status, String reason) {
        try (Neighbour neighbour = new Neighbour()) {
            HttpResponse<String> breach = breaking(reason, route);
            assertThat(breach.statusCode()).as(breach.body()).isEqualTo(status);
            assertThat(Http.json(breach).path("reason").asString()).isEqualTo(reason);
            assertThat(breaking(reason, "fine").statusCode()).isEqualTo(200);
            neighbour.noticedNothing();
        }
    }

    @Test
    void aBuiltInThatCannotBeInterruptedIsNotWaitedFor() {
        try (Neighbour neighbour = new Neighbour()) {
            HttpResponse<String> breach = breaking("cpu", "built-in");
            assertThat(breach.statusCode()).as(breach.body()).isEqualTo(504);
            assertThat(Http.json(breach).path("reason").asString()).isEqualTo("cpu");
            assertThat(breaking("cpu", "fine").statusCode()).isEqualTo(200);
            neighbour.noticedNothing();
        }
        server.awaitLog("cannot be interrupted");
    }

    /** In this process it waits for the built-in; a cell is replaced. */
    @Test
    void anAddonWithoutAWorkerServesAgainWhenItHasOne() {
        assertThat(breaking("worker", "built-in").statusCode()).isEqualTo(504);
        if (RunningServer.ISOLATION == Isolation.THREAD) {
            HttpResponse<String> refused = breaking("worker", "fine");
            assertThat(Http.json(refused).path("reason").asString()).as(refused.body()).isEqualTo("suspended");
            Version version = server.server().addons().stream().filter(each -> each.addon().equals("hostile-worker"))
                    .findFirst().orElseThrow();
            version.workers().resume();
            assertThat(breaking("worker", "fine").statusCode()).as("an operator lets it have another").isEqualTo(200);
        }
        Waiting.until("it serves again", () -> breaking("worker", "fine").statusCode() == 200);
    }

    @Test
    void aFloodOfMicrotasksIsStopped() {
        try (Neighbour neighbour = new Neighbour()) {
            HttpResponse<String> breach = breaking("cpu", "microtasks");
            assertThat(Http.json(breach).path("reason").asString()).isIn("cpu", "memory");
            assertThat(breaking("cpu", "fine").statusCode()).isEqualTo(200);
            neighbour.noticedNothing();
        }
    }

    @ParameterizedTest
    @CsvSource({"recursion", "recursive-json", "timers"})
    void whatTheHandlerCouldHaveCaughtIsAnOrdinaryError(String route) {
        HttpResponse<String> answer = hostile(route);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(Http.json(answer).path("incident").asString()).isNotBlank();
        theNextRequestSucceeds();
    }

    @Test
    void arrayBuffersThatAreGarbageDoNotCount() {
        assertThat(hostile("buffer-churn").body()).isEqualTo("{\"sum\":400}");
    }

    @Test
    void aLogFloodIsCutOffAndTheCutIsLogged() {
        try (Neighbour neighbour = new Neighbour()) {
            assertThat(hostile("log-flood").body()).isEqualTo("{\"logged\":5000}");
            theNextRequestSucceeds();
            neighbour.noticedNothing();
        }
        server.awaitLog("log lines were dropped");
        assertThat(server.log().lines().filter(line -> line.contains("flood ")).count()).isBetween(100L, 1000L);
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        HttpResponse<String> answer = Http.post(uri("body"), "text/plain", "x".repeat(11 << 20));
        assertThat(answer.statusCode()).isEqualTo(413);
        theNextRequestSucceeds();
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefused() {
        HttpRequest request = Http.request(uri("body"), "Content-Type", "text/plain").POST(
                HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString("x".repeat(11 << 20))))
                .build();
        assertThat(Http.send(request).statusCode()).isEqualTo(413);
        theNextRequestSucceeds();
    }

    @Test
    void moreExchangesThanAllowedWaitAndThenAreRefused() {
        try (Neighbour neighbour = new Neighbour()) {
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                calls.add(Http.later(uri("slow?ms=1500")));
            }
            int answered = 0;
            int refused = 0;
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                HttpResponse<String> answer = call.join();
                if (answer.statusCode() == 200) {
                    answered++;
                } else {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(Http.json(answer).path("reason").asString()).isEqualTo("concurrency");
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                    refused++;
                }
            }
            assertThat(answered).isEqualTo(30);
            assertThat(refused).isEqualTo(30);
            theNextRequestSucceeds();
            neighbour.noticedNothing();
        }
    }

    /** As long as it is asked, a worker keeps what its modules hold. */
    @Test
    void aWorkerThatIsAskedIsNotIdle() {
        Duration idle = Waiting.time(Duration.ofSeconds(2));
        String limits = "limits: {idle: " + idle.toMillis() + " ms, workers: 1}";
        try (RunningServer other = RunningServer.start(limits, "fragile")) {
            long end = System.nanoTime() + idle.multipliedBy(5).dividedBy(2).toNanos();
            for (int calls = 1; System.nanoTime() < end; calls++) {
                assertThat(Http.get(other.uri("/rest-api/fragile/fine")).body()).isEqualTo("{\"calls\":" + calls + "}");
            }
        }
    }

    @Test
    void breachesAreCountedByReason() {
        breaking("cpu", "loop");
        assertThat(Http.get(server.uri("/-/metrics")).body())
                .containsPattern("annex_breaches_total\\{.*addon=\"hostile-cpu\".*reason=\"cpu\".*\\} [1-9]");
    }

    @Test
    void whatTheGuestChangesInItsBuiltInsHarmsOnlyItself() {
        assertThat(Http.get(server.uri("/rest-api/polluter/pollute")).body()).isEqualTo("polluted");
        assertThat(Http.get(server.uri("/rest-api/polluter/pollute")).body()).isEqualTo("polluted");
        assertThat(Http.get(server.uri("/rest-api/neighbour/")).body()).isEqualTo("{\"well\":true}");
        theNextRequestSucceeds();
    }

    @Test
    void nothingOfTheHostIsInReach() {
        assertThat(Http.json(hostile("escape"))).isEqualTo(Http
                .json("""
                        {"annex": "undefined", "java": "undefined", "javet": "undefined", "wasm": "undefined", "environment": 0,
                         "fs": "ENOENT: no such file or directory, open '/etc/passwd'",
                         "above": "ENOENT: no such file or directory, open '../../../../etc/passwd'", "outside": "Cannot find module '../neighbour/index.js'",
                         "constructor": "undefinedundefined"}"""));
    }

    private static void theNextRequestSucceeds() {
        assertThat(hostile("fine").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> breaking(String limit, String route) {
        return Http.get(server.uri("/rest-api/hostile-" + limit + "/" + route));
    }

    private static HttpResponse<String> hostile(String route) {
        return Http.get(uri(route));
    }

    private static URI uri(String route) {
        return server.uri("/rest-api/hostile/" + route);
    }

    /** Calls another add-on until closed. */
    private static final class Neighbour implements AutoCloseable {
        private final AtomicBoolean done = new AtomicBoolean();
        private final AtomicInteger well = new AtomicInteger();
        private final List<String> unwell = new ArrayList<>();
        private final Thread thread = Thread.ofPlatform().start(this::call);

        private void call() {
            while (!done.get()) {
                HttpResponse<String> answer = Http.get(server.uri("/rest-api/neighbour/"));
                if (answer.statusCode() == 200) {
                    well.incrementAndGet();
                } else {
                    unwell.add(answer.statusCode() + " " + answer.body());
                }
            }
        }

        void noticedNothing() {
            close();
            assertThat(unwell).isEmpty();
            assertThat(well.get()).isPositive();
        }

        @Override
        public void close() {
            done.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
