package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full, or cannot be written: the server goes on. */
class DiskIT {
    private static final int TOO_LARGE = 5 << 20;

    @Test
    void onAFullDiskTheServerGoesOn() throws IOException {
        try (ServerProcess server = ServerProcess
                .startWithLittleDisk(List.of("--isolation", RunningServer.ISOLATION.code()))) {
            Path addon = write(server.addons(), 1);
            URI app = server.uri("/rest-api/app/");
            Waiting.until("it is deployed", () -> Http.get(app).body().equals("version 1"));

            Files.write(addon.resolve("large.bin"), new byte[TOO_LARGE]);
            Waiting.until("it is refused", () -> server.log().contains("was not deployed: app cannot be copied to"));
            assertThat(server.log()).contains("large.bin: File too large (tried again in 1 s)\n");
            assertThat(Http.get(app).body()).isEqualTo("version 1");
            assertThat(files(server.folder().resolve(".annex/versions"))).isEqualTo(2);

            HttpResponse<String> upload = upload(app, TOO_LARGE);
            assertThat(upload.statusCode()).as(upload.body()).isEqualTo(507);
            assertThat(Http.json(upload).path("detail").asString()).isEqualTo("The upload cannot be stored now.");
            Waiting.until("it is said", () -> server.log().contains("an upload cannot be stored: "));
            Waiting.until("nothing is left", () -> files(server.folder().resolve(".annex/uploads")) == 0);
            assertThat(upload(app, 1000).body()).isEqualTo("{\"size\":1000}");

            Files.delete(addon.resolve("large.bin"));
            write(server.addons(), 2);
            Waiting.until("the next is deployed", () -> Http.get(app).body().equals("version 2"));
        }
    }

    @Test
    void afterAFullDiskTheDatabaseOpensAgainAndHasWhatWasKeptInMemory() throws Exception {
        ServerProcess server = ServerProcess
                .startWithLittleDiskForNow(List.of("--isolation", RunningServer.ISOLATION.code()));
        try {
            Path addon = write(server.addons(), 1);
            counts(addon);
            URI fill = server.uri("/rest-api/app/fill");
            URI health = server.uri("/-/health");
            Waiting.until("it is deployed", () -> Http.get(fill).statusCode() == 200);
            String before = counted(server, "", "1");
            Waiting.until("the disk is full", () -> {
                Http.get(fill);
                return Http.get(health).body().contains("\"database\":\"away\"");
            });
            assertThat(Http.get(health).body()).contains("\"sessions\":\"in memory\"");
            counted(server, before, "2");
            String meanwhile = counted(server, "", "1");

            server.moreDisk();
            Waiting.until("all is well", () -> Http.get(health).body().equals("{\"status\":\"ready\"}"));
            server.kill();
            server = server.again();
            counted(server, before, "3");
            counted(server, meanwhile, "2");
        } finally {
            server.close();
        }
    }

    @Test
    void aDiskThatIsFullWhileTheDatabaseIsMadeAndOnceMoreIsNoEnd() throws Exception {
        ServerProcess server = ServerProcess.start("", List.of("--isolation", RunningServer.ISOLATION.code()));
        try {
            counts(write(server.addons(), 1));
            URI fill = server.uri("/rest-api/app/fill");
            URI health = server.uri("/-/health");
            URI app = server.uri("/rest-api/app/");
            Waiting.until("it is deployed", () -> Http.get(app).statusCode() == 200);
            Path folder = server.folder().resolve(".annex/database");
            // Enough for some of the tables.
            server.disk("45056");
            String first = counted(server, "", "1");
            Waiting.until("the disk is full", () -> Http.get(health).body().contains("\"database\":\"away\""));
            assertThat(folder.resolve("annex.mv.db")).doesNotExist();
            server.moreDisk();
            Waiting.until("it is made", () -> Http.get(health).body().equals("{\"status\":\"ready\"}"));
            assertThat(folder).isDirectoryNotContaining("glob:**unfinished*");

            server.disk("45056");
            Waiting.until("the disk is full once more", () -> {
                Http.get(fill);
                return Http.get(health).body().contains("\"database\":\"away\"");
            });
            String second = counted(server, "", "1");
            counted(server, first, "2");
            server.moreDisk();
            Waiting.until("all is well", () -> Http.get(health).body().equals("{\"status\":\"ready\"}"));
            server.kill();
            server = server.again();
            counted(server, first, "3");
            counted(server, second, "2");
        } finally {
            server.close();
        }
    }

    /** An add-on whose sessions count, and fill the database. */
    private static void counts(Path addon) throws IOException {
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                router.get('/', (req, res) => res.send('version 1'));
                router.get('/fill', (req, res) => {
                  req.session.text = 'x'.repeat(60000);
                  res.send('filled');
                });
                router.get('/count', (req, res) => {
                  req.session.count = (req.session.count || 0) + 1;
                  res.send(String(req.session.count));
                });
                """);
    }

    /** Counts in a session, and gives its cookie. */
    private static String counted(ServerProcess server, String cookie, String count) {
        URI uri = server.uri("/rest-api/app/count");
        HttpResponse<String> answer = cookie.isEmpty() ? Http.get(uri) : Http.get(uri, "Cookie", cookie);
        assertThat(answer.body()).isEqualTo(count);
        return answer.headers().firstValue("Set-Cookie").map(each -> each.substring(0, each.indexOf(';')))
                .orElse(cookie);
    }

    @Test
    void withoutAFolderForUploadsTheyAreAnswered507(@TempDir Path addons) throws IOException {
        write(addons, 1);
        try (RunningServer server = RunningServer.startIn("", addons)) {
            Path uploads = server.data().resolve("uploads");
            Files.delete(uploads);
            Files.writeString(uploads, "no folder");
            URI app = server.uri("/rest-api/app/");
            assertThat(upload(app, 1000).statusCode()).isEqualTo(507);
            assertThat(upload(app, TOO_LARGE).statusCode()).isEqualTo(507);
            assertThat(Http.get(app).body()).isEqualTo("version 1");
            Files.delete(uploads);
            Files.createDirectory(uploads);
            assertThat(upload(app, 1000).body()).isEqualTo("{\"size\":1000}");
            Waiting.until("nothing is left", () -> files(uploads) == 0);
        }
    }

    private static Path write(Path addons, int version) throws IOException {
        Path addon = Files.createDirectories(addons.resolve("app"));
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                router.get('/', (req, res) => res.send('version %d'));
                router.post('/', (req, res) => res.json({ size: req.file('file').size }));
                """.formatted(version));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"app\", \"version\": \"" + version + "\", \"type\": \"rest\"}");
        return addon;
    }

    private static HttpResponse<String> upload(URI uri, int size) {
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + "x".repeat(size) + "\r\n--b--\r\n";
        return Http.send(Http.request(uri, "Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private static long files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return -1;
        }
    }
}
