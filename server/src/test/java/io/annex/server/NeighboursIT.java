package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the answers of add-ons of each style may not do: to their neighbours on
 * the same origin, and to a client that waits.
 */
class NeighboursIT {
    private static final String HEADERS = "[['Clear-Site-Data', '\"*\"'], ['Service-Worker-Allowed', '/'], ['Strict-Transport-Security', 'max-age=1'], ['X-Own', 'kept']]";
    private static final String CONFIGURATION = """
            java: true
            server: {publicPath: /outside}
            addons:
              granted:
                grants:
                  headers: [Clear-Site-Data, service-worker-allowed, strict-transport-security]
                  cookieNames: [__Host-id]
                  cookiePaths: [/]
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        String restapp = """
                const router = require('router');
                router.get('/status/:code', (req, res) => res.status(Number(req.params.code)).send('sent'));
                router.get('/headers', (req, res) => {
                  for (const [name, value] of %s) res.set(name, value);
                  res.append('Set-Cookie', 'usual=1; Path=/; HttpOnly');
                  res.append('Set-Cookie', '__Host-id=1; Path=/; Secure');
                  res.append('Set-Cookie', 'annex_session=planted');
                  res.append('Set-Cookie', 'other=1; Path=/rest-api/neighbour');
                  req.session.seen = true;
                  res.send('sent');
                });
                """.formatted(HEADERS);
        for (String name : List.of("rest", "granted")) {
            write(name, "index.js", restapp);
            write(name, "manifest.json", "{\"id\": \"" + name + "\", \"version\": \"1\", \"type\": \"rest\"}");
        }
        String express = """
                  for (const [name, value] of %s) res.set(name, value);
                  res.cookie('usual', '1').cookie('annex_session', 'planted').send('sent');
                """.formatted(HEADERS);
        write("gadget", "backend.js", """
                module.exports = function (r) {
                  r.register('status', 'GET', (req, res) => res.status(Number(req.query.code)).send('sent'));
                  r.register('headers', 'GET', (req, res) => { %s });
                };
                """.formatted(express));
        write("points", "annex.json", "{\"id\": \"points\", \"version\": \"1\"}");
        write("points", "server.js",
                """
                        const { Application } = require('webpoints');
                        const app = new Application();
                        app.operations['/status'] = { method: 'get', params: { code: {} }, handler(code, done) { done('sent', Number(code)); } };
                        app.operations['/headers'] = (req, res) => { %s };
                        app.run();
                        """
                        .formatted(express));
        JavaSources.addon(folder.resolve("java"), "1",
                """
                        public void endpoints(Router router) {
                            router.get("/status", exchange -> exchange.status(Integer.parseInt(exchange.query("code").orElseThrow())).send("sent"));
                            router.get("/headers", exchange -> exchange.header("Clear-Site-Data", "*").header("Service-Worker-Allowed", "/")
                                    .header("Strict-Transport-Security", "max-age=1").header("X-Own", "kept")
                                    .header("Set-Cookie", "usual=1; Path=/").send("sent"));
                        }
                        """);
        server = RunningServer.startIn(CONFIGURATION, folder.resolve("rest"), folder.resolve("granted"),
                folder.resolve("gadget"), folder.resolve("points"), folder.resolve("java"));
    }

    private static void write(String addon, String file, String text) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve(addon)).resolve(file), text);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path) {
        return Http.get(server.uri(path), "widget-id", "gadget");
    }

    /** Each has a number of its own, as all of them write to one log. */
    @ParameterizedTest
    @CsvSource({"/rest-api/rest/status/, 110", "/console/wb/status?code=, 111", "/points/status?code=, 112",
            "/java/java/status?code=, 113"})
    void aStatusThatIsNoAnswersIsAnswered500WithAWarning(String path, int own) {
        for (int code : List.of(100, 101, 103, 199, own)) {
            assertThat(get(path + code).statusCode()).as(path + code).isEqualTo(500);
        }
        server.awaitLog(
                path.contains("java") ? "status: " + own + " (expected: 200 to 599)" : "res.status(" + own + ") at ");
        assertThat(get(path + 202).body()).as("the next one").isEqualTo("sent");
    }

    @ParameterizedTest
    @CsvSource({"/rest-api/rest/headers,/rest-api/rest", "/points/headers,/points", "/java/java/headers,/java/java"})
    void whatIsAboutTheNeighboursDoesNotGoOut(String path, String mount) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.body()).isEqualTo("sent");
        assertThat(answer.headers().map()).containsKey("x-own").doesNotContainKeys("clear-site-data",
                "service-worker-allowed", "strict-transport-security");
        assertThat(answer.headers().allValues("set-cookie"))
                .filteredOn(each -> !each.matches("annex_session=[\\w-]{32};.*")).singleElement().asString()
                .startsWith("usual=1; ").contains("Path=/outside" + mount);
    }

    @Test
    void theLogNamesTheGrant() {
        HttpResponse<String> answer = get("/rest-api/rest/headers");
        assertThat(answer.headers().allValues("set-cookie")).filteredOn(each -> each.startsWith("annex_session="))
                .singleElement().asString().contains("Path=/outside/rest-api/rest;");
        String place = " under addons.rest.grants in annex.yaml)";
        server.awaitLog("(add 'headers: [clear-site-data]'" + place);
        server.awaitLog("(add 'cookieNames: [__Host-id]'" + place);
        server.awaitLog("(add 'cookieNames: [annex_session]'" + place);
        server.awaitLog("(add 'cookiePaths: [/rest-api/neighbour]'" + place);
    }

    @Test
    void widgetsShareAPathSoTheirCookiesNeedTheGrant() {
        HttpResponse<String> answer = get("/console/wb/headers");
        assertThat(answer.body()).isEqualTo("sent");
        assertThat(answer.headers().map()).containsKey("x-own").doesNotContainKeys("clear-site-data", "set-cookie");
        server.awaitLog("(add 'cookiePaths: [/outside/console/wb]' under addons.gadget.grants");
    }

    @Test
    void eachCanBeGranted() {
        HttpResponse<String> answer = get("/rest-api/granted/headers");
        assertThat(answer.headers().map()).containsKeys("clear-site-data", "service-worker-allowed",
                "strict-transport-security");
        assertThat(answer.headers().allValues("set-cookie")).contains("usual=1; Path=/; HttpOnly",
                "__Host-id=1; Path=/; Secure");
    }
}
