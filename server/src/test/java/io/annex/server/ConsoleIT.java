package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Widgets in the browser: the page that shows them, its assets, and the
 * widgets' own files. What a browser makes of them is {@code browser.mjs} of
 * {@code client/}, which runs here in Chromium.
 */
class ConsoleIT {
    private static final Path WIDGETS = Path.of("src/test/console").toAbsolutePath();
    private static final Path CLIENT = Path.of("../client").toAbsolutePath().normalize();
    private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        try (RunningCommand making = RunningCommand.installed(folder, List.of("new", "fresh", "--style", "widget"))) {
            assertThat(making.end().status()).isZero();
        }
        server = RunningServer.startIn("", WIDGETS, Path.of("../examples/status").toAbsolutePath().normalize(),
                folder.resolve("fresh"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path, String... headers) {
        return Http.get(server.uri(path), headers);
    }

    @Test
    @TakesUpTo(minutes = 3)
    void aBrowserShowsTheWidgets() throws Exception {
        Files.createDirectories(SCREENSHOTS);
        Path output = SCREENSHOTS.resolveSibling("browser.txt");
        ProcessBuilder node = new ProcessBuilder("node", "--test", "--test-reporter=spec", "test/browser.mjs")
                .directory(CLIENT.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        node.environment().put("ANNEX_URL", server.uri("").toString());
        node.environment().put("SCREENSHOTS", SCREENSHOTS.toString());
        node.environment().put("WAIT_MILLIS", Long.toString(Waiting.time(Duration.ofSeconds(10)).toMillis()));
        Process process = node.start();
        try {
            int status = Waiting.exit(Duration.ofMinutes(2), process);
            assertThat(status).as(Files.readString(output)).isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    @Test
    void thePageAllowsNothingButItsServer() {
        HttpResponse<String> page = get("/console/");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow().split("; ")).contains(
                "default-src 'none'", "script-src 'self'", "connect-src 'self'", "base-uri 'none'",
                "frame-ancestors 'self'");
        assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(page.body()).contains("{\"id\":\"status\",\"version\":\"").doesNotContain("{{");
        HttpResponse<String> moved = get("/console?widget=status");
        assertThat(moved.statusCode()).isEqualTo(308);
        assertThat(moved.headers().firstValue("location")).hasValue("/console/?widget=status");
        for (String former : List.of("/", "/?widget=status", "/widgets/caller/widget.js")) {
            HttpResponse<String> redirect = get("/stage" + former);
            assertThat(redirect.statusCode()).isEqualTo(302);
            assertThat(redirect.headers().firstValue("location")).hasValue("/console" + former);
        }
    }

    @Test
    void aWidgetWithoutABackendKeepsNoWorkerAndWarnsOfNothing() {
        assertThat(get("/-/metrics").body().lines().filter(line -> line.startsWith("annex_workers{")).toList())
                .contains("annex_workers{addon=\"plain\"} 0.0", "annex_workers{addon=\"silent\"} 0.0",
                        "annex_workers{addon=\"absent\"} 0.0");
        assertThat(server.log()).doesNotContain("registers no endpoint");
        assertThat(get("/console/widgets/plain/widget.js").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /console/                               | text/html; charset=utf-8
            /console/assets/widget-client.mjs       | text/javascript; charset=utf-8
            /console/assets/widget-client.js        | text/javascript; charset=utf-8
            /console/assets/widget-client.d.ts      | text/plain; charset=utf-8
            /console/assets/licenses.txt            | text/plain; charset=utf-8
            /console/widgets/status/widget.js       | text/javascript; charset=utf-8
            /console/widgets/status/widget.png      | image/png
            /console/widgets/plain/style.css        | text/css; charset=utf-8
            /console/widgets/plain/part.html        | text/html; charset=utf-8
            /console/widgets/plain/images/dot.png   | image/png
            /console/widgets/%73tatus/%77idget.png  | image/png
            """)
    void whatBrowsersMayHaveIsServedWithItsTypeAndTag(String path, String type) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue(type);
        assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-cache");
        String tag = answer.headers().firstValue("etag").orElseThrow();
        for (String held : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> again = get(path, "if-none-match", held);
            assertThat(again.statusCode()).as(held).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("etag")).hasValue(tag);
        }
        assertThat(get(path, "if-none-match", "\"other\"").statusCode()).isEqualTo(200);
        HttpResponse<String> head = Http
                .send(Http.request(server.uri(path)).method("HEAD", BodyPublishers.noBody()).build());
        assertThat(head.headers().firstValue("content-length"))
                .isEqualTo(answer.headers().firstValue("content-length"));
        HttpResponse<String> post = Http.post(server.uri(path), "text/plain", "x");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/widgets/status/backend.ts", "/console/widgets/caller/backend.js",
            "/console/widgets/caller/BACKEND.js", "/console/widgets/plain/.hidden/a.css",
            "/console/widgets/plain/.secret.png", "/console/widgets/plain/settings.json",
            "/console/widgets/plain/nosuch.png", "/console/widgets/plain/images.png", "/console/widgets/plain/a%00.png",
            "/console/widgets/plain/..%2Fstatus%2Fwidget.png", "/console/widgets/nosuch/widget.js",
            "/console/widgets/nosuch/widget.png", "/console/widgets/serveronly/widget.js", "/console/assets/nosuch.js",
            "/console/assets/..%2Fconsole.html", "/console/assets/", "/console/assets/console.html", "/console/nosuch"})
    void nothingElseIs(String path) {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void whatHasADigestInItsNameIsKeptForEver() {
        String page = get("/console/").body();
        for (String end : List.of(".js", ".css")) {
            String name = page.replaceFirst("(?s).*(/console/assets/console-[A-Z0-9]+\\" + end + ").*", "$1");
            assertThat(get(name).headers().firstValue("cache-control")).hasValue("public, max-age=31536000, immutable");
        }
    }

    @Test
    void theScriptOfAWidgetIsCompiledAndHasAScopeOfItsOwn() {
        assertThat(get("/console/widgets/status/widget.js").body()).startsWith("(function () {Stage.defineWidget({\n")
                .contains("React.createElement('p', null").endsWith("\n})();\n");
        HttpResponse<String> broken = get("/console/widgets/broken/widget.js");
        assertThat(broken.statusCode()).isEqualTo(422);
        assertThat(Http.json(broken).path("detail").asString()).startsWith("SyntaxError: ")
                .contains("at broken/widget.js:7:24");
        server.awaitLog("browsers get no script: SyntaxError: ");
        assertThat(get("/console/wb/status", "widget-id", "broken").body()).isEqualTo("The backend serves");
    }

    @Test
    void aSavedScriptIsServedWithoutARestart() throws Exception {
        Path widget = Files.createDirectories(folder.resolve("edited"));
        write(widget, "f(<p>one</p>)");
        try (RunningServer more = RunningServer.startIn("", widget)) {
            HttpResponse<String> one = Http.get(more.uri("/console/widgets/edited/widget.js"));
            assertThat(one.body()).contains("\"one\"");
            write(widget, "f(<p>two</p>)");
            Waiting.until("the new script is served", () -> Http.get(more.uri("/console/widgets/edited/widget.js"),
                    "if-none-match", one.headers().firstValue("etag").orElseThrow()).body().contains("\"two\""));
            write(widget, "f(<p>two</b>)");
            Waiting.until("the mistake is shown",
                    () -> Http.get(more.uri("/console/widgets/edited/widget.js")).statusCode() == 422);
        }
    }

    private static void write(Path widget, String script) throws IOException {
        Files.writeString(widget.resolve("widget.js"), script);
    }
}
