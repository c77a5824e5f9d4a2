package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One entry a request, where the operator asked for it. */
class AccessLogIT {
    private static final String SCRIPT = """
            const router = require('router');
            router.get('/hello', (req, res) => res.send('hello'));
            router.get('/logo', (req, res) => res.sendFile(require('appResource').getNode('logo.svg')));
            router.get('/never', () => new Promise(() => {}));
            """;

    private static ServerProcess start(String... options) throws IOException {
        ServerProcess server = ServerProcess.start("", List.of(options));
        Path addon = Files.createDirectories(server.addons().resolve("app"));
        Files.createDirectories(addon.resolve("resource"));
        Files.writeString(addon.resolve("resource/logo.svg"), "<svg/>");
        Files.writeString(addon.resolve("index.js"), SCRIPT);
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"app\", \"version\": \"1.2\", \"type\": \"rest\"}");
        Waiting.until("it is deployed", () -> Http.get(server.uri("/rest-api/app/hello")).statusCode() == 200);
        return server;
    }

    @Test
    void thereIsNoneUnlessAsked() throws IOException {
        try (ServerProcess server = start()) {
            Http.get(server.uri("/rest-api/app/hello"));
            Http.get(server.uri("/rest-api/app/nothing"));
            server.stop();
            assertThat(server.log()).contains("app 1.2 is active").doesNotContain("GET /rest-api");
        }
    }

    @Test
    void anEntryForPeopleIsALine() throws IOException {
        try (ServerProcess server = start("--access-log")) {
            Http.get(server.uri("/rest-api/app/hello?secret=1"));
            Http.get(server.uri("/rest-api/app/logo"));
            Http.get(server.uri("/rest-api/app/nothing"));
            Http.get(server.uri("/nobody"));
            Http.send(HttpRequest.newBuilder(server.uri("/rest-api/app/hello")).HEAD().build());
            send(server, "GET /a b HTTP/1.1\r\n\r\n");
            send(server, "GET /rest-api/app/never HTTP/1.1\r\nHost: localhost\r\n\r\n");
            server.stop();
            String who = "INFO  app 1\\.2 [a-z0-9]+-[a-z0-9]+ ";
            assertThat(server.log()).containsPattern(who + "GET /rest-api/app/hello 200 \\d+\\.\\d{3} ms 5 B\n")
                    .containsPattern(who + "GET /rest-api/app/logo 200 \\d+\\.\\d{3} ms 6 B\n")
                    .containsPattern(who + "GET /rest-api/app/nothing 404 \\d+\\.\\d{3} ms \\d+ B\n")
                    .containsPattern(who + "HEAD /rest-api/app/hello 200 \\d+\\.\\d{3} ms 0 B\n")
                    .containsPattern(who + "GET /rest-api/app/never 499 \\d+\\.\\d{3} ms 0 B\n")
                    .containsPattern("INFO +[a-z0-9]+-[a-z0-9]+ GET /nobody 404 ").containsPattern("INFO +- - 400 ")
                    .doesNotContain("secret");
        }
    }

    /** Sends, and goes when an answer begins, or after a moment. */
    private static void send(ServerProcess server, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.uri("/").getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout((int) Waiting.time(Duration.ofMillis(500)).toMillis());
            socket.getInputStream().read(new byte[100]);
        } catch (java.net.SocketTimeoutException e) {
            // That one waits for ever.
        }
    }

    @Test
    void anEntryAsJsonHasItsFieldsApart() throws IOException {
        try (ServerProcess server = start("--access-log", "--log-format", "json")) {
            Http.get(server.uri("/rest-api/app/logo?secret=1"));
            server.stop();
            List<JsonNode> entries = server.log().lines().map(Http::json)
                    .filter(line -> line.path("loggerName").asString().equals("annex.access")
                            && line.toString().contains("logo"))
                    .toList();
            assertThat(entries).hasSize(1);
            JsonNode entry = entries.getFirst();
            assertThat(entry.path("level").asString()).isEqualTo("INFO");
            assertThat(entry.path("mdc").path("addon").asString()).isEqualTo("app");
            assertThat(entry.path("mdc").path("version").asString()).isEqualTo("1.2");
            assertThat(entry.path("mdc").path("requestId").asString()).isNotBlank();
            assertThat(entry.path("kvpList").toString())
                    .matches("\\[\\{\"method\":\"GET\"},\\{\"path\":\"/rest-api/app/logo\"},\\{\"status\":\"?200\"?},"
                            + "\\{\"micros\":\"?\\d+\"?},\\{\"bytes\":\"?6\"?}]");
        }
    }
}
