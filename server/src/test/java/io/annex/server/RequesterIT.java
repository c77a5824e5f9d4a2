package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code require('Requester')}, which waits, against a server on this machine
 * that is as other servers are at their worst.
 */
class RequesterIT {
    private static final String APP = """
            const router = require('router');
            const requester = require('Requester');
            const told = (chain) => {
              let found = { nothing: true };
              chain.done((result, statusCode, headers) => { found = { result, statusCode, headers }; })
                .fail((message, status) => { found = { message, ...status }; });
              return found;
            };
            const run = (req, how) => new Function('requester', 'told', 'base', 'req', 'require', req.params.code)(requester, told, req.params.base, req, require);
            router.post('/run', (req, res) => { res.json(run(req) ?? null); });
            router.post('/later', async (req, res) => { res.json(await run(req) ?? null); });
            router.post('/upload', (req, res) => res.json(told(requester.post(req.params.base + '/echo', {
              contentType: 'multipart/form-data', data: { a: 'b"c', n: [1, 2] }, files: { doc: req.files.doc } }))));
            router.get('/file', (req, res) => { requester.get(req.params.base + '/pdf/report.pdf', { dataType: 'file' }).done((file) => res.sendFile(file)); });
            router.get('/quick', (req, res) => res.send('quick'));
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private static HttpServer peer;
    private static ExecutorService threads;
    private static final CountDownLatch LET_GO = new CountDownLatch(1);
    private static final AtomicInteger HANGING = new AtomicInteger();
    private static final AtomicInteger ASKED = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        threads = Executors.newCachedThreadPool();
        peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        peer.setExecutor(threads);
        peer.createContext("/", RequesterIT::answer);
        peer.start();
        for (String name : new String[]{"asks", "refused"}) {
            Path app = Files.createDirectories(folder.resolve(name));
            Files.writeString(app.resolve("manifest.json"),
                    "{\"id\": \"" + name + "\", \"version\": \"1\", \"type\": \"RestApp\"}");
            Files.writeString(app.resolve("index.js"), APP);
        }
        server = RunningServer.startIn("""
                limits: {workers: 2, wall: WALL ms}
                addons:
                  asks: {grants: {networks: [127.0.0.1/32]}}
                """.replace("WALL", Long.toString(Waiting.time(java.time.Duration.ofSeconds(2)).toMillis())), folder);
    }

    @AfterAll
    static void stop() {
        LET_GO.countDown();
        server.close();
        peer.stop(0);
        threads.shutdownNow();
    }

    @BeforeEach
    void forget() {
        ASKED.set(0);
    }

    private static String base() {
        return "http://127.0.0.1:" + peer.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        ASKED.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/json" -> send(exchange, 200, "application/json", "{\"a\":[1,\"\u00E5\"]}");
            case "/text" -> send(exchange, 200, "text/plain", "plain");
            case "/latin" -> sendIn(exchange, "text/plain; charset=ISO-8859-1", StandardCharsets.ISO_8859_1);
            case "/unnamed" -> sendIn(exchange, "text/plain", StandardCharsets.ISO_8859_1);
            case "/xml" -> send(exchange, 200, "text/xml",
                    "<?xml version='1.0'?><list n='2'><item>a</item><item id='x'>b</item></list>");
            case "/empty" -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            }
            case "/moved" -> redirect(exchange, 302, "/json");
            case "/circle" -> redirect(exchange, 302, "/circle");
            case "/elsewhere" -> redirect(exchange, 302, "http://127.0.0.2:1/");
            case "/busy" -> {
                if (ASKED.get() < 3) {
                    if (ASKED.get() == 1) {
                        exchange.getResponseHeaders().set("Retry-After", "0");
                    }
                    send(exchange, ASKED.get() == 1 ? 429 : 503, "text/plain", "busy");
                } else {
                    send(exchange, 200, "application/json", "\"at last\"");
                }
            }
            case "/breaks" -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write(new byte[10]);
                exchange.getResponseBody().flush();
                // Closed with less than was said: the connection breaks off.
                exchange.close();
            }
            case "/hangs" -> {
                HANGING.incrementAndGet();
                try {
                    LET_GO.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
            }
            case "/large" -> send(exchange, 200, "application/json", '"' + "x".repeat(300_000) + '"');
            case "/missing" -> send(exchange, 404, "application/json", "{\"why\":\"none\"}");
            case "/login" -> {
                String login = exchange.getRequestHeaders().getFirst("Authorization");
                if (login == null) {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
                    send(exchange, 401, "text/plain", "who are you");
                } else {
                    String text = new String(Base64.getDecoder().decode(login.substring(6)), StandardCharsets.UTF_8);
                    send(exchange, 200, "application/json", JsonMapper.shared().writeValueAsString(text));
                }
            }
            case "/pdf/report.pdf" -> send(exchange, 200, "application/pdf", "%PDF");
            default -> echo(exchange);
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String own = exchange.getRequestHeaders().getFirst("X-Own");
        send(exchange, 200, "application/json",
                JsonMapper.shared().writeValueAsString(JsonMapper.shared().createObjectNode()
                        .put("method", exchange.getRequestMethod()).put("uri", exchange.getRequestURI().toString())
                        .put("type", type).put("own", own).put("length", body.length)
                        .put("body", new String(body, 0, Math.min(1000, body.length), StandardCharsets.UTF_8))));
    }

    private static void redirect(HttpExchange exchange, int status, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        send(exchange, status, "text/plain", "moved");
    }

    private static void sendIn(HttpExchange exchange, String type, Charset charset) throws IOException {
        byte[] bytes = "\u00E5\u00E4\u00F6".getBytes(charset);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean bodyless = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bodyless ? -1 : bytes.length);
        if (!bodyless) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static CompletableFuture<HttpResponse<String>> ask(String addon, String route, String code) {
        String body = JsonMapper.shared().createObjectNode().put("code", code).put("base", base()).toString();
        return Http.later(Http.request(server.uri("/rest-api/" + addon + route), "content-type", "application/json")
                .POST(BodyPublishers.ofString(body)).build());
    }

    private static JsonNode run(String code) {
        HttpResponse<String> answer = ask("asks", "/run", code).join();
        assertThat(answer.statusCode()).as(() -> answer.body() + server.log()).isEqualTo(200);
        return Http.json(answer);
    }

    /** What a call came to, without its headers. */
    private static String told(String call) {
        return run("const { headers, ...rest } = told(" + call + "); return rest;").toString();
    }

    @Test
    void anAnswerIsThereWhenTheCallReturns() {
        assertThat(told("requester.get(base + '/json')"))
                .isEqualTo("{\"result\":{\"a\":[1,\"\u00E5\"]},\"statusCode\":200}");
        assertThat(told("requester.head(base + '/json')")).isEqualTo("{\"result\":null,\"statusCode\":200}");
        assertThat(told("requester.get(base + '/empty')")).isEqualTo("{\"result\":null,\"statusCode\":204}");
        assertThat(told("requester.get(base + '/text', { dataType: 'text' })"))
                .isEqualTo("{\"result\":\"plain\",\"statusCode\":200}");
        assertThat(told("requester.get(base + '/latin', { dataType: 'text' })")).contains("\"\u00E5\u00E4\u00F6\"");
        assertThat(told("requester.get(base + '/unnamed', { dataType: 'text', fallbackCharset: 'ISO-8859-1' })"))
                .contains("\"\u00E5\u00E4\u00F6\"");
        assertThat(told("requester.get(base + '/xml', { dataType: 'xml' })"))
                .contains("{\"list\":{\"n\":\"2\",\"item\":[\"a\",{\"id\":\"x\",\"content\":\"b\"}]}}");
        assertThat(run("return told(requester.get(base + '/large')).result.length;").asInt()).isEqualTo(300_000);
        assertThat(run(
                "const { headers } = told(requester.get(base + '/json')); return [headers['content-type'], headers['Content-Type']];")
                .toString()).isEqualTo("[\"application/json\",\"application/json\"]");
        assertThat(run(
                "const all = []; requester.get(base + '/json').done((r) => all.push(r.a[0])).get(base + '/text').fail((m, s) => all.push(s.body)); return all;")
                .toString()).isEqualTo("[1,\"plain\"]");
    }

    @Test
    void whatIsSentIsWhatTheOptionsSay() {
        assertThat(told(
                "requester.get(base + '/echo?a=1', { data: { b: ['x y', 'å'], c: null }, headers: { 'X-Own': 'yes' } })"))
                .contains("\"uri\":\"/echo?a=1&b=x+y&b=%C3%A5\"", "\"own\":\"yes\"", "\"length\":0");
        assertThat(told("requester.post(base + '/echo', { data: { b: ['x y', 'å'] } })"))
                .contains("application/x-www-form-urlencoded", "\"body\":\"b=x+y&b=%C3%A5\"");
        assertThat(told(
                "requester.put(base + '/echo', { contentType: 'application/json', data: { a: 1 }, headers: { 'content-type': 'application/vnd.api+json' } })"))
                .contains("application/vnd.api+json", "{\\\"a\\\":1}", "PUT");
        assertThat(told("requester.patch(base + '/echo', { contentType: 'text/plain', data: 'å' })"))
                .contains("text/plain; charset=UTF-8", "\"length\":2", "PATCH");
        assertThat(told("requester.delete(base + '/echo', { data: { a: 1 } })")).contains("/echo?a=1", "DELETE");
        assertThat(
                told("requester.delete(base + '/echo', { data: { a: 1 }, deleteOptions: { sendDataAsBody: true } })"))
                .contains("\"uri\":\"/echo\"", "\"body\":\"a=1\"");
        assertThat(told("requester.post(base + '/echo', { contentType: 'text/plain', data: 'x'.repeat(200000) })"))
                .contains("\"length\":200000");
    }

    @Test
    void aFileGoesOutAndComesIn() {
        String form = "--b\r\nContent-Disposition: form-data; name=\"base\"\r\n\r\n" + base()
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"doc\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n";
        HttpResponse<String> sent = Http.send(
                Http.request(server.uri("/rest-api/asks/upload"), "Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofString(form)).build());
        assertThat(Http.json(sent).at("/result/body").asString()).contains("name=\"a\"\r\n\r\nb\"c\r\n",
                "name=\"n\"\r\n\r\n1\r\n", "name=\"n\"\r\n\r\n2\r\n",
                "name=\"doc\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n");
        HttpResponse<String> got = Http.get(server.uri("/rest-api/asks/file?base=" + base()));
        assertThat(got.headers().firstValue("Content-Type")).contains("application/pdf");
        assertThat(got.body()).isEqualTo("%PDF");
    }

    @Test
    void whatFailsSaysHow() {
        assertThat(told("requester.get(base + '/missing')")).isEqualTo(
                "{\"message\":\"404 Not Found\",\"statusCode\":404,\"statusMessage\":\"Not Found\",\"body\":\"{\\\"why\\\":\\\"none\\\"}\"}");
        assertThat(told("requester.get(base + '/text')")).contains("\"statusCode\":200", "The answer is not json",
                "\"body\":\"plain\"");
        assertThat(told("requester.get(base + '/breaks')")).contains("\"statusCode\":-1");
        assertThat(told("requester.get(base + '/hangs', { timeout: 100 })")).contains("\"statusCode\":1000");
        assertThat(told("requester.get('http://127.0.0.1:1/')")).contains("\"statusCode\":-1");
        assertThat(told("requester.get('no url')")).contains("\"statusCode\":-1", "expected: an absolute");
        HttpResponse<String> refused = ask("refused", "/run", "return told(requester.get(base + '/json'));").join();
        assertThat(refused.body()).contains("\"statusCode\":-1", "grant");
        assertThat(told("requester.get(base + '/elsewhere')")).contains("\"statusCode\":-1", "grant");
    }

    @Test
    void redirectsAreFollowedForWhatOnlyAsks() {
        assertThat(told("requester.get(base + '/moved')")).contains("\"statusCode\":200");
        assertThat(told("requester.head(base + '/moved')")).contains("\"statusCode\":200");
        assertThat(told("requester.post(base + '/moved')")).contains("\"statusCode\":302");
        assertThat(told("requester.get(base + '/circle')")).contains("more than 20 redirects");
    }

    @Test
    void whatIsBusyIsAskedAgain() {
        assertThat(told("requester.get(base + '/busy', { retry: true, retryCount: 5 })"))
                .isEqualTo("{\"result\":\"at last\",\"statusCode\":200}");
        assertThat(ASKED).hasValue(3);
        ASKED.set(0);
        assertThat(told("requester.get(base + '/busy', { retry: true })")).contains("\"statusCode\":503");
        ASKED.set(0);
        assertThat(told("requester.get(base + '/busy')")).contains("\"statusCode\":429");
        assertThat(ASKED).hasValue(1);
    }

    @Test
    void aNameAndAPasswordGoWhereTheyAreAskedFor() {
        assertThat(told("requester.get(base + '/login', { username: 'å', password: 'p:q' })"))
                .contains("\"result\":\"å:p:q\"");
        assertThat(ASKED).hasValue(2);
        ASKED.set(0);
        assertThat(told(
                "requester.get(base + '/login', { username: 'a', password: 'b', preemptiveAuthentication: true })"))
                .contains("a:b");
        assertThat(ASKED).hasValue(1);
        assertThat(told("requester.get(base + '/login')")).contains("401");
    }

    @Test
    void eachMethodCanBeAwaited() {
        assertThat(ask("asks", "/later",
                "return requester.getAsync(base + '/json').then(({ result, statusCode }) => [result.a[0], statusCode]);")
                .join().body()).isEqualTo("[1,200]");
        assertThat(ask("asks", "/later",
                "return requester.postAsync(base + '/missing').catch((e) => [e instanceof Error, e.message, e.statusCode, e.body]);")
                .join().body()).isEqualTo("[true,\"404 Not Found\",404,\"{\\\"why\\\":\\\"none\\\"}\"]");
        assertThat(ask("asks", "/later",
                "return require('annex/requester').getAsync(base + '/busy', { retry: true, retryCount: 3 }).then((a) => a.result);")
                .join().body()).isEqualTo("\"at last\"");
    }

    /**
     * Its worker stands still; the other one goes on, and the exchange is stopped
     * in time.
     */
    @Test
    void whoeverWaitsHoldsNobodyUp() {
        int before = HANGING.get();
        CompletableFuture<HttpResponse<String>> waits = ask("asks", "/run",
                "return told(requester.get(base + '/hangs'));");
        Waiting.until("the call is under way", () -> HANGING.get() > before);
        assertThat(Http.get(server.uri("/rest-api/asks/quick")).body()).isEqualTo("quick");
        // Shortly before the time of the exchange is over, so that it can still say so.
        assertThat(waits.join().body()).contains("\"statusCode\":1000");
        assertThat(server.log()).doesNotContain("cannot be interrupted");
        assertThat(Http.get(server.uri("/rest-api/asks/quick")).body()).isEqualTo("quick");
    }
}
