package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.RawClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What ordinary clients send in paths, and pages of other sites to add-ons, in
 * each style.
 */
class ParametersIT {
    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        write("rest/index.js", """
                const router = require('router');
                router.get('/item/:id', (req, res) => res.json([req.params.id]));
                router.get('/item/:id/of/:other', (req, res) => res.json([req.params.id, req.params.other]));
                router.get('/exact/a', (req, res) => res.json(['exact']));
                router.files('/files', 'public');
                router.post('/change', (req, res) => res.json(['changed']));
                """);
        write("rest/public/a/b.txt", "a file");
        write("own/index.js",
                """
                        const router = require('router');
                        router.options('/change', (req, res) => res.status(204).setHeader('Access-Control-Allow-Origin', req.headers.origin).end());
                        router.post('/change', (req, res) => res.setHeader('Access-Control-Allow-Origin', req.headers.origin).json(['changed']));
                        """);
        write("points/server.js",
                """
                        const webpoints = require('webpoints');
                        const app = new webpoints.Application();
                        app.operations['/item/:id'] = { method: 'get', params: { id: {} }, handler(id, done) { done(id); } };
                        app.operations['/two/:a/:b'] = { method: 'get', params: { a: {}, b: {} }, handler(a, b, done) { done(a + ' and ' + b); } };
                        app.operations['/tree/*'] = { method: 'get', params: { 0: {} }, handler(rest, done) { done(rest); } };
                        app.run();
                        """);
        write("pages/server.js", """
                const webpoints = require('webpoints');
                const app = new webpoints.Application();
                app.operations['/change'] = { method: 'post', handler(done) { done('changed'); } };
                app.createOperation = (url, operation, server) => {
                  server.use((req, res, next) => {
                    res.setHeader('Access-Control-Allow-Origin', String(req.headers.origin));
                    if (req.method === 'OPTIONS') { res.statusCode = 204; res.end(); } else { next(); }
                  });
                  server.post(url, (req, res) => res.send('changed'));
                };
                app.run();
                """);
        for (String each : List.of("rest", "own")) {
            write(each + "/manifest.json", "{\"id\": \"" + each + "\", \"version\": \"1\", \"type\": \"RestApp\"}");
        }
        write("widget/backend.js", """
                module.exports = (r) => r.register('echo', 'GET', (req, res) => res.json([req.url, req.path]));
                """);
        server = RunningServer.startIn("""
                addons:
                  own: {cors: app}
                  pages: {cors: app}
                """, folder.resolve("rest"), folder.resolve("own"), folder.resolve("points"), folder.resolve("pages"),
                folder.resolve("widget"));
    }

    private static void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient.Reply get(String path, String... headers) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            return client.get(path, headers).reply();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '`', textBlock = """
            /rest-api/rest/item/a%2Fb                 ` ["a/b"]
            /rest-api/rest/item/a%5Cb                 ` ["a\\\\b"]
            /rest-api/rest/item/%2F                   ` ["/"]
            /rest-api/rest/item/..%2F..%2Fetc         ` ["../../etc"]
            /rest-api/rest/item/a%2Fb/of/c%2fd        ` ["a/b","c/d"]
            /rest-api/rest/item/a%252Fb               ` ["a%2Fb"]
            /rest-api/rest/item/a|b^c                 ` ["a|b^c"]
            /rest-api/rest/item/[a]'(b)!*;=,$&@:      ` ["[a]'(b)!*;=,$&@:"]
            /points/item/a%2Fb                        ` a/b
            /points/ITEM/a%2Fb                        ` a/b
            /points/%69tem/a%2Fb                      ` a/b
            /points/%69tem/100%25%2541                ` 100%%41
            /points/item/a%5Cb                        ` a\\b
            /points/two/a%2Fb/c                       ` a/b and c
            /points/tree/a%2Fb/c                      ` a/b/c
            /points/item/a|b^c                        ` a|b^c
            """)
    void whatAClientEncodesInAParameterIsItsValue(String path, String body) throws IOException {
        RawClient.Reply reply = get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(body);
    }

    @Test
    void widgetsSeeThePathAsItCame() throws IOException {
        assertThat(get("/console/wb/echo/a%2Fb|c", "widget-id: widget").text())
                .isEqualTo("[\"/a%2Fb|c\",\"/a%2Fb|c\"]");
    }

    @ParameterizedTest
    @CsvSource({"/rest-api%2Frest/item/a, 400", "/rest-api/rest%2Fitem/a, 400", "/rest-api/rest%5Citem, 400",
            "/points%2Fitem/a, 400", "/console%2Fwb/echo, 400", "/console/widgets/widget%2Fbackend.js, 400",
            "/console/assets/a%2Fb.js, 400", "/-/health%2Flive, 400", "/-/docs%2Fx, 400",
            "/rest-api/rest/files/a%2Fb.txt, 404", "/rest-api/rest/files/a%5Cb.txt, 404",
            "/rest-api/rest/files/..%2Findex.js, 404", "/rest-api/rest/exact%2Fa, 404", "/points/two/a%2Fb, 404",
            "/rest-api/rest/item/a%2F..%2Fb/, 200", "/rest-api/rest/files/a/b.txt, 200"})
    void whereNamesAreLookedUpAnEncodedSlashIsNone(String path, int status) throws IOException {
        assertThat(get(path).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rest-api/rest/item/a\"b", "/rest-api/rest/item/<a>", "/rest-api/rest/item/{a}",
            "/rest-api/rest/item/a`b", "/rest-api/rest/item/a\\b", "/rest-api/rest/item/%00",
            "/rest-api/rest/item/%c0%af"})
    void whatEveryBrowserEncodesIsStillRefused(String path) throws IOException {
        assertThat(get(path).status()).isEqualTo(400);
    }

    private static int ask(String method, String path, String... headers) {
        return Http.send(Http.request(server.uri(path), headers).method(method, BodyPublishers.noBody()).build())
                .statusCode();
    }

    @Test
    void aLinkOfAnotherSiteWorksAndWhatItsPageDoesDoesNot() {
        String read = "/rest-api/rest/item/1";
        String change = "/rest-api/rest/change";
        assertThat(ask("GET", read, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest",
                "document", "Cookie", "a=1")).isEqualTo(200);
        assertThat(ask("GET", read, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest",
                "iframe", "Cookie", "a=1")).isEqualTo(403);
        assertThat(ask("GET", read, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors", "Cookie", "a=1"))
                .isEqualTo(403);
        assertThat(ask("GET", read, "Origin", "https://a.example", "Cookie", "a=1")).isEqualTo(403);
        assertThat(ask("POST", change, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")).isEqualTo(403);
        assertThat(ask("POST", change, "Origin", "https://a.example")).isEqualTo(403);
        assertThat(ask("POST", change, "Origin", "null")).isEqualTo(403);
        assertThat(ask("POST", change, "Origin", "http://127.0.0.1:" + server.port())).isEqualTo(200);
        assertThat(ask("POST", change, "Origin", "null", "Sec-Fetch-Site", "same-origin")).isEqualTo(200);
        assertThat(ask("GET", "/console/wb/nosuch", "Origin", "https://a.example", "Cookie", "a=1")).isEqualTo(403);
        assertThat(ask("GET", "/console/widgets", "Origin", "https://a.example", "Authorization", "Bearer x"))
                .isEqualTo(403);
        assertThat(ask("POST", change)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rest-api/own/change", "/pages/change"})
    void anApplicationThatIsLeftTheDecisionIsAskedEverything(String path) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            RawClient.Reply preflight = client.send("OPTIONS " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Origin: https://a.example\r\nAccess-Control-Request-Method: POST\r\nSec-Fetch-Site: cross-site\r\n\r\n")
                    .reply();
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://a.example");
            RawClient.Reply call = client.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                    + "Origin: https://a.example\r\nSec-Fetch-Site: cross-site\r\nCookie: a=1\r\n\r\n").reply();
            assertThat(call.text()).contains("changed");
            assertThat(call.header("access-control-allow-origin")).isEqualTo("https://a.example");
        }
    }
}
