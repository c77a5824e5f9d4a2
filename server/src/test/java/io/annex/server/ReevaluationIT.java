package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An add-on that fails, at times, when it is evaluated once more: it reads a
 * file of its version, which this test alters.
 */
class ReevaluationIT {
    private static final String YAML = """
            limits: {cpu: 300 ms}
            addons:
              moody: {limits: {workers: 2}}
            """;

    @TempDir
    private Path folder;
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        Path addon = Files.createDirectory(folder.resolve("moody"));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"moody\", \"version\": \"1\", \"type\": \"RESTApp\"}");
        Files.writeString(addon.resolve("mood.json"), "{\"good\": true}");
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                if (!require('./mood.json').good) {
                  throw new Error('not in the mood');
                }
                router.get('/fine', (req, res) => res.send('fine'));
                router.get('/loop', () => { for (;;); });
                router.get('/while', (req, res) => {
                  const until = Date.now() + 200;
                  while (Date.now() < until);
                  res.send('done');
                });
                """);
        server = RunningServer.startIn(YAML, addon);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private URI moody(String route) {
        return server.uri("/rest-api/moody/" + route);
    }

    /** Alters what the next evaluation reads. */
    private void mood(boolean good) throws IOException {
        try (Stream<Path> files = Files.walk(server.data())) {
            for (Path each : files.filter(file -> file.endsWith("mood.json")).toList()) {
                Files.writeString(each, "{\"good\": " + good + "}");
            }
        }
    }

    @Test
    void itsErrorIsInItsLogAndItIsTriedAgain() throws IOException {
        assertThat(Http.get(moody("fine")).body()).isEqualTo("fine");
        mood(false);
        assertThat(Http.get(moody("loop")).statusCode()).isEqualTo(504);
        server.awaitLog("could not be evaluated again");
        server.awaitLog("Error: not in the mood\n    at moody/index.js:3:9");
        for (int times = 0; times < 3; times++) {
            HttpResponse<String> answer = Http.get(moody("fine"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(Http.json(answer).path("reason").asString()).isEqualTo("terminated");
            assertThat(Http.json(answer).path("incident").asString()).hasSize(10);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.body()).doesNotContain("mood");
        }
        mood(true);
        Waiting.until("it serves again", () -> Http.get(moody("fine")).statusCode() == 200);
        assertThat(server.log()).doesNotContain("the guest library failed");
    }

    @Test
    void theOneThatServesGoesOn() throws Exception {
        mood(false);
        // They take the one worker longer than a moment, so a second one is wanted.
        List<CompletableFuture<HttpResponse<String>>> calls = Stream.generate(() -> Http.later(moody("while"))).limit(8)
                .toList();
        server.awaitLog("could not be evaluated again");
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertThat(Waiting.get("an answer", call).body()).isEqualTo("done");
        }
        assertThat(Http.get(moody("fine")).body()).isEqualTo("fine");
    }
}
