package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.RawClient;
import io.annex.server.http.RawClient.Reply;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that leave as they are written. */
class StreamsIT {
    private static final int MB = 1 << 20;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        String points = """
                const { Application } = require('webpoints');
                const { Readable } = require('stream');
                const app = new Application();
                let held;
                let closed = 0;
                let written = 0;
                let waits = false;
                const burn = (ms) => { const end = Date.now() + ms; while (Date.now() < end); };
                app.operations['/begin'] = (req, res) => { held = res; res.status(201); res.write('one'); };
                app.operations['/next'] = (req, res) => { held.write('two'); res.send('written'); };
                app.operations['/end'] = (req, res) => { held.end('three'); res.send('ended'); };
                app.operations['/whole'] = (req, res) => { res.write('a'); res.end('b'); };
                app.operations['/flush'] = (req, res) => { res.set('x-a', 'b'); res.flushHeaders(); res.on('close', () => closed++); };
                app.operations['/closed'] = (req, res) => res.send(String(closed));
                app.operations['/fail'] = (req, res) => { res.write('part'); setTimeout(() => { throw new Error('boom'); }, 5); };
                app.operations['/reject'] = async (req, res) => { res.write('part'); await null; await new Promise((r) => setTimeout(r, 5)); throw new Error('bang'); };
                app.operations['/destroy'] = (req, res) => { res.write('part'); setTimeout(() => res.destroy(), 5); };
                app.operations['/pipe'] = (req, res) => {
                  let left = 48;
                  res.set('x-kind', 'pipe');
                  new Readable({ read() { this.push(left-- > 0 ? Buffer.alloc(1 << 20) : null); } }).pipe(res);
                };
                app.operations['/large'] = (req, res) => {
                  const chunk = Buffer.alloc(1 << 20);
                  const more = () => {
                    while (written < 48) {
                      written++;
                      if (!res.write(chunk)) { waits = true; return res.once('drain', more); }
                    }
                    res.end();
                  };
                  more();
                };
                app.operations['/written'] = (req, res) => res.send(waits ? String(written) : 'not yet');
                app.operations['/length'] = (req, res) => { res.set('Content-Length', req.query.says); res.flushHeaders(); res.end('12345'); };
                app.operations['/ticks'] = (req, res) => {
                  let left = 6;
                  const timer = setInterval(() => { if (left-- > 0) { res.write('.'); } else { clearInterval(timer); res.end(); } }, 300);
                };
                app.operations['/burns'] = async (req, res) => {
                  const chunk = Buffer.alloc(Number(req.query.bytes));
                  for (let i = 0; i < Number(req.query.times); i++) {
                    burn(Number(req.query.ms));
                    if (!res.write(chunk)) await new Promise((resolve) => res.once('drain', resolve));
                    await new Promise(setImmediate);
                  }
                  res.end();
                };
                app.operations['/tiny'] = (req, res) => {
                  res.flushHeaders();
                  for (let i = 0; i < 250000; i++) res.write('x');
                  if (req.query.fails) throw new Error('late');
                  res.end();
                };
                app.operations['/head'] = (req, res) => { res.write('a'); setTimeout(() => res.end('b'), 5); };
                app.run();
                """;
        for (String name : List.of("streams", "tight", "hasty", "busy")) {
            Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("server.js"), points);
        }
        Path rest = Files.createDirectories(folder.resolve("rest"));
        Files.writeString(rest.resolve("manifest.json"),
                "{\"id\": \"rest\", \"version\": \"1\", \"type\": \"RESTApp\"}");
        Files.writeString(rest.resolve("index.js"),
                """
                        const router = require('router');
                        const { Readable } = require('stream');
                        let left = [];
                        let release;
                        async function* parts(req) {
                          try {
                            yield 'one ';
                            yield new TextEncoder().encode('two ');
                            await new Promise((resolve) => { release = resolve; });
                            yield 'three';
                          } finally {
                            left.push('parts');
                          }
                        }
                        router.get('/parts', (req, res) => res.set('Content-Type', 'text/plain').send(parts(req)));
                        router.get('/release', (req, res) => { release(); res.send('released'); });
                        router.get('/left', (req, res) => res.json(left));
                        router.get('/web', (req, res) => res.send(new ReadableStream({
                          pull(controller) { controller.enqueue(new Uint8Array([104, 105])); controller.close(); },
                        })));
                        router.get('/node', (req, res) => res.send(Readable.from(['x', 'y', 'z'])));
                        router.get('/none', (req, res) => res.send(Readable.from([])));
                        router.get('/early', (req, res) => res.send((async function* () { throw new Error('early'); })()));
                        router.get('/late', (req, res) => res.send((async function* () { yield 'part'; throw new Error('late'); })()));
                        router.get('/wrong', (req, res) => res.send((async function* () { yield 'part'; yield 7; })()));
                        router.get('/session', (req, res) => {
                          req.session.n = (req.session.n ?? 0) + 1;
                          res.send((async function* () {
                            yield `${req.session.n} `;
                            for (const change of [() => { req.session.n = 9; }, () => res.cookie('a', 'b'), () => req.invalidateSession()]) {
                              try { change(); yield 'changed '; } catch (error) { yield 'refused '; }
                            }
                          })());
                        });
                        router.get('/idle', (req, res) => res.send(new ReadableStream({
                          start(controller) { controller.enqueue('a'); },
                          cancel() { left.push('cancelled'); },
                        })));
                        """);
        server = RunningServer.startIn("""
                server: {hosts: [127.0.0.1, localhost]}
                limits: {workers: 1}
                addons:
                  tight: {limits: {output: 100 KB, streams: 2}}
                  hasty: {limits: {wall: 1500 ms, streamIdle: 1500 ms}}
                  busy: {limits: {cpu: 700 ms}}
                """, folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    private static RawClient ask(String what) throws IOException {
        return askOf("streams", what);
    }

    private static RawClient askOf(String addon, String what) throws IOException {
        return client().get((addon.equals("rest") ? "/rest-api/" : "/") + addon + '/' + what);
    }

    private static String reply(String what) throws IOException {
        return replyOf("streams", what);
    }

    private static String replyOf(String addon, String what) throws IOException {
        try (RawClient client = askOf(addon, what)) {
            return client.reply().text();
        }
    }

    private static void until(String addon, String what, String answer) {
        Waiting.until(what + " of " + addon + " answers " + answer, () -> {
            try {
                return replyOf(addon, what).equals(answer);
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** The pieces of an answer; the last says how it ended. */
    private static String all(RawClient client) throws IOException {
        Reply head = client.replyToHead();
        StringBuilder all = new StringBuilder(head.status() + ": ");
        if (!head.header("transfer-encoding").equals("chunked")) {
            return all + "no pieces";
        }
        byte[] chunk = client.chunk();
        while (chunk != null && chunk.length > 0) {
            all.append(new String(chunk, StandardCharsets.UTF_8));
            chunk = client.chunk();
        }
        return all + (chunk == null ? ", broken off" : ", whole");
    }

    private static String allOf(String addon, String what) throws IOException {
        try (RawClient client = askOf(addon, what)) {
            return all(client);
        }
    }

    private static String text(RawClient client) throws IOException {
        byte[] chunk = client.chunk();
        return chunk == null ? "closed" : new String(chunk, StandardCharsets.UTF_8);
    }

    /** So many characters of an answer, in as many pieces as they come. */
    private static String text(RawClient client, int length) throws IOException {
        StringBuilder all = new StringBuilder();
        while (all.length() < length) {
            String next = text(client);
            all.append(next);
            if (next.isEmpty() || next.equals("closed")) {
                break;
            }
        }
        return all.toString();
    }

    @Test
    void whatIsWrittenLeavesBeforeTheEnd() throws Exception {
        try (RawClient client = ask("begin")) {
            Reply head = client.replyToHead();
            assertThat(head.status()).isEqualTo(201);
            assertThat(head.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(text(client)).isEqualTo("one");
            assertThat(reply("next")).isEqualTo("written");
            assertThat(text(client)).isEqualTo("two");
            assertThat(reply("end")).isEqualTo("ended");
            assertThat(text(client)).isEqualTo("three");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void whatEndsInItsTurnIsWhole() throws Exception {
        try (RawClient client = ask("whole")) {
            Reply reply = client.reply();
            assertThat(reply.header("content-length")).isEqualTo("2");
            assertThat(reply.text()).isEqualTo("ab");
        }
    }

    @Test
    void aPipeGoesAtTheSpeedOfTheClient() throws Exception {
        try (RawClient client = ask("pipe")) {
            assertThat(client.replyToHead().header("x-kind")).isEqualTo("pipe");
            long received = 0;
            for (byte[] chunk = client.chunk(); chunk != null && chunk.length > 0; chunk = client.chunk()) {
                received += chunk.length;
            }
            assertThat(received).isEqualTo(48L * MB);
        }
    }

    @Test
    void aFailureBehindTheHeadEndsTheConnection() throws Exception {
        assertThat(allOf("streams", "fail")).isEqualTo("200: part, broken off");
        server.awaitLog("the answer broke off: Error: boom");
        assertThat(allOf("streams", "reject")).isEqualTo("200: part, broken off");
        server.awaitLog("the answer broke off: Error: bang");
        assertThat(allOf("streams", "destroy")).isEqualTo("200: part, broken off");
    }

    @Test
    void aClientThatDoesNotReadStopsWhoWrites() throws Exception {
        try (RawClient client = ask("large")) {
            assertThat(client.replyToHead().status()).isEqualTo(200);
            AtomicReference<String> before = new AtomicReference<>("");
            Waiting.until("it has stopped", () -> {
                try {
                    String now = reply("written");
                    return !now.equals("not yet") && now.equals(before.getAndSet(now));
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(Integer.parseInt(before.get())).isLessThan(40);
            long received = 0;
            for (byte[] chunk = client.chunk(); chunk != null && chunk.length > 0; chunk = client.chunk()) {
                received += chunk.length;
            }
            assertThat(received).isEqualTo(48L * MB);
        }
    }

    @Test
    void aLengthThatIsSaidIsKept() throws Exception {
        try (RawClient client = ask("length?says=5")) {
            Reply reply = client.reply();
            assertThat(reply.header("content-length")).isEqualTo("5");
            assertThat(reply.text()).isEqualTo("12345");
        }
        for (int wrong : List.of(4, 6)) {
            try (RawClient client = ask("length?says=" + wrong)) {
                assertThat(client.reply().body()).hasSizeLessThan(wrong);
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    /** A call of the host for each takes the whole CPU time of an exchange. */
    @Test
    void smallPiecesOfATurnLeaveTogether() throws IOException {
        assertThat(allOf("streams", "tiny")).isEqualTo("200: " + "x".repeat(250_000) + ", whole");
        assertThat(allOf("streams", "tiny?fails=1")).startsWith("200: xxxx").endsWith(", broken off");
    }

    @Test
    void anAnswerToHeadHasNoBody() throws Exception {
        try (RawClient client = client().send("HEAD /streams/head HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(client.replyToHead().header("content-length")).isEqualTo("2");
            assertThat(client.get("/streams/whole").reply().text()).isEqualTo("ab");
        }
    }

    @Test
    void whatIsSentIsBounded() throws Exception {
        assertThat(allOf("tight", "burns?ms=0&times=40&bytes=8000")).startsWith("200: ").endsWith(", broken off");
        assertThat(allOf("tight", "pipe")).isEqualTo("503: no pieces");
        server.awaitLog("(limit: limits.output; send less");
    }

    @Test
    void soManyMayBeOpen() throws Exception {
        try (RawClient one = askOf("tight", "flush"); RawClient two = askOf("tight", "flush")) {
            assertThat(one.replyToHead().status()).isEqualTo(200);
            assertThat(two.replyToHead().status()).isEqualTo(200);
            try (RawClient three = askOf("tight", "flush")) {
                assertThat(three.reply().status()).isEqualTo(503);
            }
            assertThat(replyOf("tight", "whole")).isEqualTo("ab");
        }
        until("tight", "closed", "2");
        assertThat(allOf("tight", "ticks")).isEqualTo("200: ......, whole");
    }

    @Test
    void theWallTimeEndsWithTheHeadAndThenTheRestIsBounded() throws Exception {
        assertThat(allOf("hasty", "ticks")).isEqualTo("200: ......, whole");
        assertThat(allOf("hasty", "flush")).isEqualTo("200: , broken off");
        server.awaitLog("(limit: limits.streamIdle)");
    }

    @Test
    void cpuTimeCountsAnewForWhatWasTaken() throws Exception {
        assertThat(allOf("busy", "burns?ms=100&times=15&bytes=" + MB)).endsWith(", whole");
        assertThat(allOf("busy", "burns?ms=100&times=1000&bytes=1")).endsWith(", broken off");
        server.awaitLog("the answer broke off: it was stopped: cpu");
    }

    @Test
    void aRestappSendsWhatAnIterableGives() throws Exception {
        try (RawClient client = askOf("rest", "parts")) {
            Reply head = client.replyToHead();
            assertThat(head.header("content-type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(text(client, 8)).isEqualTo("one two ");
            assertThat(replyOf("rest", "release")).isEqualTo("released");
            assertThat(text(client)).isEqualTo("three");
            assertThat(client.chunk()).isEmpty();
        }
        assertThat(allOf("rest", "web")).isEqualTo("200: hi, whole");
        assertThat(allOf("rest", "node")).isEqualTo("200: xyz, whole");
        assertThat(allOf("rest", "none")).isEqualTo("200: , whole");
    }

    @Test
    void aRestappsStreamThatFailsIsAFailureOfTheAnswer() throws Exception {
        try (RawClient client = askOf("rest", "early")) {
            assertThat(client.reply().status()).isEqualTo(500);
        }
        assertThat(allOf("rest", "late")).isEqualTo("200: part, broken off");
        assertThat(allOf("rest", "wrong")).isEqualTo("200: part, broken off");
        server.awaitLog("a chunk of the stream is a number (expected: a text or bytes)");
    }

    @Test
    void aRestappsStreamIsToldThatTheClientHasGone() throws Exception {
        try (RawClient client = askOf("rest", "idle")) {
            assertThat(client.replyToHead().status()).isEqualTo(200);
            assertThat(text(client)).isEqualTo("a");
        }
        Waiting.until("it was cancelled", () -> {
            try {
                return replyOf("rest", "left").contains("cancelled");
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void aSessionIsStoredBeforeTheHeadAndNotChangedBehindIt() throws Exception {
        String cookie;
        try (RawClient client = askOf("rest", "session")) {
            Reply head = client.replyToHead();
            cookie = head.header("set-cookie").split(";")[0];
            assertThat(text(client, 26)).isEqualTo("1 refused refused refused ");
        }
        try (RawClient client = client().get("/rest-api/rest/session", "Cookie: " + cookie)) {
            assertThat(all(client)).isEqualTo("200: 2 refused refused refused , whole");
        }
    }

    @Test
    void whoLeavesIsToldToTheHandler() throws Exception {
        try (RawClient client = ask("flush")) {
            assertThat(client.replyToHead().header("x-a")).isEqualTo("b");
        }
        until("streams", "closed", "1");
    }
}
