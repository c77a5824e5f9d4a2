package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Isolation;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code require('cache')} of RESTApps: one for all workers, one producer for a
 * key.
 */
class CacheIT {
    private static final String APP = """
            const router = require('router');
            const { getCache, getSharedCache } = require('cache');
            const cache = getCache();
            const worker = crypto.randomUUID();
            const spin = (ms) => { for (const until = Date.now() + ms; Date.now() < until;); };
            const later = (ms) => new Promise((done) => setTimeout(done, ms));
            router.get('/sync/:key', (req, res) => {
              const made = cache.get(req.params.key, 60, () => { spin(100); return crypto.randomUUID(); });
              res.json({ made, worker });
            });
            router.get('/async/:key', async (req, res) => {
              const made = await cache.get(req.params.key, 60, async () => { await later(100); return crypto.randomUUID(); });
              res.json({ made, worker });
            });
            router.get('/cross/:own/:other', (req, res) => {
              cache.get(req.params.own, 60, () => { spin(30); return cache.get(req.params.other, 60, () => 1); });
              res.json({ worker });
            });
            router.get('/cross-async/:own/:other', async (req, res) => {
              await cache.get(req.params.own, 60, async () => { await later(200); return cache.get(req.params.other, 60, async () => 1); });
              res.json({ worker });
            });
            router.get('/throws/:key', (req, res) => cache.get(req.params.key, 60, () => { spin(50); throw new Error('own failure'); }));
            router.get('/loops/:key', (req, res) => cache.get(req.params.key, 60, () => { for (;;); }));
            router.get('/dies/:key', (req, res) => cache.get(req.params.key, 60, () => new Array(3e8).fill(0)));
            router.get('/never/:key', async (req, res) => cache.get(req.params.key, 60, () => { console.log('it never ends'); return new Promise(() => {}); }));
            router.get('/slow/:key', async (req, res) => {
              res.send(await cache.get(req.params.key, 60, async () => { console.log('it has begun'); await later(500); return 'slow'; }));
            });
            router.get('/put/:key/:size', (req, res) => { res.send(String(cache.get(req.params.key, 60, () => 'x'.repeat(req.params.size)).length)); });
            const deep = (n) => n === 0 ? 0 : cache.get('deep' + n, 60, () => deep(n - 1) + 1);
            router.get('/deep/:n', (req, res) => { res.send(String(deep(Number(req.params.n)))); });
            router.get('/fill/:from/:to', (req, res) => {
              for (let i = Number(req.params.from); i < Number(req.params.to); i++) cache.get('fill' + i, 3600, () => 'x'.repeat(2000));
              res.send('filled');
            });
            router.get('/has/:key', (req, res) => {
              let has = true;
              cache.get(req.params.key, 0, () => { has = false; return 1; });
              res.send(String(has));
            });
            router.get('/shared/:name/:key', (req, res) => res.send(getSharedCache(req.params.name).get(req.params.key, 60, () => req.params.name)));
            router.get('/purge/:key', (req, res) => { cache.purge(req.params.key); res.send('purged'); });
            router.get('/within', (req, res) => cache.get('a', 60, () => cache.get('b', 60, () => cache.get('a', 60, () => 1))));
            router.get('/version', (req, res) => res.send('VERSION'));
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private final AtomicInteger lastKey = new AtomicInteger();

    @BeforeAll
    static void start() {
        write("one", "1");
        write("two", "1");
        write("roomy", "1");
        server = RunningServer.startIn("""
                limits:
                  workers: 2
                  wall: WALL ms
                  after: 500 ms
                  cache: 200 KB
                """.replace("WALL", Long.toString(Waiting.time(Duration.ofMillis(1500)).toMillis())), folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void write(String name, String version) {
        try {
            Path app = Files.createDirectories(folder.resolve(name));
            Files.writeString(app.resolve("manifest.json"), "{\"id\": \"" + name + "\", \"version\": \"" + version
                    + "\", \"name\": \"" + name + "\", \"type\": \"RestApp\"}");
            Files.writeString(app.resolve("index.js"), APP.replace("VERSION", version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String get(String path) {
        return response(path).body();
    }

    private static HttpResponse<String> response(String path) {
        return Http.get(server.uri("/rest-api/one/" + path));
    }

    private static List<JsonNode> all(List<String> paths) {
        List<CompletableFuture<HttpResponse<String>>> asked = paths.stream()
                .map(path -> Http.later(server.uri("/rest-api/one/" + path))).toList();
        return asked.stream().map(CompletableFuture::join).map(Http::json).toList();
    }

    private static Set<String> texts(List<JsonNode> answers, String field) {
        return answers.stream().map(each -> each.path(field).asString("none")).collect(Collectors.toSet());
    }

    /** Until two workers have taken part: asks, and checks what was answered. */
    private void producedOnce(String how) {
        Waiting.until("two workers answer at a time", () -> {
            String path = how + "/once" + how + lastKey.incrementAndGet();
            List<JsonNode> answers = all(IntStream.range(0, 12).mapToObj(i -> path).toList());
            assertThat(texts(answers, "made")).hasSize(1).doesNotContain("none");
            return texts(answers, "worker").size() == 2;
        });
    }

    @Test
    void aSynchronousProducerRunsOnceOverAllWorkers() {
        producedOnce("sync");
    }

    @Test
    void anAsynchronousProducerRunsOnceOverAllWorkers() {
        producedOnce("async");
    }

    /**
     * Each would wait for the other one's, until it is thought to take too long.
     */
    @Test
    void producersOfTwoWorkersThatAskForEachOtherEnd() {
        Waiting.until("two workers answer at a time", () -> texts(crossed("cross"), "worker").size() == 2);
    }

    /** In one worker too, which has both of them under way. */
    @Test
    void asynchronousProducersThatAskForEachOtherEnd() {
        crossed("cross-async");
    }

    private List<JsonNode> crossed(String how) {
        List<JsonNode> answers = all(IntStream.range(0, 6).mapToObj(i -> how + lastKey.incrementAndGet())
                .flatMap(key -> Stream.of(how + "/x" + key + "/y" + key, how + "/y" + key + "/x" + key)).toList());
        assertThat(answers).allSatisfy(each -> assertThat(each.has("worker")).as(each.toString()).isTrue());
        return answers;
    }

    @Test
    void aProducerThatAsksForItsOwnKeyIsToldSo() {
        assertThat(response("within").statusCode()).isEqualTo(500);
        server.awaitLog("cache.get('a', …): the producer of this key asks for it itself");
    }

    @Test
    void aProducerThatThrowsFailsItsRequestAlone() {
        List<CompletableFuture<HttpResponse<String>>> failing = IntStream.range(0, 4)
                .mapToObj(i -> Http.later(server.uri("/rest-api/one/throws/failing"))).toList();
        assertThat(failing).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(500));
        server.awaitLog("own failure");
        assertThat(get("put/failing/3")).isEqualTo("3");
    }

    @Test
    void theKeyOfAProducerThatIsStoppedIsFree() {
        CompletableFuture<HttpResponse<String>> looping = Http.later(server.uri("/rest-api/one/loops/stopped"));
        assertThat(looping.join().statusCode()).isEqualTo(504);
        assertThat(get("put/stopped/3")).isEqualTo("3");
    }

    /** In the server's own process it would be the end of that. */
    @Test
    void theKeyOfAProducerWhoseCellDiesIsFree() {
        if (RunningServer.ISOLATION == Isolation.PROCESS) {
            // 504 where the machine is so slow that its time is over first.
            assertThat(response("dies/died").statusCode()).isBetween(503, 504);
            Waiting.until("the key is free", () -> get("put/died/3").equals("3"));
        }
    }

    @Test
    void theKeyOfAProducerThatNeverSettlesIsFreeWithItsRequest() {
        CompletableFuture<HttpResponse<String>> never = Http.later(server.uri("/rest-api/one/never/unsettled"));
        server.awaitLog("it never ends");
        assertThat(never.join().body()).contains("\"wall_clock\"");
        Waiting.until("the key is free", () -> get("put/unsettled/3").equals("3"));
    }

    @Test
    void whatAClientHasLeftBehindIsProducedForTheOthers() throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write("GET /rest-api/one/slow/left HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            server.awaitLog("it has begun");
        }
        assertThat(get("slow/left")).isEqualTo("slow");
        assertThat(server.log().split("it has begun", -1)).hasSize(2);
    }

    /** In an add-on of its own: it takes all of the room. */
    @Test
    void whatIsTooLargeIsGivenAndNotKept() {
        assertThat(roomy("put/largest/99998")).isEqualTo("99998");
        assertThat(roomy("put/larger/99999")).isEqualTo("99999");
        assertThat(roomy("has/largest")).isEqualTo("true");
        assertThat(roomy("has/larger")).isEqualTo("false");
    }

    private static String roomy(String path) {
        return Http.get(server.uri("/rest-api/roomy/" + path)).body();
    }

    @Test
    void aPurgedKeyIsProducedAgain() {
        assertThat(get("put/purged/3")).isEqualTo("3");
        assertThat(get("has/purged")).isEqualTo("true");
        assertThat(get("purge/purged")).isEqualTo("purged");
        assertThat(get("has/purged")).isEqualTo("false");
    }

    @Test
    void addonsAndNamespacesSeeNothingOfEachOther() {
        assertThat(get("put/mine/3")).isEqualTo("3");
        assertThat(get("shared/p/mine")).isEqualTo("p");
        assertThat(get("shared/q/mine")).isEqualTo("q");
        assertThat(get("shared/p/mine")).isEqualTo("p");
        assertThat(Http.get(server.uri("/rest-api/two/has/mine")).body()).isEqualTo("false");
        assertThat(Http.get(server.uri("/rest-api/two/shared/p/mine")).body()).isEqualTo("p");
        assertThat(get("put/mine/5")).isEqualTo("3");
    }

    @Test
    void producersMayBeDeepWithinOneAnother() {
        assertThat(get("deep/900")).isEqualTo("900");
    }

    @Test
    void itHoldsNoMoreThanTheLimitSays() {
        for (int i = 0; i < 10; i++) {
            assertThat(get("fill/" + i * 100 + "/" + (i + 1) * 100)).isEqualTo("filled");
        }
        long kept = IntStream.range(0, 1000).filter(i -> i % 50 == 0 && get("has/fill" + i).equals("true")).count();
        assertThat(kept).as("of 20, where 2 of 50 have room").isLessThan(10);
    }

    @Test
    void aNewVersionBeginsWithNothing() {
        write("two", "2");
        Waiting.until("the new version serves", () -> Http.get(server.uri("/rest-api/two/version")).body().equals("2"));
        assertThat(Http.get(server.uri("/rest-api/two/put/kept/3")).body()).isEqualTo("3");
        assertThat(Http.get(server.uri("/rest-api/two/has/kept")).body()).isEqualTo("true");
        write("two", "3");
        Waiting.until("the new version serves", () -> Http.get(server.uri("/rest-api/two/version")).body().equals("3"));
        assertThat(Http.get(server.uri("/rest-api/two/has/kept")).body()).isEqualTo("false");
    }
}
