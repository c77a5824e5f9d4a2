package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.config.Setting;
import io.annex.testing.Waiting;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The description of all endpoints, and the page that shows it. */
class DocsIT {
    @TempDir
    Path addons;

    private Path addon(String id, String route) throws Exception {
        Path addon = Files.createDirectories(addons.resolve(id));
        Files.writeString(addon.resolve("index.js"), "const router = require('router');\nrouter.get('" + route
                + "', (req, res) => res.send('x'));\nrouter.files('/public', 'public');\n");
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + id + "\", \"version\": \"1\", \"type\": \"rest\"}");
        return addon;
    }

    @Test
    void theDocumentDescribesWhatIsDeployedNow() throws Exception {
        addon("one", "/user/:id");
        Path widget = Files.createDirectories(addons.resolve("clock"));
        Files.writeString(widget.resolve("backend.js"),
                "module.exports = function (r) { r.register('time', 'GET', (req, res, next) => res.send('x')); };\n");
        try (RunningServer server = RunningServer.startIn("", addons)) {
            HttpResponse<String> answer = Http.get(server.uri("/-/openapi.json"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
            JsonNode document = Http.json(answer);
            assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
            assertThat(document.path("paths").propertyNames()).contains("/rest-api/one/user/{id}",
                    "/rest-api/one/public/{path}");
            String tag = answer.headers().firstValue("etag").orElseThrow();
            assertThat(Http.get(server.uri("/-/openapi.json"), "If-None-Match", tag).statusCode()).isEqualTo(304);

            addon("two", "/");
            Waiting.until("the second add-on is described",
                    () -> Http.json(Http.get(server.uri("/-/openapi.json"))).path("paths").has("/rest-api/two/"));
            HttpResponse<String> later = Http.get(server.uri("/-/openapi.json"), "If-None-Match", tag);
            assertThat(later.statusCode()).isEqualTo(200);
            assertThat(later.headers().firstValue("etag")).isNotEqualTo(answer.headers().firstValue("etag"));

            thePageLoadsNothingFromElsewhere(server);
        }
    }

    private static void thePageLoadsNothingFromElsewhere(RunningServer server) {
        HttpResponse<String> page = Http.get(server.uri("/-/docs"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy").orElse("")).startsWith("default-src 'none'; ")
                .doesNotContain("unsafe", "http", "*");
        assertThat(page.body()).doesNotContain("://", "<style", "<script>", "onload");
        List<String> loaded = Pattern.compile("(?:href|src)=\"([^\"]*)\"").matcher(page.body()).results()
                .map((MatchResult each) -> each.group(1)).toList();
        assertThat(loaded).hasSize(4);
        for (String each : loaded) {
            HttpResponse<String> asset = Http.get(server.uri("/-/docs").resolve(each));
            assertThat(asset.statusCode()).as(each).isEqualTo(200);
            assertThat(asset.headers().firstValue("x-content-type-options")).hasValue("nosniff");
            String tag = asset.headers().firstValue("etag").orElseThrow();
            assertThat(Http.get(server.uri("/-/docs").resolve(each), "If-None-Match", tag).statusCode()).isEqualTo(304);
            if (each.endsWith(".css")) {
                assertThat(asset.body()).doesNotContainPattern("url\\(\\s*[\"']?(?:https?:)?//")
                        .doesNotContain("@import");
            }
            if (each.endsWith("docs.js")) {
                assertThat(asset.body()).doesNotContain("://").contains("validatorUrl: null");
            }
        }
        assertThat(Http.get(server.uri("/-/docs/swagger-ui-bundle.js"), "Accept-Encoding", "gzip").headers()
                .firstValue("content-encoding")).hasValue("gzip");
        for (String path : List.of("/-/docs/", "/-/docs/index.html", "/-/docs/docs.html", "/-/docsx",
                "/-/docs/pom.properties", "/-/openapi.jsonx")) {
            assertThat(Http.get(server.uri(path)).statusCode()).as(path).isEqualTo(404);
        }
        HttpResponse<String> post = Http
                .send(Http.request(server.uri("/-/docs")).POST(HttpRequest.BodyPublishers.noBody()).build());
        assertThat(post.statusCode()).isEqualTo(405);
    }

    @Test
    void anOperatorCanSwitchThemOff() throws Exception {
        addon("one", "/");
        try (RunningServer server = RunningServer.startWith(Map.of(Setting.DOCS, "false"), addons)) {
            assertThat(Http.get(server.uri("/-/openapi.json")).statusCode()).isEqualTo(404);
            assertThat(Http.get(server.uri("/-/docs")).statusCode()).isEqualTo(404);
            assertThat(Http.get(server.uri("/-/health")).statusCode()).isEqualTo(200);
        }
    }
}
