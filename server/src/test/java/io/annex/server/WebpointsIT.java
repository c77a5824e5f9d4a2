package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * WebPoints applications on a started server: every {@code cases.jsonl} of
 * {@code src/test/webpoints}, and what needs more than one request.
 */
class WebpointsIT {
    private static final Path ADDONS = Path.of("src/test/webpoints").toAbsolutePath();

    private static final Path EXAMPLE = Path.of("../examples/units").toAbsolutePath().normalize();

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(folder.resolve("new"));
        for (List<String> command : List.of(List.of("new", "made", "--style", "webpoints"),
                List.of("new", "typed", "--style", "webpoints", "--typescript"))) {
            try (RunningCommand running = RunningCommand.installed(folder.resolve("new"), command)) {
                assertThat(running.end().status()).isZero();
            }
        }
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(broken.resolve("server.js"), """
                const { Application } = require('webpoints');
                const app = new Application();
                app.operations['/sum'] = { params: { x: { schema: { type: 'nubmer' } } }, handler() {} };
                app.run();
                """);
        server = RunningServer.startIn(
                "limits: {wall: " + Waiting.time(Duration.ofSeconds(2)).toMillis() + " ms, workers: 1}\n", ADDONS,
                folder.resolve("new"), EXAMPLE, broken);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> send(String method, URI uri) {
        return Http.send(Http.request(uri).method(method, HttpRequest.BodyPublishers.noBody()).build());
    }

    private static HttpResponse<String> send(String method, String path) {
        return send(method, server.uri("/contract" + path));
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return Stream.of("contract", "exported", "operations")
                .flatMap(name -> Cases.of(ADDONS.resolve(name), server.uri("/" + name), Map.of()));
    }

    @Test
    void newApplicationsRun() {
        for (String name : List.of("made", "typed")) {
            assertThat(Http.get(server.uri("/" + name + "/greet?name=%22Ada%22")).body())
                    .isEqualTo("{\"message\":\"Hello, Ada!\"}");
            assertThat(Http.get(server.uri("/" + name + "/sum?x=1&y=2")).body()).isEqualTo("3");
        }
    }

    @Test
    void theExampleConverts() {
        assertThat(Http.get(server.uri("/units/convert?value=2&from=km&to=m")).body())
                .isEqualTo("{\"value\":2000,\"unit\":\"m\"}");
        assertThat(Http.get(server.uri("/units/convert?value=2&from=km&to=kg")).statusCode()).isEqualTo(422);
        assertThat(Http.get(server.uri("/units/convert?value=2&from=km&to=x")).body())
                .startsWith("Argument to schema validation failed: [");
        assertThat(Http.get(server.uri("/units/units/time")).body()).isEqualTo("[\"s\",\"min\",\"h\",\"d\"]");
        assertThat(Http.get(server.uri("/units")).body()).contains("<title>Units</title>");
        assertThat(Http.get(server.uri("/units/help")).body()).contains("Converts a value");
    }

    @Test
    void aSchemaThatIsNoneFailsTheLoad() {
        server.awaitLog("operation /sum: parameter x: schema.type: nubmer (expected: string, number,");
        server.awaitLog("broken/server.js:4:");
        assertThat(Http.get(server.uri("/broken/sum")).statusCode()).isEqualTo(404);
    }

    @Test
    void aCallbackThatNeverComesEndsWithTheWallTime() {
        assertThat(send("GET", "/answer/never").statusCode()).isEqualTo(504);
    }

    @Test
    void aSecondCallOfTheCallbackIsLogged() {
        send("GET", "/answer/twice");
        server.awaitLog("operation /answer/twice: its callback was called again, which is ignored");
    }

    @Test
    void aTasksResultIsFetchedOnceFromItsMonitor() {
        HttpResponse<String> begun = send("POST", "/task?n=5");
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(begun.headers().firstValue("Retry-After")).hasValue("2");
        String location = begun.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("/contract/tasks/").isEqualTo(begun.body());
        URI monitor = server.uri(location);

        HttpResponse<String> running = send("DELETE", monitor);
        assertThat(running.statusCode()).isEqualTo(204);
        assertThat(running.headers().firstValue("Retry-After")).hasValue("2");

        assertThat(send("GET", "/release").body()).isEqualTo("released");
        HttpResponse<String> done = send("DELETE", monitor);
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).isEqualTo("{\"n\":5}");
        assertThat(done.headers().firstValue("X-A")).hasValue("task");
        assertThat(send("DELETE", monitor).statusCode()).isEqualTo(404);
    }

    @Test
    void aTaskThatFailsSaysSoToItsMonitorAlone() {
        HttpResponse<String> begun = send("POST", "/task/throws");
        assertThat(begun.statusCode()).isEqualTo(202);
        HttpResponse<String> failed = send("DELETE", server.uri(begun.body()));
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).doesNotContain("secret");
        server.awaitLog("secret");
    }
}
