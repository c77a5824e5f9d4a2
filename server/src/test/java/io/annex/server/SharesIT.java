package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one add-on or client may have of what all share: requests, lines of the
 * log, pages of the server.
 */
class SharesIT {
    private static final String YAML = """
            server: {trustedProxies: [127.0.0.1]}
            jbackend: {endpoints: [{path: /api, access: free}]}
            addons:
              few: {limits: {requests: 5/h}}
              sparse: {limits: {requests: 5/h}}
              scarce: {limits: {requests: 5/h}}
              helloworld: {limits: {requests: 5/h}}
              each: {limits: {requests: 8/h, requestsPerClient: 3/h}}
            """;
    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        for (String name : List.of("few", "each", "floods")) {
            write(name + "/manifest.json", "{\"id\": \"" + name + "\", \"version\": \"1.0.0\", \"type\": \"rest\"}");
            write(name + "/index.js", """
                    const router = require('router');
                    router.get('/', (req, res) => res.send('well'));
                    router.post('/tokens', (req, res) => {
                      const File = req.file('f').constructor;
                      let failed = 0;
                      for (let i = 0; i < 2000; i++) {
                        try { new File(0, 'upload:x', '', '', 0).text(); } catch (e) { failed++; }
                      }
                      res.json({ failed });
                    });
                    """);
        }
        write("sparse/backend.js",
                "module.exports = (r) => r.register('well', 'GET', (req, res) => res.send('well'));");
        write("scarce/server.js", """
                const app = new (require('webpoints').Application)({});
                app.operations['/well'] = (req, res) => res.send('well');
                module.exports = app;
                """);
        server = RunningServer.startIn(YAML, folder, Path.of("src/test/modules/helloworld").toAbsolutePath());
    }

    private static void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Whatever comes of them, and whichever event loop has them. */
    @ParameterizedTest
    @ValueSource(strings = {"/rest-api/few", "/console/wb/well", "/scarce/well", "/api/get/helloworld/greeting?x="})
    void noMoreRequestsPassThanMay(String path) {
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 20)
                .mapToObj(i -> Http.later(server.uri(path + (i % 2 == 0 ? "" : "/nothing")), "widget-id", "sparse"))
                .toList();
        List<HttpResponse<String>> refused = calls.stream().map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() == 429).toList();
        assertThat(refused).hasSize(15).allSatisfy(answer -> {
            assertThat(Integer.parseInt(answer.headers().firstValue("retry-after").orElse("0"))).isBetween(3000, 3600);
            assertThat(answer.body()).contains("\"status\":429", "This add-on takes no more requests now.");
        });
    }

    @Test
    void eachClientHasItsOwnRequestsWithinThoseOfAll() {
        assertThat(statuses("192.0.2.1", 5)).containsExactly(200, 200, 200, 429, 429);
        assertThat(statuses("2001:db8::1", 2)).containsExactly(200, 200);
        assertThat(statuses("2001:db8::2", 2)).as("of the same network").containsExactly(200, 429);
        assertThat(statuses("192.0.2.3", 5)).as("of all there are 8").containsExactly(200, 200, 429, 429, 429);
    }

    private static List<Integer> statuses(String client, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> Http.get(server.uri("/rest-api/each"), "X-Forwarded-For", client).statusCode()).toList();
    }

    @Test
    void whatCodeMakesFailAgainAndAgainFillsNoLog() {
        int before = server.log().length();
        String body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n";
        HttpResponse<String> answer = Http.post(uri("floods", "/tokens"), "multipart/form-data; boundary=b", body);
        assertThat(answer.body()).isEqualTo("{\"failed\":2000}");
        assertThat(server.log().substring(before).lines().count()).isLessThan(1000);
        assertThat(server.log()).doesNotContain("NumberFormatException");
    }

    @Test
    void whatIsAskedOfTheMetricsIsWrittenElsewhereAndForAllAtOnce() {
        URI metrics = server.uri("/-/metrics");
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 200).mapToObj(i -> Http.later(metrics))
                .toList();
        calls.forEach(call -> {
            assertThat(call.join().statusCode()).isEqualTo(200);
            assertThat(call.join().body()).contains("annex_addons 6");
        });
        HttpResponse<String> posted = Http.send(Http.request(metrics).POST(BodyPublishers.noBody()).build());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("allow")).contains("GET, HEAD");
        assertThat(Http.send(Http.request(server.uri("/-/health")).DELETE().build()).statusCode()).isEqualTo(405);
        HttpResponse<String> head = Http.send(Http.request(metrics).HEAD().build());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        Waiting.until("a thread of its own has written them", () -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("annex-metrics-")));
    }

    private static URI uri(String addon, String route) {
        return server.uri("/rest-api/" + addon + route);
    }
}
