package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Files of add-ons on a disk that is full, and when the server is killed. */
class FilesOnDiskIT {
    private static final String GRANTED = "addons: {app: {grants: {files: true}}}";
    private static final List<String> OPTIONS = List.of("--isolation", RunningServer.ISOLATION.code());
    private static final String APP = """
            const router = require('router');
            const files = require('annex/files');
            const code = (f) => { try { f(); return ''; } catch (e) { return e.code; } };
            router.get('/', (req, res) => res.send('here'));
            router.get('/fill', (req, res) => {
              files.write('small', 'before');
              res.json([code(() => files.write('large', new Uint8Array(3000000))), code(() => files.write('small', new Uint8Array(3000000))),
                code(() => { for (;;) files.append('log', new Uint8Array(500000)); }), files.stat('log').size % 500000, files.readText('small'),
                files.list().map(({ name }) => name), files.usage().used]);
            });
            // Writes until nobody answers any more.
            router.get('/write/:n', async (req, res) => {
              for (let i = 0; ; i++) {
                await files.writeAsync('kept', `${req.params.n} ${i} `.padEnd(200000, String(i % 10)));
                files.write('done', `${i}`);
                await new Promise(setImmediate);
              }
            });
            router.get('/done', (req, res) => { res.send(files.stat('done') === null ? '' : files.readText('done')); });
            router.get('/kept', (req, res) => {
              const text = files.readText('kept');
              files.write('after', 'x');
              res.json({ i: Number(text.split(' ')[1]), done: Number(files.readText('done')), whole: text.length === 200000 && /^1 \\d+ (.)\\1*$/.test(text), used: files.usage().used });
            });
            """;

    private static void deploy(ServerProcess server) throws IOException {
        Path addon = Files.createDirectories(server.addons().resolve("app"));
        Files.writeString(addon.resolve("index.js"), APP);
        Files.writeString(addon.resolve("manifest.json"), "{\"id\": \"app\", \"version\": \"1\", \"type\": \"rest\"}");
        Waiting.until("it is deployed", () -> Http.get(server.uri("/rest-api/app/")).body().equals("here"));
    }

    @Test
    void aFullDiskIsSaidAndLeavesNoHalfFile() throws IOException {
        try (ServerProcess server = ServerProcess.startWithLittleDisk(GRANTED, OPTIONS)) {
            deploy(server);
            assertThat(Http.get(server.uri("/rest-api/app/fill")).body()).isEqualTo("[\"disk_full\",\"disk_full\","
                    + "\"disk_full\",0,\"before\",[\"log\",\"small\"]," + (1000000 / 4096 + 1 + 1) * 4096 + "]");
            assertThat(names(server.folder().resolve(".annex/files/app/.annex-part"))).isEmpty();
        }
    }

    @Test
    void whatWasWrittenIsThereWholeWhenTheServerIsKilled() throws Exception {
        ServerProcess server = ServerProcess.start(GRANTED, OPTIONS);
        try {
            deploy(server);
            CompletableFuture<HttpResponse<String>> writing = Http.later(server.uri("/rest-api/app/write/1"));
            ServerProcess first = server;
            Waiting.until("some are written",
                    () -> ("0" + Http.get(first.uri("/rest-api/app/done")).body()).compareTo("05") > 0);
            server.kill();
            Waiting.until("it has ended", writing::isDone);
            server = server.again();
            ServerProcess again = server;
            Waiting.until("it serves", () -> Http.get(again.uri("/rest-api/app/")).body().equals("here"));
            JsonNode kept = Http.json(Http.get(server.uri("/rest-api/app/kept")));
            assertThat(kept.path("whole").asBoolean()).as(kept.toString()).isTrue();
            assertThat(kept.path("i").asInt()).isGreaterThanOrEqualTo(kept.path("done").asInt());
            assertThat(kept.path("used").asInt()).isEqualTo((200000 / 4096 + 1 + 2) * 4096);
            assertThat(names(server.folder().resolve(".annex/files/app/.annex-part"))).isEmpty();
        } finally {
            server.close();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
