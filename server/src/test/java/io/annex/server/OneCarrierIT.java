package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.RunningCommand.Ended;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * In a JVM that can run one virtual thread at a time: whatever held its carrier
 * would stop all that waits for one.
 */
class OneCarrierIT {
    private static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1 "
            + "-Djdk.virtualThreadScheduler.maxPoolSize=1";

    @Test
    void whatWaitsForSomethingIsDoneWithOneCarrier() throws Exception {
        try (ServerProcess server = ServerProcess.startWithJava(ONE_CARRIER,
                List.of("--isolation", RunningServer.ISOLATION.code()))) {
            for (String name : List.of("first", "second")) {
                write(server.addons(), name, 1);
                URI app = server.uri("/rest-api/" + name + "/");
                Waiting.until(name + " is deployed", () -> Http.get(app).body().equals("version 1"));
                sessionsAndUploads(app);
                workersAreReplaced(app);
                write(server.addons(), name, 2);
                Waiting.until(name + " is deployed anew", () -> Http.get(app).body().equals("version 2"));
                sessionsAndUploads(app);
            }
            assertThat(Http.get(server.uri("/-/openapi.json")).statusCode()).isEqualTo(200);
            assertThat(Http.get(server.uri("/console/")).statusCode()).isEqualTo(200);
            try (RunningCommand keys = RunningCommand.installed(server.folder(),
                    List.of("keys", "add", "--owner", "Ada"))) {
                Ended ended = keys.end();
                assertThat(ended.status()).as(ended.err()).isZero();
            }
        }
    }

    private static void sessionsAndUploads(URI app) {
        HttpResponse<String> first = Http.get(app.resolve("visits"));
        assertThat(first.body()).isEqualTo("1");
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(Http.get(app.resolve("visits"), "Cookie", cookie.substring(0, cookie.indexOf(';'))).body())
                .isEqualTo("2");
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\nwhat is in it\r\n--b--\r\n";
        assertThat(Http.send(Http.request(app.resolve("upload"), "Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build()).body()).isEqualTo("what is in it");
    }

    private static void workersAreReplaced(URI app) {
        HttpResponse<String> stopped = Http.get(app.resolve("loop"));
        assertThat(Http.json(stopped).path("reason").asString()).as(stopped.body()).isEqualTo("cpu");
        assertThat(Http.get(app).body()).isEqualTo("version 1");
    }

    private static void write(Path addons, String name, int version) throws IOException {
        Path addon = Files.createDirectories(addons.resolve(name));
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                router.get('/', (req, res) => res.send('version %d'));
                router.get('/visits', (req, res) => {
                  req.session.visits = (req.session.visits || 0) + 1;
                  res.send(String(req.session.visits));
                });
                router.post('/upload', (req, res) => res.send(req.file('file').text()));
                router.get('/loop', () => { for (;;); });
                """.formatted(version));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + name + "\", \"version\": \"" + version + "\", \"type\": \"rest\"}");
    }
}
