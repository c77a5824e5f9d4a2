package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot be said as one request and one answer: uploads, stacks, add-ons
 * side by side.
 */
class RestappIT {
    private static RunningServer server;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        Path spaced = Files.createDirectories(folder.resolve("spaced"));
        Files.writeString(spaced.resolve("manifest.json"),
                "{\"id\": \"my app\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(spaced.resolve("index.js"), """
                var leaked = (typeof leaked === 'number' ? leaked : 0) + 1;
                globalThis.shared = 'my app';
                require('router').get('/', (req, res) => res.json({ name: 'my app', leaked }));
                """);
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("manifest.json"),
                "{\"id\": \"other\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(other.resolve("index.js"), """
                require('router').get('/', (req, res) => res.json({ shared: typeof shared, leaked: typeof leaked }));
                Promise.reject(new Error('nobody cares'));
                """);
        Path addons = Path.of("src/test/addons").toAbsolutePath();
        server = RunningServer.startIn("", addons.resolve("uploads"), addons.resolve("traces"), spaced, other);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anUploadIsReadAndSentBack() throws Exception {
        HttpResponse<String> answer = upload("/describe");
        assertThat(Http.json(answer)).isEqualTo(Http
                .json("""
                        {"name": "notes.txt", "contentType": "text/plain", "size": 9, "text": "some text", "firstByte": 115, "title": "A title",
                         "fields": ["title"]}"""));
        HttpResponse<String> echo = upload("/echo");
        assertThat(echo.body()).isEqualTo("some text");
        assertThat(echo.headers().firstValue("Content-Type")).hasValue("text/plain");
        Waiting.until("the uploads are deleted", RestappIT::noUploads);
    }

    private static boolean noUploads() {
        try (var files = Files.list(server.data().resolve("uploads"))) {
            return files.findAny().isEmpty();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> upload(String path) {
        String body = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA title\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"../../notes.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                + "some text\r\n--b--\r\n";
        return Http.send(
                Http.request(server.uri("/rest-api/uploads" + path), "Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofString(body)).build());
    }

    @Test
    void aResourceAndBytesAreSentWithTheirTypes() {
        HttpResponse<String> logo = Http.get(server.uri("/rest-api/uploads/logo"));
        assertThat(logo.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
        assertThat(logo.body()).startsWith("<svg");
        assertThat(Http.get(server.uri("/rest-api/uploads/bytes")).headers().firstValue("Content-Type"))
                .hasValue("image/png");
    }

    @Test
    void aStackNamesTheAuthorsFileLineAndColumn() {
        assertThat(Http.get(server.uri("/rest-api/traces/typescript")).statusCode()).isEqualTo(500);
        server.awaitLog("traces/index.ts:10:22");
        assertThat(Http.get(server.uri("/rest-api/traces/module")).statusCode()).isEqualTo(500);
        server.awaitLog("RangeError: boom after 1 (true, red)\n    at Bomb.go (traces/module/fuse.ts:13:11)");
        assertThat(server.log()).doesNotContain("annex:guest");
    }

    @Test
    void aRejectionThatNobodyHandlesIsLogged() {
        server.awaitLog("a promise was rejected and nobody handled it: Error: nobody cares\n    at");
    }

    @Test
    void anIdMayHoldSpaces() {
        assertThat(Http.get(server.uri("/rest-api/my%20app")).body()).isEqualTo("{\"name\":\"my app\",\"leaked\":1}");
    }

    @Test
    void oneAddonSeesNothingOfAnother() {
        assertThat(Http.get(server.uri("/rest-api/other")).body())
                .isEqualTo("{\"shared\":\"undefined\",\"leaked\":\"undefined\"}");
    }

    @Test
    void theSameNameTwiceIsRefusedWithBothPathsNamed(@TempDir Path addons) throws Exception {
        for (String name : new String[]{"a", "b"}) {
            Path addon = Files.createDirectories(addons.resolve(name));
            Files.writeString(addon.resolve("manifest.json"),
                    "{\"id\": \"twice\", \"version\": \"1\", \"type\": \"rest\"}");
            Files.writeString(addon.resolve("index.js"),
                    "require('router').get('/', (req, res) => res.send('" + name + "'));");
        }
        try (RunningServer twice = RunningServer.startIn("", addons)) {
            assertThat(twice.log())
                    .contains("the name 'twice' is taken: " + addons.resolve("a") + " and " + addons.resolve("b"));
            assertThat(Http.get(twice.uri("/rest-api/twice")).body()).isEqualTo("a");
        }
    }
}
