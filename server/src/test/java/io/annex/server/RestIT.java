package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Pace;
import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What had nothing to do for a while serves as before. */
@Tag("long")
@TakesUpTo(minutes = 3)
class RestIT {
    /** The JDK lets threads that it keeps in reserve go after 30 s. */
    private static final Duration REST = Duration.ofSeconds(40);
    private static final List<String> ADDONS = List.of("first", "second");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asManyAddonsAsProcessorsServeAfterARest(boolean traffic) throws IOException {
        try (ServerProcess server = ServerProcess.startWithJava("-XX:ActiveProcessorCount=2",
                List.of("--isolation", RunningServer.ISOLATION.code()))) {
            for (String name : ADDONS) {
                write(server.addons(), name);
                Waiting.until(name + " is deployed",
                        () -> Http.get(server.uri("/rest-api/" + name + "/")).statusCode() == 200);
                assertThat(visits(server, name)).isEqualTo("1");
            }
            rest(server, traffic);
            for (String name : ADDONS) {
                assertThat(visits(server, name)).isEqualTo("1");
                HttpResponse<String> stopped = Http.get(server.uri("/rest-api/" + name + "/loop"));
                assertThat(Http.json(stopped).path("reason").asString()).as(stopped.body()).isEqualTo("cpu");
                assertThat(visits(server, name)).isEqualTo("1");
            }
            write(server.addons(), "third");
            Waiting.until("another one is deployed",
                    () -> Http.get(server.uri("/rest-api/third/visits")).body().equals("1"));
        }
    }

    /** With or without requests that ask the host for nothing. */
    private static void rest(ServerProcess server, boolean traffic) {
        long until = System.nanoTime() + REST.toNanos();
        while (System.nanoTime() < until) {
            Pace.pause(Duration.ofMillis(200));
            if (traffic) {
                ADDONS.forEach(name -> assertThat(Http.get(server.uri("/rest-api/" + name + "/")).statusCode())
                        .isEqualTo(200));
            }
        }
    }

    private static String visits(ServerProcess server, String name) {
        return Http.get(server.uri("/rest-api/" + name + "/visits")).body();
    }

    private static void write(Path addons, String name) throws IOException {
        Path addon = Files.createDirectories(addons.resolve(name));
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                router.get('/', (req, res) => res.send('here'));
                router.get('/visits', (req, res) => {
                  req.session.visits = (req.session.visits || 0) + 1;
                  res.send(String(req.session.visits));
                });
                router.get('/loop', () => { for (;;); });
                """);
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + name + "\", \"version\": \"1\", \"type\": \"rest\"}");
    }
}
