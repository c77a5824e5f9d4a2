package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.grant.Grants;
import io.annex.core.grant.HostGrant;
import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.OutboundRequest;
import io.annex.core.settings.Limits;
import io.annex.server.outbound.HttpOutbound;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code fetch} in add-ons, against a server on this machine. */
class OutboundIT {
    private static final String GRANTED = """
            limits: {callAnswer: 2 MB, cpu: 5 s, wall: 20 s, logLines: 10000}
            addons:
              outbound:
                limits: {calls: 1000, inFlight: 1000}
                grants: {networks: [127.0.0.1/32]}
            """;
    private static Peer peer;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        peer = Peer.on("127.0.0.1");
        server = RunningServer.start(GRANTED.replace("wall: 20 s", "wall: 20 s, after: 3 s"), "outbound", "contract");
    }

    @AfterAll
    static void stop() {
        server.close();
        peer.close();
    }

    private static CompletableFuture<JsonNode> later(RunningServer on, String code) {
        String body = JsonMapper.shared().createObjectNode().put("code", code).put("base", peer.url()).toString();
        return Http.later(Http.request(on.uri("/rest-api/outbound/run"), "content-type", "application/json")
                .POST(BodyPublishers.ofString(body)).build()).thenApply(Http::json);
    }

    private static JsonNode run(String code) {
        return later(server, code).join();
    }

    private static JsonNode value(String code) {
        JsonNode answer = run(code);
        assertThat(answer.has("error")).describedAs(answer.toString()).isFalse();
        return answer.path("value");
    }

    @Test
    void aCallIsAnsweredWithStatusHeadersAndJson() {
        JsonNode seen = value(
                """
                        const res = await fetch(base + '/a/b?x=1&y=%20z', { headers: { 'X-Own': 'yes', Host: 'elsewhere' } });
                        return { ok: res.ok, status: res.status, text: res.statusText, type: res.headers.get('Content-Type'), url: res.url,
                          cookies: res.headers.getSetCookie(), used: res.bodyUsed, seen: await res.json(), after: res.bodyUsed };
                        """);
        assertThat(seen.path("status").asInt()).isEqualTo(200);
        assertThat(seen.path("text").asString()).isEqualTo("OK");
        assertThat(seen.path("type").asString()).isEqualTo("application/json");
        assertThat(seen.path("url").asString()).isEqualTo(peer.url() + "/a/b?x=1&y=%20z");
        assertThat(seen.path("cookies").toString()).isEqualTo("[\"a=1\",\"b=2\"]");
        assertThat(seen.path("after").asBoolean()).isTrue();
        assertThat(seen.at("/seen/uri").asString()).isEqualTo("/a/b?x=1&y=%20z");
        assertThat(seen.at("/seen/headers/x-own").asString()).isEqualTo("yes");
        assertThat(seen.at("/seen/headers/user-agent").asString()).isEqualTo("Annex");
        assertThat(seen.at("/seen/headers/host").asString()).isEqualTo("127.0.0.1:" + peer.port());
    }

    @Test
    void bodiesOfEveryKindAreSent() {
        JsonNode seen = value(
                """
                        const sent = async (body, headers) => (await fetch(base, { method: 'post', body, headers })).json();
                        async function* parts() { for (let i = 0; i < 40; i++) { await null; yield new Uint8Array(10000).fill(65); } }
                        const form = new FormData();
                        form.append('field', 'value');
                        form.append('file', new Blob(['content'], { type: 'text/plain' }), 'name.txt');
                        return {
                          text: await sent('Grüße'), query: await sent(new URLSearchParams({ a: '1 2' })), bytes: await sent(new Uint8Array(200000)),
                          stream: await sent(new ReadableStream({ async pull(c) { c.enqueue(new Uint8Array(70000)); c.close(); } })),
                          parts: await sent(parts()), form: await sent(form), none: await sent(undefined), own: await sent('{}', { 'content-type': 'application/json' }),
                        };
                        """);
        assertThat(seen.at("/text/body").asString()).isEqualTo("Grüße");
        assertThat(seen.at("/text/headers/content-type").asString()).isEqualTo("text/plain;charset=UTF-8");
        assertThat(seen.at("/query/body").asString()).isEqualTo("a=1+2");
        assertThat(seen.at("/bytes/length").asInt()).isEqualTo(200000);
        assertThat(seen.at("/bytes/headers/content-length").asString()).isEqualTo("200000");
        assertThat(seen.at("/stream/length").asInt()).isEqualTo(70000);
        assertThat(seen.at("/parts/length").asInt()).isEqualTo(400000);
        assertThat(seen.at("/parts/headers/transfer-encoding").asString()).isEqualTo("chunked");
        assertThat(seen.at("/form/headers/content-type").asString()).startsWith("multipart/form-data; boundary=");
        assertThat(seen.at("/form/body").asString()).contains("filename=\"name.txt\"").contains("content");
        assertThat(seen.at("/none/headers/content-length").asString()).isEqualTo("0");
        assertThat(seen.at("/own/headers/content-type").asString()).isEqualTo("application/json");
    }

    @Test
    void anAnswerIsReadInEveryWay() {
        JsonNode seen = value(
                """
                        const res = await fetch(base + '/large?bytes=300000');
                        let chunks = 0, length = 0;
                        for await (const chunk of res.body) { chunks++; length += chunk.length; }
                        const reader = (await fetch(base + '/large?bytes=100000')).body.getReader();
                        const first = await reader.read();
                        await reader.cancel();
                        const cloned = await fetch(base + '/text');
                        const copy = cloned.clone();
                        return { chunks, length, first: first.value.length > 0, buffer: (await (await fetch(base + '/large?bytes=70000')).arrayBuffer()).byteLength,
                          blob: (await (await fetch(base + '/text')).blob()).type, both: [await cloned.text(), await copy.text()],
                          head: (await fetch(base + '/text', { method: 'HEAD' })).status, empty: await (await fetch(base + '/status?code=204')).text(),
                          twice: await cloned.text().catch((e) => e.name) };
                        """);
        assertThat(seen.path("chunks").asInt()).isGreaterThan(1);
        assertThat(seen.path("length").asInt()).isEqualTo(300000);
        assertThat(seen.path("first").asBoolean()).isTrue();
        assertThat(seen.path("buffer").asInt()).isEqualTo(70000);
        assertThat(seen.path("blob").asString()).isEqualTo("text/plain");
        assertThat(seen.path("both").toString()).isEqualTo("[\"no JSON, Grüße\",\"no JSON, Grüße\"]");
        assertThat(seen.path("head").asInt()).isEqualTo(200);
        assertThat(seen.path("twice").asString()).isEqualTo("TypeError");
    }

    @Test
    void aCompressedAnswerIsDecoded() {
        JsonNode seen = value("""
                const res = await fetch(base + '/zip', { headers: { 'accept-encoding': 'snappy' } });
                return { length: (await res.json()).text.length };
                """);
        assertThat(seen.path("length").asInt()).isEqualTo(130_000);
    }

    @Test
    void codingsThatTheHostDoesNotAskForAreDecoded() {
        JsonNode seen = value(
                """
                        const text = async (as) => { const answer = await fetch(base + '/coded?as=' + encodeURIComponent(as)); return [await answer.text(), answer.headers.get('content-encoding')]; };
                        const stream = (await fetch(base + '/coded?as=br')).body;
                        let streamed = ''; for await (const part of stream.pipeThrough(new TextDecoderStream())) streamed += part;
                        return { br: await text('br'), list: await text('deflate, gzip'), same: await text('gzip,identity'), other: await text('zz'), streamed,
                          head: (await fetch(base + '/coded?as=br', { method: 'HEAD' })).status, many: await text('br,br,br,br,br,br').catch((e) => e.name), wrong: await text('br, gzip').catch((e) => e.name) };
                        """);
        assertThat(seen.toString()).isEqualTo(
                """
                        {"br":["hello",null],"list":["coded, once or twice",null],"same":["coded, once or twice",null],"other":["coded, once or twice","zz"],"streamed":"hello",\
                        "head":200,"many":"TypeError","wrong":"TypeError"}""");
    }

    @Test
    void redirectsAreFollowedByTheRules() {
        JsonNode seen = value(
                """
                        const to = (path, status) => base + '/redirect?status=' + status + '&to=' + encodeURIComponent(path);
                        const other = base.replace('127.0.0.1', 'localhost');
                        const post = { method: 'POST', body: 'b', headers: { authorization: 'secret', 'content-type': 'text/plain' } };
                        const seen = async (url, init) => { const r = await fetch(url, init); return { redirected: r.redirected, url: r.url, ...(await r.json()) }; };
                        return {
                          get: await seen(to('/end', 301)), post302: await seen(to('/end', 302), post), post307: await seen(to('/end', 307), post),
                          post303: await seen(to('/end', 303), post),
                          manual: (await fetch(to('/end', 302), { redirect: 'manual' })).status,
                          error: await fetch(to('/end', 302), { redirect: 'error' }).catch((e) => e.message),
                          loop: await fetch(base + '/loop').catch((e) => e.message),
                          scheme: await fetch(to('file:///etc/passwd', 302)).catch((e) => e.message),
                        };
                        """);
        assertThat(seen.at("/get/redirected").asBoolean()).isTrue();
        assertThat(seen.at("/get/uri").asString()).isEqualTo("/end");
        assertThat(seen.at("/post302/method").asString()).isEqualTo("GET");
        assertThat(seen.at("/post302/headers").has("content-type")).isFalse();
        assertThat(seen.at("/post302/headers/authorization").asString()).isEqualTo("secret");
        assertThat(seen.at("/post307/method").asString()).isEqualTo("POST");
        assertThat(seen.at("/post307/body").asString()).isEqualTo("b");
        assertThat(seen.at("/post303/method").asString()).isEqualTo("GET");
        assertThat(seen.path("manual").asInt()).isEqualTo(302);
        assertThat(seen.path("error").asString()).contains("redirect is 'error'");
        assertThat(seen.path("loop").asString()).contains("more than 20 redirects");
        assertThat(seen.path("scheme").asString()).contains("expected: http or https");
    }

    @Test
    void aWebSocketSendsAndReceives() {
        JsonNode seen = value(
                """
                        const socket = new WebSocket(base.replace('http', 'ws') + '/socket', ['other', 'chat']);
                        socket.binaryType = 'arraybuffer';
                        const next = (type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
                        const echo = async (data) => { const message = next('message'); socket.send(data); return (await message).data; };
                        let early; try { socket.send('x'); } catch (error) { early = error.name; }
                        const before = socket.readyState;
                        await next('open');
                        const long = 'ü😀'.repeat(50000);
                        const found = { early, states: [before, socket.readyState], protocol: socket.protocol, text: await echo('Grüße'), empty: await echo(''), long: (await echo(long)) === long,
                          bytes: [...new Uint8Array(await echo(new Uint8Array([1, 2, 3])))], many: (await echo(new Uint8Array(200000).fill(7))).byteLength };
                        socket.binaryType = 'blob';
                        found.blob = await (await echo(new Blob(['of a blob']))).text();
                        socket.send('close');
                        const { code, reason, wasClean } = await next('close');
                        const other = new WebSocket(base + '/socket');
                        await new Promise((resolve) => (other.onopen = resolve));
                        const closed = new Promise((resolve) => (other.onclose = resolve));
                        other.close(3001, 'own');
                        return { ...found, code, reason, wasClean, after: socket.readyState, own: (await closed).code };
                        """);
        assertThat(seen.toString()).isEqualTo(
                """
                        {"early":"InvalidStateError","states":[0,1],"protocol":"chat","text":"Grüße","empty":"","long":true,"bytes":[1,2,3],"many":200000,\
                        "blob":"of a blob","code":4001,"reason":"as you say","wasClean":true,"after":3,"own":3001}""");
    }

    @Test
    void aWebSocketEndsWithTheRequestThatOpenedIt() {
        String opened = """
                const socket = new WebSocket(base + '/socket');
                await new Promise((resolve) => (socket.onopen = resolve));
                """;
        assertThat(value(opened + "return 'answered';").asString()).isEqualTo("answered");
        Waiting.until("the one of a request that was answered is closed", () -> peer.sockets.get() == 0);
        assertThat(run(opened + "throw new Error('failed');").path("error").asString()).isEqualTo("failed");
        Waiting.until("the one of a request that failed is closed", () -> peer.sockets.get() == 0);
    }

    @Test
    void aWebSocketIsRefusedAsACallIs() {
        JsonNode seen = value(
                """
                        const failing = (url) => new Promise((resolve) => { const socket = new WebSocket(url); const found = {}; socket.onerror = (e) => { found.code = e.error.code; found.message = e.message; };
                          socket.onclose = (e) => resolve({ ...found, close: e.code }); });
                        const wrong = (...given) => { try { new WebSocket(...given); return 'none'; } catch (error) { return error.name; } };
                        return { denied: await failing('ws://127.0.0.2:8099/x'), port: await failing('ws://127.0.0.1:59999/'), wrong: [wrong('ftp://x/'), wrong('ws://x/#y'), wrong('ws://x/', ['a', 'a']), wrong('no')] };
                        """);
        assertThat(seen.at("/denied/code").asString()).isEqualTo("EACCES");
        assertThat(seen.at("/denied/message").asString()).contains("networks");
        assertThat(seen.at("/denied/close").asInt()).isEqualTo(1006);
        assertThat(seen.at("/port/code").asString()).isEqualTo("ECONNREFUSED");
        assertThat(seen.path("wrong").toString())
                .isEqualTo("[\"SyntaxError\",\"SyntaxError\",\"SyntaxError\",\"SyntaxError\"]");
    }

    @Test
    void anEventSourceReadsAndComesBack() {
        JsonNode seen = value(
                """
                        const source = new EventSource(base + '/events');
                        const found = [];
                        await new Promise((resolve) => {
                          source.onmessage = (e) => { found.push([e.data, e.lastEventId]); if (e.data.startsWith('after')) resolve(); };
                          source.addEventListener('other', (e) => found.push([e.type, e.data, e.lastEventId]));
                        });
                        source.close();
                        return { found, state: source.readyState };
                        """);
        assertThat(seen.toString()).isEqualTo(
                "{\"found\":[[\"one\",\"1\"],[\"other\",\"two\\nlines\",\"2\"],[\"after 2\",\"2\"]],\"state\":2}");
    }

    @Test
    void credentialsDoNotFollowToAnotherOrigin() {
        try (Peer other = Peer.on("127.0.0.1")) {
            JsonNode seen = value("const r = await fetch(base + '/redirect?to=" + other.url()
                    + "/x', { headers: { authorization: 'a', cookie: 'c=1', 'x-kept': 'k' } }); return r.json();");
            assertThat(seen.path("headers").has("authorization")).isFalse();
            assertThat(seen.path("headers").has("cookie")).isFalse();
            assertThat(seen.at("/headers/x-kept").asString()).isEqualTo("k");
        }
    }

    @Test
    void whatGoesWrongIsSaidAndHasACode() {
        assertThat(run("await fetch('http://127.0.0.1:9/')").path("code").asString()).isEqualTo("EACCES");
        assertThat(run("await fetch('http://127.0.0.1:1023/')").toString()).contains("ECONNREFUSED",
                "fetch failed: GET http://127.0.0.1:1023/: the connection was refused", "TypeError");
        assertThat(run("await fetch('http://nowhere.invalid/')").path("code").asString()).isEqualTo("ENOTFOUND");
        assertThat(run("return (await fetch(base + '/cut')).text()").path("code").asString()).isEqualTo("ECONNRESET");
        assertThat(run("await fetch('nonsense')").path("error").asString())
                .isEqualTo("URL: nonsense (expected: an absolute http or https URL)");
        assertThat(run("await fetch(base, { headers: { 'x-a': 'b\\r\\nc: d' } })").path("error").asString())
                .contains("not allowed in a field value");
        assertThat(run("return (await fetch(base + '/large?bytes=3000000')).arrayBuffer()").toString())
                .contains("longer than 2097152 bytes (limits.callAnswer)", "ELIMIT");
    }

    private static RunningServer limited(String limits) {
        return RunningServer.start("limits: {" + limits + "}\ngrants: {networks: [127.0.0.1/32]}\n", "outbound");
    }

    @Test
    void aCallOverItsTimeIsAnError() {
        try (RunningServer on = limited("callTime: 400 ms")) {
            assertThat(later(on, "await fetch(base + '/hang')").join().toString()).contains("ETIMEDOUT",
                    "took longer than 400 ms");
            assertThat(later(on, "return (await fetch(base + '/drip')).text()").join().toString())
                    .contains("took longer than 400 ms");
            assertThat(later(on, "return (await fetch(base + '/text')).status").join().toString()).contains("200");
        }
    }

    @Test
    void aServerThatFallsSilentOrDoesNotAcceptIsAnError() throws IOException {
        try (RunningServer on = limited("callIdle: 1 s, callConnect: 400 ms");
                ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(later(on, "return (await fetch(base + '/drip')).text()").join().toString())
                    .contains("nothing came for 1000 ms (limits.callIdle)");
            List<SocketChannel> waiting = new ArrayList<>();
            try {
                // More than wait to be accepted; the system answers no more of them.
                for (int i = 0; i < 8; i++) {
                    SocketChannel each = SocketChannel.open();
                    each.configureBlocking(false);
                    each.connect(full.getLocalSocketAddress());
                    waiting.add(each);
                }
                assertThat(later(on, "await fetch('http://127.0.0.1:" + full.getLocalPort() + "/')").join().toString())
                        .contains("no connection in time (limits.callConnect)");
            } finally {
                for (SocketChannel each : waiting) {
                    each.close();
                }
            }
            assertThat(later(on, "return (await fetch(base + '/text')).status").join().toString()).contains("200");
        }
    }

    @Test
    void moreCallsAtOnceThanAllowedAreAnError() {
        try (RunningServer on = limited("calls: 2")) {
            assertThat(later(on, """
                    const stop = new AbortController();
                    const held = [1, 2].map(() => fetch(base + '/hang', { signal: stop.signal }).catch((e) => e.name));
                    const third = await fetch(base + '/text').catch((e) => e.message);
                    stop.abort();
                    await Promise.all(held);
                    return third;
                    """).join().toString()).contains("2 outbound calls are under way already (limits.calls)");
            assertThat(later(on, "return (await fetch(base + '/text')).status").join().toString()).contains("200");
        }
    }

    @Test
    void anErrorNamesTheAuthorsLine() {
        try (RunningServer logged = RunningServer.start("", "outbound")) {
            assertThat(Http.get(logged.uri("/rest-api/outbound/line")).statusCode()).isEqualTo(500);
            logged.awaitLog("outbound/index.js:14:9");
        }
    }

    @Test
    void anAbortEndsTheCallAndClosesItsConnection() {
        JsonNode answer = later(server, """
                const stop = new AbortController();
                const late = setTimeout(() => stop.abort(), 100);
                const timed = await fetch(base + '/hang', { signal: AbortSignal.timeout(50) }).catch((e) => e.name);
                const aborted = await fetch(base + '/hang', { signal: stop.signal }).catch((e) => e.name);
                const body = new AbortController();
                const res = await fetch(base + '/drip', { signal: body.signal });
                setTimeout(() => body.abort(), 50);
                return [timed, aborted, await res.text().catch((e) => e.name)];
                """).join();
        assertThat(answer.path("value").toString()).isEqualTo("[\"TimeoutError\",\"AbortError\",\"AbortError\"]");
        Waiting.until("no call hangs", () -> peer.hanging.get() == 0);
    }

    @Test
    void theEndOfAnExchangeEndsItsCalls() {
        CompletableFuture<JsonNode> gone = later(server, "await fetch(base + '/hang')");
        Waiting.until("the call hangs", () -> peer.hanging.get() == 1);
        gone.cancel(true);
        try (RunningServer quick = RunningServer.start(GRANTED.replace("wall: 20 s",
                "wall: " + Waiting.time(Duration.ofMillis(300)).toMillis() + " ms, after: 1 s"), "outbound")) {
            assertThat(later(quick, "await fetch(base + '/hang')").join().path("reason").asString())
                    .isEqualTo("wall_clock");
            assertThat(
                    later(quick, "fetch(base + '/hang').catch(() => 0); while (true);").join().path("status").asInt())
                    .isEqualTo(504);
            Waiting.until("stopped exchanges leave no call", () -> peer.hanging.get() <= 1);
            later(quick, "fetch(base + '/hang').catch(() => 0); return 1").join();
            Waiting.until("the call goes on after the answer", () -> peer.hanging.get() >= 1);
            Waiting.until("but not for long", () -> peer.hanging.get() <= 1);
        }
    }

    @Test
    void theEndOfTheAddonClosesItsConnections() {
        try (Peer watched = Peer.on("127.0.0.1")) {
            RunningServer short_lived = RunningServer.start(GRANTED, "outbound");
            later(short_lived, "await (await fetch('" + watched.url() + "/')).text(); fetch('" + watched.url()
                    + "/hang').catch(() => 0); return 1").join();
            Waiting.until("a call hangs", () -> watched.hanging.get() == 1);
            short_lived.close();
            Waiting.until("all are closed", () -> watched.open.get() == 0);
        }
    }

    @Test
    void aSlowReaderHoldsTheSenderBack() {
        try (Peer watched = Peer.on("127.0.0.1")) {
            JsonNode length = value("const r = await fetch('" + watched.url() + "/large?bytes=1500000'); "
                    + "await new Promise((f) => setTimeout(f, 300)); let n = 0; for await (const c of r.body) n += c.length; return n;");
            assertThat(length.asInt()).isEqualTo(1_500_000);
        }
    }

    @Test
    void aThousandCallsOfOneAddonHoldUpNoOtherAndLeakNothing() {
        try (Peer busy = Peer.on("127.0.0.1")) {
            CompletableFuture<JsonNode> thousand = later(server,
                    "const stop = new AbortController(); const all = [];"
                            + "for (let i = 0; i < 1000; i++) all.push(fetch('" + busy.url()
                            + "/hang', { signal: stop.signal }).catch((e) => e.name)); " + "const more = await fetch('"
                            + busy.url() + "/').catch((e) => e.cause.code);"
                            + "await new Promise((f) => setTimeout(f, 4000)); stop.abort(); "
                            + "const ended = new Set(await Promise.all(all)); return [more, ...ended];");
            Waiting.until("a thousand calls hang", () -> busy.hanging.get() == 1000);
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long begun = System.nanoTime();
                assertThat(Http.get(server.uri("/rest-api/contract/text")).statusCode()).isEqualTo(200);
                times.add(System.nanoTime() - begun);
            }
            assertThat(thousand.join().path("value").toString()).isEqualTo("[\"ELIMIT\",\"AbortError\"]");
            Waiting.until("all connections are closed", () -> busy.open.get() == 0);
            times.sort(null);
            assertThat(Waiting.quiet(times.get(10))).isLessThan(Duration.ofMillis(500));
            assertThat(value("return (await fetch(base + '/text')).status").asInt()).isEqualTo(200);
        }
    }

    @Test
    void aCertificateIsVerifiedAgainstItsCaAndItsName(@TempDir Path folder) throws Exception {
        Authority authority = Authority.in(folder, "dns:secure.annex.test");
        TestNames.answer("secure.annex.test", "127.0.0.1");
        TestNames.answer("other.annex.test", "127.0.0.1");
        try (Peer secure = new Peer("127.0.0.1", 0, authority.certificate(), authority.key());
                HttpOutbound outbound = HttpOutbound.open();
                Outbound.Client client = outbound.open("app", Limits.DEFAULTS)) {
            assertThat(run("await fetch('https://secure.annex.test:" + secure.port() + "/')").toString())
                    .contains("ECERT", "TLS failed");
            String ca = Files.readString(authority.ca());
            assertThat(status(client, "secure.annex.test", secure.port(), ca)).isEqualTo("200");
            assertThat(status(client, "other.annex.test", secure.port(), ca)).contains("TLS failed");
            assertThat(status(client, "secure.annex.test", secure.port(), "nonsense")).contains("certificate:");
            assertThat(status(client, "secure.annex.test", secure.port(), "")).contains("TLS failed");
        }
    }

    private static String status(Outbound.Client client, String host, int port, String certificate) {
        Outbound.Call call = client.call(
                new OutboundRequest("GET", true, host, port, "/", List.of(), 0, Duration.ofSeconds(5), certificate),
                Grants.DEFAULTS.with(new HostGrant(host, port)));
        call.write(new byte[0], true);
        return call.head().handle((head, failure) -> failure == null ? head.status() + "" : failure.getMessage())
                .toCompletableFuture().join();
    }

    @Test
    void manyShortCallsShareAFewConnections() {
        try (Peer watched = Peer.on("127.0.0.1")) {
            assertThat(value("let n = 0; for (let i = 0; i < 300; i++) n += (await (await fetch('" + watched.url()
                    + "/')).json()).uri.length; return n;").asInt()).isEqualTo(300);
            assertThat(watched.accepted.get()).isLessThanOrEqualTo(3);
        }
    }
}
