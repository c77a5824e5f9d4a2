package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Add-ons each of whose workers is stopped for what it does by itself. */
class OwnStopsIT {
    /**
     * Between three stops, where two are at once: a new cell may have two workers
     * before it knows what they do.
     */
    private static final Duration PAUSES = Duration.ofSeconds(2);
    /** CPU time of a cell that is started meanwhile, and of this process. */
    private static final Duration BESIDES = Duration.ofSeconds(2);
    private static final String LIMITS = "limits: {cpu: 300 ms, heap: 24 MB, workers: 2}";
    private static final Map<String, String> BY_ITSELF = Map.of("loops", "setTimeout(() => { for (;;); }, 1);", "grows",
            "const kept = []; setInterval(() => { for (;;) kept.push({ a: [kept.length] }); }, 1);", "answered",
            "require('crypto').pbkdf2('a', 'b', 1, 16, 'sha256', () => { for (;;); });");

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        List<Path> addons = new ArrayList<>();
        for (Map.Entry<String, String> each : BY_ITSELF.entrySet()) {
            addons.add(addon(each.getKey(), each.getValue()));
        }
        server = RunningServer.startIn(LIMITS, addons.toArray(Path[]::new));
    }

    private static Path addon(String id, String byItself) throws IOException {
        Path addon = Files.createDirectory(folder.resolve(id));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"}".formatted(id));
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                router.get('/fine', (req, res) => res.send('fine'));
                %s
                """.formatted(byItself));
        return addon;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static long stops(String addon) {
        return Pattern
                .compile("(?m)^.*=" + addon + "\\b.*what it does by itself, for no request, has stopped its worker")
                .matcher(server.log()).results().count();
    }

    private static HttpResponse<String> ask(String addon) {
        return Http.get(server.uri("/rest-api/" + addon + "/fine"));
    }

    /** It is asked all the time, so that it could be started all the time. */
    @ParameterizedTest
    @CsvSource({"loops, limits.cpu", "grows, limits.heap", "answered, limits.cpu"})
    void theNextIsStartedAfterAPause(String addon, String limit) {
        Waiting.until("it has stopped its first worker", () -> stops(addon) > 0);
        long stops = stops(addon);
        long since = System.nanoTime();
        Duration usedBefore = used();
        List<HttpResponse<String>> refused = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        Waiting.until("it has stopped three more, and was refused", () -> {
            HttpResponse<String> answer = ask(addon);
            statuses.add(answer.statusCode());
            if (answer.statusCode() != 200) {
                refused.add(answer);
            }
            return stops(addon) >= stops + 3 && !refused.isEmpty();
        });
        Duration all = Duration.ofNanos(System.nanoTime() - since);
        assertThat(all).isGreaterThan(PAUSES);
        assertThat(used().minus(usedBefore)).as("CPU time in %s", all).isLessThan(all.plus(BESIDES));
        assertThat(statuses).contains(200);
        for (HttpResponse<String> answer : refused) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(Http.json(answer).path("reason").asString()).isEqualTo("terminated");
            assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 30L);
            String incident = Http.json(answer).path("incident").asString();
            server.awaitLog(incident);
            assertThat(server.log().substring(server.log().indexOf(incident))).contains(limit)
                    .contains(addon + "/index.js:3:");
        }
    }

    /** CPU time of this process and of its cells. */
    private static Duration used() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.children())
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
