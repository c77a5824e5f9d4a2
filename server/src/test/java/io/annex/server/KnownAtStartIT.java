package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The second start of a server, which knows from the first what its add-ons
 * declare.
 */
class KnownAtStartIT {
    private static final String YAML = """
            jbackend: {endpoints: [{path: /jbackend, access: free}]}
            """;
    private static final String LATER = "to be evaluated when it is needed";

    @TempDir
    private Path folder;
    private Path addons;
    private Path data;

    @BeforeEach
    void folders() throws IOException {
        addons = Files.createDirectory(folder.resolve("addons"));
        data = folder.resolve("data");
    }

    private RunningServer start() {
        return RunningServer.startOn(data, YAML, addons);
    }

    private void restapp(String name, String script) throws IOException {
        Path addon = Files.createDirectories(addons.resolve(name));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"}".formatted(name));
        Files.writeString(addon.resolve("index.js"), "const router = require('router');\n" + script);
    }

    /** A file of what was staged, so that the source is what it was. */
    private void alter(String name, String text) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("versions"))) {
            for (Path each : files.filter(file -> file.endsWith(name)).toList()) {
                Files.writeString(each, text);
            }
        }
    }

    private static long metric(RunningServer server, String name, String addon) {
        String begin = name + "{addon=\"" + addon + "\"} ";
        return Http.get(server.uri("/-/metrics")).body().lines().filter(line -> line.startsWith(begin))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(begin.length()))).findFirst().orElseThrow();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    /** What add-ons of all styles answer, and what is read from their tables. */
    private static List<String> answers(RunningServer server) {
        List<HttpResponse<String>> answers = List.of(Http.get(server.uri("/-/openapi.json")),
                Http.get(server.uri("/console/status/widget.js")), Http.get(server.uri("/rest-api/app/none")),
                Http.get(server.uri("/rest-api/app/one/2")),
                Http.get(server.uri("/console/wb/status"), "widget-id", "status"),
                Http.get(server.uri("/webpoints/units/convert?value=1&from=km&to=m")),
                Http.get(server.uri("/jbackend/get/helloworld/greeting")));
        return answers.stream().map(answer -> answer.statusCode() + " " + answer.body()).toList();
    }

    @Test
    void addonsOfEveryStyleServeAsAfterTheFirst() throws Exception {
        restapp("app", "router.get('/one/:id', (req, res) => res.json(req.params));");
        for (String example : List.of("status", "units", "helloworld")) {
            copy(Path.of("../examples").resolve(example), addons.resolve(example));
        }
        List<String> before;
        try (RunningServer first = start()) {
            assertThat(first.log()).doesNotContain(LATER);
            before = answers(first);
            assertThat(metric(first, "annex_evaluated", "app")).isEqualTo(1);
        }
        try (RunningServer second = start()) {
            for (String addon : List.of("app", "status", "units", "helloworld")) {
                assertThat(metric(second, "annex_evaluated", addon)).as(addon).isZero();
                assertThat(metric(second, "annex_workers", addon)).as(addon).isZero();
            }
            assertThat(Http.get(second.uri("/-/health/ready")).statusCode()).isEqualTo(200);
            assertThat(answers(second)).isEqualTo(before);
            assertThat(metric(second, "annex_evaluated", "app")).isEqualTo(1);
            assertThat(second.log()).doesNotContain("declares otherwise");
        }
    }

    @Test
    void whatTurnsOutOtherwiseServesWhatItDeclaresNow() throws Exception {
        restapp("app", """
                for (const name of require('./names.json')) {
                  router.get('/' + name, (req, res) => res.send('this is ' + name));
                }
                """);
        Path names = Files.writeString(addons.resolve("app/names.json"), "[\"keep\", \"delete\"]");
        start().close();
        try (RunningServer second = start()) {
            alter("names.json", "[\"delete\", \"keep\", \"more\"]");
            // Many at once: none may be handed to what has another order.
            List<CompletableFuture<HttpResponse<String>>> calls = Stream
                    .generate(() -> Http.later(second.uri("/rest-api/app/keep"))).limit(20).toList();
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                assertThat(Waiting.get("an answer", call).body()).isEqualTo("this is keep");
            }
            second.awaitLog("it declares otherwise");
            assertThat(Http.get(second.uri("/rest-api/app/more")).body()).isEqualTo("this is more");
            assertThat(metric(second, "annex_evaluated", "app")).isEqualTo(1);
        }
        try (RunningServer third = start()) {
            assertThat(third.log()).contains(LATER);
            assertThat(third.server().addons().getFirst().endpoints()).hasSize(3);
            // And now it is as its source says, once more otherwise.
            assertThat(Http.get(third.uri("/rest-api/app/delete")).body()).isEqualTo("this is delete");
            third.awaitLog("it declares otherwise");
            assertThat(Http.get(third.uri("/rest-api/app/more")).statusCode()).isEqualTo(404);
        }
        Files.writeString(names, "[\"keep\"]");
        try (RunningServer fourth = start()) {
            assertThat(fourth.log()).doesNotContain(LATER);
        }
    }

    /** Endpoints that are others at each evaluation, and an end to it. */
    @Test
    void whatIsRandomIsReplacedOnceAStart() throws Exception {
        restapp("app", """
                router.get('/fine', (req, res) => res.send('fine'));
                router.get('/' + Math.random(), (req, res) => res.send('random'));
                """);
        start().close();
        for (int times = 0; times < 2; times++) {
            try (RunningServer next = start()) {
                for (int calls = 0; calls < 3; calls++) {
                    assertThat(Http.get(next.uri("/rest-api/app/fine")).body()).isEqualTo("fine");
                }
                assertThat(next.log().split("declares otherwise", -1)).hasSize(2);
            }
        }
    }

    @Test
    void aFirstEvaluationThatFailsIsSaidAndTriedAgain() throws Exception {
        restapp("app", """
                if (!require('./mood.json').good) {
                  throw new Error('not in the mood');
                }
                router.get('/fine', (req, res) => res.send('fine'));
                """);
        Files.writeString(addons.resolve("app/mood.json"), "{\"good\": true}");
        start().close();
        try (RunningServer second = start()) {
            alter("mood.json", "{\"good\": false}");
            HttpResponse<String> answer = Http.get(second.uri("/rest-api/app/fine"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(Http.json(answer).path("reason").asString()).isEqualTo("terminated");
            assertThat(Http.json(answer).path("incident").asString()).hasSize(10);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.body()).doesNotContain("mood");
            second.awaitLog("Error: not in the mood\n    at app/index.js:3:9");
            alter("mood.json", "{\"good\": true}");
            Waiting.until("it serves", () -> Http.get(second.uri("/rest-api/app/fine")).statusCode() == 200);
        }
        // What has failed is not relied on.
        try (RunningServer third = start()) {
            assertThat(third.log()).doesNotContain(LATER);
        }
    }

    @Test
    void aCallEvaluatesToo() throws Exception {
        restapp("app", "require('events').on('echo', (value) => value);");
        start().close();
        try (RunningServer second = start()) {
            assertThat(metric(second, "annex_evaluated", "app")).isZero();
            assertThat(Waiting.get("an answer",
                    second.server().annex().messages().call("app", "echo", "{\"a\":1}").toCompletableFuture()))
                    .contains("\"a\":1");
            assertThat(metric(second, "annex_evaluated", "app")).isEqualTo(1);
        }
    }

    /** As many cells as there is room for; the others wait for their turn. */
    @Test
    void manyAreAskedAtOnce() throws Exception {
        askAll(6, "cells: {max: 4}\n");
    }

    @Test
    @Tag("long")
    @TakesUpTo(minutes = 12)
    void aHundredAreReadyAtOnceAndAnswerWithinAMinute() throws Exception {
        askAll(100, "");
    }

    private void askAll(int count, String yaml) throws Exception {
        for (int i = 0; i < count; i++) {
            restapp("app" + i, "router.get('/which', (req, res) => res.send('app%d'));".formatted(i));
        }
        RunningServer.startOn(data, yaml, addons).close();
        Duration most = Waiting.time(Duration.ofMinutes(1));
        long begun = System.nanoTime();
        try (RunningServer second = RunningServer.startOn(data, yaml, addons)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Waiting.time(Duration.ofSeconds(3)));
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(Http.later(
                        HttpRequest.newBuilder(second.uri("/rest-api/app" + i + "/which")).timeout(most).build()));
            }
            Waiting.until(Duration.ofMinutes(1), "all are answered",
                    () -> calls.stream().allMatch(CompletableFuture::isDone));
            for (int i = 0; i < count; i++) {
                assertThat(Waiting.get("an answer", calls.get(i)).body()).isEqualTo("app" + i);
            }
        }
    }
}
