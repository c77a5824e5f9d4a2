package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Add-ons that call each other, each with one worker. */
class AddonCallsIT {
    private static final String CALLEE = """
            const router = require('router');
            router.get('/echo/:id', (req, res) => res.json({ params: req.params, serverside: req.serverside, x: req.header('x-own'), cookie: req.header('cookie'), protocol: req.protocol }));
            router.post('/echo', (req, res) => res.status(201).set('X-Answer', 'yes').json({ params: req.params }));
            router.get('/text', (req, res) => res.send('plain text å'));
            router.get('/file', (req, res) => res.sendFile(require('appResource').getNode('picture.bin')));
            router.get('/fails', () => { throw new Error('secret detail'); });
            router.get('/loops', () => { for (;;); });
            router.get('/session', (req, res) => { req.session.a = 1; res.send('begun'); });
            const events = require('events');
            router.post('/emit', (req, res) => { try { events.emit('told', {}); res.send('emitted'); } catch (e) { res.send(e.message); } });
            router.delete('/gone', (req, res) => res.status(204).send());
            """;
    private static final String CALLER = """
            const router = require('router');
            const factory = require('RestAppInvokerFactory');
            const guarded = (what) => { try { return what(); } catch (e) { return { error: `${e.code}: ${e.message}` }; } };
            router.get('/', (req, res) => {
              const callee = factory.fromPath('/rest-api/callee');
              const called = factory.fromIdentifier('callee').get('/echo/a%20b', { n: 1, deep: { list: [true, null] }, headers: { 'X-Own': 'own', Cookie: 'a=b' } });
              const posted = factory.fromPath('rest-api/callee').post('echo', { n: 2 });
              const file = callee.get('/file').body;
              res.json({
                called, posted, text: callee.get('/text').body, file: [file.size, file.contentType, Array.from(file.bytes())],
                fails: callee.get('/fails'), nothing: callee.get('/nothing').statusCode, gone: callee.delete('/gone').statusMessage,
                session: Object.keys(callee.get('/session').headers), none: [factory.fromIdentifier('nobody'), factory.fromPath('/other/callee')],
                denied: guarded(() => factory.fromIdentifier('closed').get('/')),
                dots: guarded(() => callee.get('/../closed/')),
              });
            });
            router.get('/async', async (req, res) => {
              const callee = require('annex/addons').fromIdentifier('callee');
              const all = await Promise.all([1, 2, 3].map((n) => callee.getAsync(`/echo/${n}`, { n })));
              res.json(all.map(({ statusCode, body }) => [statusCode, body.params]));
            });
            let said = '';
            require('events').on('told', () => { said += factory.fromIdentifier('callee').post('/emit').body; });
            router.get('/tell', (req, res) => { require('events').emit('told', {}); res.send('told'); });
            router.get('/said', (req, res) => res.send(said));
            router.get('/loops', (req, res) => res.json(factory.fromIdentifier('callee').get('/loops')));
            """;
    /**
     * Keeps, while it is evaluated, what calls add-ons that are loaded after it:
     * where the operator grants them.
     */
    private static final String EARLY = """
            const factory = require('RestAppInvokerFactory');
            const late = factory.fromPath('/rest-api/late'), never = factory.fromPath('/rest-api/never'), other = factory.fromPath('/rest-api/other');
            require('router').get('/', (req, res) => {
              const said = [];
              try { never.get('/'); } catch (e) { said.push(e.code); }
              res.json([late.get('/').body, other, factory.fromPath('/rest-api/never'), said]);
            });
            """;
    /** Calls the next one, as deep as it is told. */
    private static final String LINK = """
            const router = require('router');
            const next = () => require('RestAppInvokerFactory').fromIdentifier('NEXT');
            const guarded = (what) => { try { return what(); } catch (e) { return { body: `${e.code}` }; } };
            router.get('/sync/:left', (req, res) => res.json(Number(req.params.left) === 0 ? 'end' : guarded(() => next().get(`/sync/${req.params.left - 1}`)).body));
            router.get('/async/:left', async (req, res) => {
              if (Number(req.params.left) === 0) { res.json('end'); return; }
              res.json(await next().getAsync(`/async/${req.params.left - 1}`).then((a) => a.body, (e) => `${e.code}`));
            });
            router.get('/mixed/:left', async (req, res) => {
              res.json(req.params.left === '2' ? guarded(() => next().get('/mixed/1')).body : Number(req.params.left) === 0 ? 'end'
                  : await next().getAsync('/mixed/0').then((a) => a.body, (e) => `${e.code}`));
            });
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        script("callee", CALLEE);
        Files.createDirectories(folder.resolve("callee/resource"));
        Files.write(folder.resolve("callee/resource/picture.bin"), new byte[]{0, (byte) 200, 10, (byte) 255});
        script("caller", CALLER);
        script("closed", "require('router').get('/', (req, res) => res.send('closed'));");
        script("early", EARLY);
        script("late", "require('router').get('/', (req, res) => res.send('late'));");
        for (String[] link : List.of(new String[]{"a", "b"}, new String[]{"b", "a"}, new String[]{"r1", "r2"},
                new String[]{"r2", "r3"}, new String[]{"r3", "r1"}, new String[]{"self", "self"})) {
            script(link[0], LINK.replace("NEXT", link[1]));
        }
        JavaSources.addon(folder.resolve("jar"), "1", """
                public void start(AddonContext context) {
                    Addons addons = context.service(Addons.class);
                    context.on("asks", message -> message.answer(addons.isThere("nobody") ? "1"
                            : String.valueOf(addons.call("callee", "POST", "/echo", "{\\"n\\": 3}").status())));
                }
                """);
        server = RunningServer.startIn("""
                java: true
                limits: {workers: 1, cpu: 300 ms, wall: 20 s}
                addons:
                  caller: {grants: {addons: [callee]}}
                  jar: {grants: {addons: [callee]}}
                  early: {grants: {addons: [late, never]}}
                  a: {grants: {addons: [b]}}
                  b: {grants: {addons: [a]}}
                  r1: {grants: {addons: [r2]}}
                  r2: {grants: {addons: [r3]}}
                  r3: {grants: {addons: [r1]}}
                  self: {grants: {addons: [self]}}
                """, folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void script(String id, String source) throws IOException {
        Path addon = Files.createDirectories(folder.resolve(id));
        Files.writeString(addon.resolve("index.js"), source);
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + id + "\", \"version\": \"1\", \"type\": \"RESTApp\"}");
    }

    private static String get(String path) {
        return Http.get(server.uri("/rest-api/" + path)).body();
    }

    @Test
    void whatAScriptKeepsCallsAddonsThatAreLoadedAfterIt() {
        assertThat(get("early/")).isEqualTo("[\"late\",null,null,[\"no_addon\"]]");
    }

    @Test
    void whatIsAskedIsAnsweredAsARequestIs() {
        String body = get("caller/");
        assertThat(body).contains(
                "\"params\":{\"id\":\"a b\",\"n\":1,\"deep\":{\"list\":[true,null]}},\"serverside\":true,\"x\":\"own\",\"cookie\":null,\"protocol\":\"http\"")
                .contains("\"statusCode\":201,\"statusMessage\":\"Created\"").contains("\"x-answer\":\"yes\"")
                .contains("\"body\":{\"params\":{\"n\":2}}").contains("\"text\":\"plain text å\"")
                .contains("\"file\":[4,").contains("[0,200,10,255]]").contains("\"nothing\":404")
                .contains("\"gone\":\"No Content\"").contains("\"none\":[null,null]")
                .contains("denied: addons.call: 'closed' may not be called: add it to 'addons: [name, …]'")
                .contains("the route cannot be a path").contains("\"title\":\"The add-on failed\"")
                .doesNotContain("secret detail").doesNotContain("set-cookie");
        server.awaitLog("GET /rest-api/callee/fails: Error: secret detail");
        Waiting.until("it is counted", () -> Http.get(server.uri("/-/metrics")).body().contains(
                "annex_requests_total{addon=\"callee\",endpoint=\"/fails\",method=\"GET\",origin=\"http\",status=\"5xx\"}"));
    }

    @Test
    void soIsWhatAnAddonInJavaAsks() throws Exception {
        assertThat(
                Waiting.get("the answer", server.server().messages().call("jar", "asks", "{}").toCompletableFuture()))
                .isEqualTo("201");
    }

    /** Else two add-ons could tell each other for ever. */
    @Test
    void noEventIsEmittedByWhoIsCalledWhileOneIsHandled() {
        assertThat(get("caller/tell")).isEqualTo("told");
        Waiting.until("it is handled", () -> !get("caller/said").isEmpty());
        assertThat(get("caller/said")).isEqualTo(
                "events.emit: no event can be emitted while one is handled, as two add-ons could go on for ever");
    }

    @Test
    void severalAreAskedAtOnce() {
        assertThat(get("caller/async"))
                .isEqualTo("[[200,{\"id\":\"1\",\"n\":1}],[200,{\"id\":\"2\",\"n\":2}],[200,{\"id\":\"3\",\"n\":3}]]");
    }

    @Test
    void limitsOfTheOneThatIsCalledHold() {
        assertThat(get("caller/loops")).contains("\"statusCode\":504").contains("\"reason\":\"cpu\"");
    }

    @Test
    void whoCallsItselfThroughOthersIsRefusedWhereItsWorkersWait() {
        assertThat(get("a/sync/1")).isEqualTo("\"end\"");
        assertThat(get("a/sync/2")).isEqualTo("\"deadlock\"");
        assertThat(get("self/sync/1")).isEqualTo("\"deadlock\"");
        assertThat(get("r1/sync/2")).isEqualTo("\"end\"");
        assertThat(get("r1/sync/3")).isEqualTo("\"deadlock\"");
        assertThat(get("a/mixed/2")).isEqualTo("\"deadlock\"");
    }

    @Test
    void whoDoesNotStandStillIsAnswered() {
        assertThat(get("a/async/4")).isEqualTo("\"end\"");
        assertThat(get("a/async/5")).isEqualTo("\"end\"");
        assertThat(get("a/async/6")).isEqualTo("\"depth\"");
    }

    @Test
    void manyAtOnceComeToAnEnd() throws Exception {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            for (String path : List.of("a/sync/2", "b/sync/2", "r1/sync/4", "r2/sync/4", "r3/sync/4", "a/sync/1")) {
                all.add(CompletableFuture.supplyAsync(() -> get(path)));
            }
        }
        for (CompletableFuture<String> each : all) {
            assertThat(Waiting.get("an answer", each)).isIn("\"end\"", "\"deadlock\"");
        }
    }
}
