package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call widgets' services is the manager's to say. */
class WidgetAccessIT {
    @TempDir
    private static Path folder;
    private static HttpServer manager;
    private static RunningServer server;
    /** How often the manager was asked, by token. */
    private static final Map<String, Integer> ASKED = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() throws IOException {
        manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        manager.createContext("/api/v3.1/user", WidgetAccessIT::user);
        manager.start();
        Path widget = Files.createDirectories(folder.resolve("who"));
        Files.writeString(widget.resolve("backend.js"), """
                module.exports = (r) => {
                  r.register('who', (req, res) => res.json([req.ip, req.user === undefined ? 'nobody' : req.user]));
                };
                """);
        server = RunningServer.startIn(
                "manager: {url: 'http://127.0.0.1:" + manager.getAddress().getPort() + "/api/v3.1'}\n", widget);
    }

    @AfterAll
    static void stop() {
        server.close();
        manager.stop(0);
    }

    private static void user(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token = String.valueOf(exchange.getRequestHeaders().getFirst("authentication-token"));
            ASKED.merge(token, 1, Integer::sum);
            int status = token.startsWith("good") || token.equals("text") ? 200 : token.equals("broken") ? 500 : 401;
            byte[] body = (token.equals("text") ? "<html>" : "{\"username\":\"ada €\",\"role\":\"sys_admin\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static HttpResponse<String> who(String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "widget-id";
        all[1] = "who";
        return Http.get(server.uri("/console/wb/who"), all);
    }

    private static int asked(String token) {
        return ASKED.getOrDefault(token, 0);
    }

    @Test
    void whomTheManagerKnowsIsTheRequestsUser() {
        String known = "[\"127.0.0.1\",{\"username\":\"ada €\",\"role\":\"sys_admin\"}]";
        assertThat(who("Authentication-Token", "good-1").body()).isEqualTo(known);
        assertThat(who("Cookie", "a=b; XSRF-TOKEN=good%2D1; c=d").body()).isEqualTo(known);
        assertThat(who("Cookie", "XSRF-TOKEN=bad", "Authentication-Token", "good-1").body()).isEqualTo(known);
        assertThat(asked("good-1")).as("what it says is kept").isEqualTo(1);
        assertThat(IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> who("Authentication-Token", "good-2").body()))
                .toList().stream().map(CompletableFuture::join)).allMatch(known::equals);
        assertThat(asked("good-2")).as("many ask at once").isEqualTo(1);
    }

    @Test
    void whoIsNotKnownIsRefused() {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> refused = who("Authentication-Token", "bad");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(Http.json(refused).path("message").asString()).startsWith("Authentication is required");
        }
        assertThat(asked("bad")).as("a refusal is kept as well").isEqualTo(1);
        assertThat(who().statusCode()).isEqualTo(401);
        assertThat(who("Cookie", "XSRF-TOKEN=").statusCode()).isEqualTo(401);
        assertThat(who("Authentication-Token", "x".repeat(5000)).statusCode()).isEqualTo(401);
        assertThat(Http.get(server.uri("/console/wb")).statusCode()).isEqualTo(401);
        assertThat(Http.get(server.uri("/console/wb/nosuch")).statusCode()).isEqualTo(401);
        for (String written : List.of("/console/%77b/who", "/%63onsole/wb/who", "/con%73ole/w%62/who")) {
            assertThat(Http.get(server.uri(written), "widget-id", "who").statusCode()).as(written).isEqualTo(401);
            assertThat(Http.get(server.uri(written), "widget-id", "who", "Authentication-Token", "good-3").body())
                    .as(written).contains("sys_admin");
        }
        assertThat(Http.get(server.uri("/console/")).statusCode()).as("the page is everybody's").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"broken, it answered 500", "text, what it answered is no JSON"})
    void aManagerThatCannotSayRefusesNobodyForLong(String token, String why) {
        HttpResponse<String> answer = who("Authentication-Token", token);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("try again later").doesNotContain(why);
        assertThat(who("Authentication-Token", token).statusCode()).isEqualTo(503);
        assertThat(asked(token)).as("asked again").isEqualTo(2);
        server.awaitLog("cannot be asked who calls a widget");
    }

    @Test
    void withoutAManagerEverybodyMayCallAndTheStartSaysSo() {
        try (RunningServer open = RunningServer.startIn("", folder.resolve("who"))) {
            open.awaitLog("widgets.access: open, so everybody who reaches the server may call");
            assertThat(Http.get(open.uri("/console/wb/who"), "widget-id", "who", "Authentication-Token", "x").body())
                    .isEqualTo("[\"127.0.0.1\",\"nobody\"]");
        }
    }
}
