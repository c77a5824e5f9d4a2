package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many large bodies at once do not kill what answers them. */
class BodiesIT {
    private static final String CODE = """
            const router = require('router');
            let open = false;
            router.get('/open', (req, res) => { open = true; res.send('open'); });
            router.get('/close', (req, res) => { open = false; res.send('closed'); });
            router.post('/wait', async (req, res) => {
              while (!open) await new Promise((next) => setTimeout(next, 20));
              res.json({ length: req.body.length });
            });
            """;
    /**
     * What is held for clients is the subject of ClientsIT, and more of it where
     * the machine is slow.
     */
    private static final String YAML = """
            server: {buffered: 512 MB}
            limits: {workers: 1, wall: 5 min, cpu: 20 s}
            addons: {tight: {limits: {bodies: 1 MB}}, hasty: {limits: {bodies: 1 MB, wall: 500 ms}}}
            """;
    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        for (String name : List.of("usual", "tight", "hasty")) {
            Path addon = Files.createDirectories(folder.resolve(name));
            Files.writeString(addon.resolve("manifest.json"),
                    "{\"id\": \"" + name + "\", \"version\": \"1.0.0\", \"type\": \"rest\"}");
            Files.writeString(addon.resolve("index.js"), CODE);
        }
        server = RunningServer.startIn(YAML, folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Its cell has 256 MB for messages, and its worker 128 MB for all. */
    @Test
    void sixteenOfNineAndAHalfMegabytesAreAllAnswered() {
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        byte[] body = bytes(19 << 19);
        for (int i = 0; i < 16; i++) {
            calls.add(post("usual", body));
        }
        Waiting.until("some wait for their place", () -> Http.get(server.uri("/-/metrics")).body().lines()
                .anyMatch(line -> line.matches("annex_exchanges_queued\\{addon=\"usual\"} (9|1\\d)(\\.0)?")));
        assertThat(Http.get(uri("usual", "open")).body()).isEqualTo("open");
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            HttpResponse<String> answer = call.join();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"length\":" + body.length + "}");
        }
        assertThat(server.log()).doesNotContain("has ended").doesNotContain("memory");
    }

    @Test
    void whenTooMuchWaitsTheNextIsRefusedAndSmallOnesPass() {
        Http.get(uri("tight", "close"));
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        byte[] body = bytes(900_000);
        for (int i = 0; i < 9; i++) {
            calls.add(post("tight", body));
        }
        Waiting.until("some are refused", () -> calls.stream().filter(CompletableFuture::isDone).count() >= 4);
        calls.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join).forEach(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(Http.json(answer).path("reason").asString()).isEqualTo("concurrency");
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
        });
        server.awaitLog("(limit: limits.bodies, 1 MB)");
        assertThat(Http.get(uri("tight", "open")).statusCode()).isEqualTo(200);
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertThat(call.join().statusCode()).isIn(200, 503);
        }
        assertThat(calls.stream().filter(call -> call.join().statusCode() == 200).count()).isEqualTo(5);
    }

    @Test
    void nobodyWaitsForAPlaceLongerThanTheWallTime() {
        Http.get(uri("hasty", "close"));
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            calls.add(post("hasty", bytes(900_000)));
        }
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertThat(Http.json(call.join()).path("reason").asString()).isIn("wall_clock", "concurrency");
        }
    }

    /** How slowly a client may send is for `server.pace` to say. */
    @Test
    void aSlowUploadIsNotTheHandlersTime() throws IOException {
        assertThat(Http.get(uri("hasty", "open")).statusCode()).isEqualTo(200);
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            OutputStream out = client.getOutputStream();
            out.write("""
                    POST /rest-api/hasty/wait HTTP/1.1\r
                    Host: localhost\r
                    Connection: close\r
                    Content-Type: text/plain\r
                    Content-Length: 10\r
                    \r
                    hello""".getBytes(StandardCharsets.US_ASCII));
            long since = System.nanoTime();
            Waiting.until("the wall time would be over", () -> System.nanoTime() - since > 700_000_000L);
            out.write("world".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200").endsWith("{\"length\":10}");
        }
    }

    private static byte[] bytes(int count) {
        byte[] body = new byte[count];
        Arrays.fill(body, (byte) 'x');
        return body;
    }

    private static URI uri(String addon, String route) {
        return server.uri("/rest-api/" + addon + '/' + route);
    }

    private static CompletableFuture<HttpResponse<String>> post(String addon, byte[] body) {
        return Http.later(Http.request(uri(addon, "wait"), "Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(body)).build());
    }
}
