package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.addon.InvalidAddon;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Add-ons and modules in Java: the examples, and classes compiled for the
 * purpose.
 */
class JavaAddonIT {
    private static final Path EXAMPLES = Path.of("../examples/java").toAbsolutePath().normalize();
    private static final String CONFIGURATION = """
            java: true
            limits:
              wall: WALL ms
              inFlight: 2
              queued: 1
              output: 100 KB
              drain: 1 s
            jbackend:
              endpoints:
                - {path: /jbackend, access: free}
              modules:
                stock: {params: {initial: 3}}
                hooks: {order: 1}
            """;
    private static final String HANDLERS = """
            private static final Map<String, java.util.concurrent.CompletableFuture<Void>> LATCHES =
                    Map.of("go", new java.util.concurrent.CompletableFuture<>(), "release", new java.util.concurrent.CompletableFuture<>());
            public void endpoints(Router router) {
                router.post("/echo/:a/:b", exchange -> {
                    exchange.header("X-Seen", exchange.method() + " " + exchange.path() + " " + exchange.value("b") + " "
                            + exchange.query("q").orElse("-") + " " + exchange.queries("q").size() + " "
                            + exchange.header("X-Sent").orElse("-"));
                    exchange.status(201).send(exchange.body());
                });
                router.get("/text", exchange -> exchange.send("gr\\u00fcn"));
                router.post("/charset", exchange -> {
                    exchange.header("content-type", "text/plain; charset=" + exchange.query("as").orElseThrow());
                    exchange.send(exchange.text());
                });
                router.get("/nothing", exchange -> { });
                router.get("/throw", exchange -> { throw new IllegalStateException("secret detail"); });
                router.get("/error", exchange -> { throw new StackOverflowError("secret detail"); });
                router.get("/split", exchange -> exchange.header("X-A", "b\\r\\nX-C: d"));
                router.get("/sleep", exchange -> { Thread.sleep(60_000); });
                router.get("/spin", exchange -> {
                    for (long until = System.nanoTime() + SPIN_MILLIS * 1_000_000L; System.nanoTime() < until;) { }
                });
                router.get("/kept", exchange -> {
                    exchange.waitUntil(java.util.concurrent.CompletableFuture.runAsync(() -> {
                        LATCHES.get("go").join();
                        exchange.logger().log(System.Logger.Level.INFO, "kept");
                    }));
                    exchange.waitUntil(java.util.concurrent.CompletableFuture.failedFuture(new IllegalStateException("kept and failed")));
                    exchange.send("sent");
                });
                router.get("/go", exchange -> { LATCHES.get("go").complete(null); exchange.send("gone"); });
                router.get("/leave", exchange -> {
                    exchange.logger().log(System.Logger.Level.INFO, "begun");
                    while (!exchange.isAbandoned()) { Thread.onSpinWait(); }
                    exchange.logger().log(System.Logger.Level.INFO, "the client has gone");
                });
                router.get("/hold", exchange -> {
                    exchange.session().set("held", "yes");
                    exchange.logger().log(System.Logger.Level.INFO, "a session is held");
                    LATCHES.get("release").join();
                });
                router.get("/release", exchange -> LATCHES.get("release").complete(null));
                router.get("/begin", exchange -> exchange.session().set("begun", "yes"));
                router.get("/end", exchange -> exchange.session().invalidate());
                router.get("/renew", exchange -> {
                    exchange.session().invalidate();
                    exchange.session().set("renewed", "yes");
                });
                router.get("/peek", exchange -> exchange.send(exchange.session().get("begun").orElse("-") + exchange.session().get("held").orElse("-")
                        + exchange.session().get("renewed").orElse("-")));
                router.get("/large", exchange -> exchange.send("x".repeat(200_000)));
                router.get("/log", exchange -> exchange.logger().log(System.Logger.Level.WARNING, "of {0}", "request"));
                router.get("/sees", exchange -> {
                    StringBuilder seen = new StringBuilder();
                    for (String name : exchange.queries("class")) {
                        try {
                            Class.forName(name);
                            seen.append('y');
                        } catch (ClassNotFoundException e) {
                            seen.append('n');
                        }
                    }
                    exchange.send(seen.toString());
                });
            }
            """;
    private static final String MODULE = """
            public Set<String> modules() { return Set.of("probe", "pool"); }
            public void onBeforeCheckModule(ModuleRequest request) {
                if (request.input().exists("rescue")) request.input().set("module", "probe");
            }
            public boolean onRequest(ModuleRequest request, String module, ModuleResponse response, ModuleStatus status) {
                status.moduleStack("probe");
                switch (request.input().getString("resource").orElse("")) {
                    case "throw" -> throw new IllegalStateException("secret detail");
                    case "class" -> response.set("it", new Object());
                    case "handover" -> response.set("probe", response.get().map(Map::keySet).orElse(Set.of()).size()
                            + "/" + status.moduleStack());
                    case "filters" -> {
                        Input input = request.input();
                        response.set("status", "ok");
                        response.set("string", input.getString("v").orElse(null));
                        response.set("int", input.getInt("v").isPresent() ? input.getInt("v").getAsLong() : null);
                        response.set("uint", input.getUint("v").isPresent() ? input.getUint("v").getAsLong() : null);
                        response.set("float", input.getFloat("v").isPresent() ? input.getFloat("v").getAsDouble() : null);
                        response.set("bool", input.getBool("v").orElse(null));
                        response.set("cmd", input.getCmd("v").orElse(null));
                        response.set("word", input.getWord("v").orElse(null));
                        response.set("alnum", input.getAlnum("v").orElse(null));
                        response.set("base64", input.getBase64("v").orElse(null));
                        response.set("username", input.getUsername("v").orElse(null));
                        response.set("raw", input.getRaw("v").orElse(null));
                        response.set("array", input.getList("v"));
                    }
                    default -> { }
                }
                return true;
            }
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        Duration wall = Waiting.time(Duration.ofMillis(700));
        JavaSources.addon(folder.resolve("probe"), "1",
                HANDLERS.replace("SPIN_MILLIS", Long.toString(4 * wall.toMillis())));
        JavaSources.module(folder.resolve("modules/hooks"), MODULE);
        server = RunningServer.startIn(CONFIGURATION.replace("WALL", Long.toString(wall.toMillis())),
                EXAMPLES.resolve("stock/target/addon"), EXAMPLES.resolve("shipping/target/addon"),
                folder.resolve("probe"), folder.resolve("modules/hooks"),
                Path.of("src/test/modules/pool").toAbsolutePath());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatIsKeptGoesOnAfterTheAnswer() {
        assertThat(Http.get(server.uri("/java/probe/kept")).body()).isEqualTo("sent");
        assertThat(server.log()).doesNotContain("} kept\n");
        assertThat(Http.get(server.uri("/java/probe/go")).body()).isEqualTo("gone");
        server.awaitLog("} kept\n");
        server.awaitLog(
                "what the request waited for after its answer failed: java.lang.IllegalStateException: kept and failed");
    }

    @Test
    void anEndedSessionStaysEndedAndTheNextHasAnIdOfItsOwn() throws Exception {
        String cookie = cookie(get("/java/probe/begin"));
        var held = Http.later(Http.request(server.uri("/java/probe/hold"), "Cookie", cookie).build());
        server.awaitLog("} a session is held");
        get("/java/probe/end", "Cookie", cookie);
        get("/java/probe/release");
        assertThat(Waiting.get("the answer", held).statusCode()).isEqualTo(204);
        assertThat(get("/java/probe/peek", "Cookie", cookie).body()).isEqualTo("---");

        String another = cookie(get("/java/probe/begin"));
        String renewed = cookie(get("/java/probe/renew", "Cookie", another));
        assertThat(renewed).isNotEqualTo(another);
        assertThat(get("/java/probe/peek", "Cookie", renewed).body()).isEqualTo("--yes");
        assertThat(get("/java/probe/peek", "Cookie", another).body()).isEqualTo("---");
    }

    private static String cookie(HttpResponse<String> answer) {
        String header = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return header.substring(0, header.indexOf(';'));
    }

    @Test
    void aHandlerSeesThatItsClientHasGone() throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write(
                    "GET /java/probe/leave HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            server.awaitLog("} begun");
        }
        server.awaitLog("} the client has gone");
    }

    private static HttpResponse<String> get(String path, String... headers) {
        return Http.get(server.uri(path), headers);
    }

    @Test
    void theExampleOfAModuleAnswers() {
        assertThat(get("/jbackend/get/stock/level?sku=a").body())
                .isEqualTo("{\"status\":\"ok\",\"sku\":\"a\",\"level\":3}");
        assertThat(get("/jbackend/put/stock/book?sku=a&amount=-2").body()).contains("\"level\":1");
        assertThat(get("/jbackend/put/stock/book").body()).contains("STK_SKU");
        assertThat(get("/jbackend?module=stock").body()).contains("REQ_ANS");
        assertThat(get("/jbackend/get/stock/nothing").body()).contains("REQ_RUN");
    }

    @Test
    void theExampleOfEndpointsAnswers() {
        HttpResponse<String> quote = get("/java/shipping/quote/SE?kilos=2");
        assertThat(quote.body()).isEqualTo("{\"cents\":580}");
        assertThat(quote.headers().firstValue("Content-Type")).hasValue("application/json");
        String cookie = quote.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(get("/java/shipping/quotes", "Cookie", cookie.substring(0, cookie.indexOf(';'))).body())
                .isEqualTo("{\"asked\":1}");
        assertThat(get("/java/shipping/quote/xx").statusCode()).isEqualTo(404);
        assertThat(get("/java/shipping/nowhere").statusCode()).isEqualTo(404);
        assertThat(Http.post(server.uri("/java/shipping/quotes"), "text/plain", "").statusCode()).isEqualTo(405);
    }

    @Test
    void aHandlerSeesTheRequestAndIsAnsweredAsItSays() {
        HttpResponse<String> answer = Http
                .send(Http.request(server.uri("/java/probe/echo/1%2F2/b%20%C3%A9%2Fc?q=%26x&q="), "X-Sent", "here")
                        .POST(BodyPublishers.ofString("body")).build());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("X-Seen")).hasValue("POST /echo/1/2/b é/c b é/c &x 2 here");
        assertThat(answer.body()).isEqualTo("body");
        assertThat(get("/java/probe/text").body()).isEqualTo("grün");
        assertThat(get("/java/probe/nothing").statusCode()).isEqualTo(204);
    }

    @Test
    void textsComeAndGoInTheCharsetThatTheyName() {
        String latin = "text/plain; charset=iso-8859-1";
        HttpResponse<String> same = charset(latin, "iso-8859-1", "gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(same.headers().firstValue("Content-Type")).hasValue(latin);
        assertThat(same.body()).isEqualTo("gr\u00fcn");
        assertThat(charset("text/plain", "iso-8859-1", "\u20ac".getBytes(StandardCharsets.UTF_8)).statusCode())
                .as("it has no euro").isEqualTo(500);
        assertThat(charset("text/plain; charset=nosuch", "utf-8", new byte[]{120}).statusCode()).isEqualTo(415);
    }

    private static HttpResponse<String> charset(String type, String as, byte[] body) {
        return Http.send(Http.request(server.uri("/java/probe/charset?as=" + as), "Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body)).build());
    }

    @Test
    void aFailureEndsOneRequestAndTellsTheClientNothing() {
        for (String path : new String[]{"throw", "error", "split"}) {
            HttpResponse<String> failed = get("/java/probe/" + path);
            assertThat(failed.statusCode()).as(path).isEqualTo(500);
            assertThat(failed.body()).contains("incident").doesNotContain("secret");
        }
        assertThat(server.log()).contains("IllegalStateException: secret detail").contains("test.Probe");
    }

    @Test
    void theLogHasTheRequest() {
        get("/java/probe/log");
        server.awaitLog("of request");
    }

    @Test
    void anAddonSeesTheApiAndTheJdkAlone() {
        assertThat(get("/java/probe/sees?class=io.annex.api.Addon&class=java.sql.Connection&class=io.annex.core.Annex"
                + "&class=io.vertx.core.Vertx&class=tools.jackson.databind.JsonNode&class=io.annex.examples.stock.Stock")
                .body()).isEqualTo("yynnnn");
    }

    @Test
    void limitsEndWhatCanBeEnded() {
        HttpResponse<String> slow = get("/java/probe/sleep");
        assertThat(slow.statusCode()).isEqualTo(504);
        assertThat(slow.body()).contains("wall_clock");
        assertThat(get("/java/probe/large").body()).contains("\"output\"");
        // Two that cannot be stopped, one that waits; the next is too many.
        var all = IntStream.range(0, 5).mapToObj(i -> Http.later(server.uri("/java/probe/spin"))).toList();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(all.stream().map(each -> each.join().statusCode())).contains(503, 504).doesNotContain(200, 204);
        Waiting.until("the threads are free again", () -> get("/java/probe/text").statusCode() == 200);
    }

    /** After many that are quick, one thread would be thought enough. */
    @Test
    void handlersThatWaitHoldUpNobody(@TempDir Path own) {
        JavaSources.addon(own.resolve("probe"), "1", """
                final java.util.concurrent.CyclicBarrier together = new java.util.concurrent.CyclicBarrier(20);
                final java.util.concurrent.CountDownLatch gate = new java.util.concurrent.CountDownLatch(1);
                public void endpoints(Router router) {
                    router.get("/quick", exchange -> exchange.send("quick"));
                    router.get("/together", exchange -> { together.await(); exchange.send("together"); });
                    router.get("/gate", exchange -> { gate.await(); exchange.send("open"); });
                    router.get("/open", exchange -> { gate.countDown(); exchange.send("opened"); });
                }
                """);
        try (RunningServer waiting = RunningServer.startIn("java: true", own)) {
            URI probe = waiting.uri("/java/probe/");
            for (int i = 0; i < 1000; i++) {
                assertThat(Http.get(probe.resolve("quick")).body()).isEqualTo("quick");
            }
            assertThat(all(probe.resolve("together"), 20)).containsOnly("together");
            CompletableFuture<HttpResponse<String>> held = Http.later(probe.resolve("gate"));
            assertThat(all(probe.resolve("quick"), 200)).containsOnly("quick");
            assertThat(held).isNotDone();
            assertThat(Http.get(probe.resolve("open")).body()).isEqualTo("opened");
            assertThat(held.join().body()).isEqualTo("open");
        }
    }

    private static List<String> all(URI uri, int count) {
        List<CompletableFuture<HttpResponse<String>>> calls = Stream.generate(() -> Http.later(uri)).limit(count)
                .toList();
        return calls.stream().map(call -> call.join().body()).toList();
    }

    @Test
    void aModuleInJavaIsAModuleLikeAny() {
        assertThat(get("/jbackend?rescue=1").body()).contains("REQ_RUN");
        assertThat(get("/jbackend/get/pool/handover").body()).as("a script came before")
                .isEqualTo("{\"10\":\"ten\",\"status\":\"ok\",\"9\":\"nine\",\"probe\":\"3/[pool, probe]\"}");
        assertThat(get("/jbackend/get/probe/throw").body()).contains("REQ_ERR").doesNotContain("secret");
        assertThat(get("/jbackend/get/probe/class").body()).contains("REQ_ERR");
        assertThat(get("/jbackend/get/probe/filters?v=%3Cb%3E-12.5e1%3C/b%3E%20a_b.c-%25%26'z%20/x+1==").body())
                .isEqualTo("{\"status\":\"ok\",\"string\":\"-12.5e1 a_b.c-%&'z /x 1==\",\"int\":-12,\"uint\":12,"
                        + "\"float\":-125.0,\"bool\":true,\"cmd\":\"b-12.5e1ba_b.c-zx1\",\"word\":\"beba_bczx\",\"alnum\":\"b125e1babczx1\","
                        + "\"base64\":\"b125e1/babcz/x1==\",\"username\":\"b-12.5e1/b a_b.c-z /x 1==\","
                        + "\"raw\":\"<b>-12.5e1</b> a_b.c-%&'z /x 1==\",\"array\":[\"<b>-12.5e1</b> a_b.c-%&'z /x 1==\"]}");
    }

    @Test
    void filtersGiveWhatTheyName() {
        FilteredTexts.holdFor(text -> Http.json(get("/jbackend/get/probe/filters?v=" + text).body()));
    }

    @Test
    void aVersionThatDoesNotLoadLeavesTheOldOneServing(@TempDir Path own) throws IOException {
        Path addon = own.resolve("swapped");
        String answers = "public void endpoints(Router router) { router.get(\"/\", exchange -> exchange.send(\"%s\")); }";
        JavaSources.addon(addon, "1", answers.formatted("one"));
        try (RunningServer swapping = RunningServer.startIn("java: true", addon)) {
            assertThat(Http.get(swapping.uri("/java/swapped")).body()).isEqualTo("one");
            JavaSources.addon(addon, "2", answers.formatted("two"));
            Waiting.until("version 2 serves", () -> Http.get(swapping.uri("/java/swapped")).body().equals("two"));
            JavaSources.addon(addon, "3",
                    "public void start(AddonContext context) { throw new IllegalStateException(\"no licence\"); }");
            swapping.awaitLog("no licence");
            assertThat(Http.get(swapping.uri("/java/swapped")).body()).isEqualTo("two");
            Files.write(addon.resolve("probe.jar"), new byte[]{1, 2, 3});
            swapping.awaitLog("probe.jar: no add-on in it");
        }
    }

    @Test
    void whatHasBegunIsNotBegunAgainByTheNextVersion(@TempDir Path own) throws Exception {
        List<Object> orders = new CopyOnWriteArrayList<>();
        System.getProperties().put("annex.test.orders", orders);
        String handlers = """
                @SuppressWarnings("unchecked")
                public void endpoints(Router router) {
                    router.get("/", exchange -> exchange.send("%1$s"));
                    router.post("/order", exchange -> {
                        ((List<Object>) System.getProperties().get("annex.test.orders")).add("%1$s");
                        Thread.sleep(3_600_000);
                    });
                }
                """;
        Path addon = own.resolve("swapped");
        JavaSources.addon(addon, "1", handlers.formatted("one"));
        try (RunningServer swapping = RunningServer.startIn("java: true\nlimits: {drain: 300 ms, wall: 1 h}", addon)) {
            URI uri = swapping.uri("/java/swapped/order");
            var order = Http.later(Http.request(uri).POST(HttpRequest.BodyPublishers.noBody()).build());
            Waiting.until("it has begun", () -> orders.size() == 1);
            JavaSources.addon(addon, "2", handlers.formatted("two"));
            Waiting.until("version 2 serves", () -> Http.get(swapping.uri("/java/swapped")).body().equals("two"));
            assertThat(Waiting.get("the answer", order).body()).contains("\"reason\":\"draining\"");
            assertThat(orders).containsExactly("one");
        } finally {
            System.getProperties().remove("annex.test.orders");
        }
    }

    @Test
    void anOldVersionsClassesAreCollected(@TempDir Path own) throws InvalidAddon, InterruptedException {
        Path addon = own.resolve("leaky");
        JavaSources.addon(addon, "1", """
                private static final ThreadLocal<Probe> OF_THE_THREAD = new ThreadLocal<>();
                private static final byte[] LARGE = new byte[1 << 20];
                private final Timer timer = new Timer(true);
                @SuppressWarnings("unchecked")
                public void start(AddonContext context) {
                    OF_THE_THREAD.set(this);
                    ((List<Object>) System.getProperties().get("annex.test.classes"))
                            .add(new java.lang.ref.WeakReference<Class<?>>(getClass()));
                }
                public void endpoints(Router router) {
                    router.get("/", exchange -> {
                        OF_THE_THREAD.set(this);
                        exchange.session().set("seen", "yes");
                        exchange.logger().log(System.Logger.Level.DEBUG, "seen by {0}", this);
                        exchange.send("ok");
                    });
                }
                public void stop() { timer.cancel(); }
                """);
        List<WeakReference<Class<?>>> classes = Collections.synchronizedList(new ArrayList<>());
        System.getProperties().put("annex.test.classes", classes);
        try (RunningServer reloading = RunningServer.startIn("java: true\nwatch: false", addon)) {
            for (int i = 1; i < 100; i++) {
                assertThat(Http.get(reloading.uri("/java/leaky")).body()).isEqualTo("ok");
                reloading.server().annex().deployments().deploy(addon);
            }
            assertThat(classes).hasSize(100);
            Waiting.until("all classes but those of the version that serves are gone", () -> {
                System.gc();
                return classes.stream().filter(each -> each.get() != null).count() <= 1;
            });
            assertThat(Http.get(reloading.uri("/java/leaky")).body()).isEqualTo("ok");
        } finally {
            System.getProperties().remove("annex.test.classes");
        }
    }

    @Test
    void javaIsNotLetInUnlessTheOperatorSaysSo() {
        try (RunningServer strict = RunningServer.startIn("jbackend: {endpoints: [{path: /jbackend, access: free}]}",
                folder.resolve("probe"), folder.resolve("modules/hooks"))) {
            assertThat(strict.server().addons()).isEmpty();
            assertThat(strict.log()).contains("probe.jar: add-ons in Java run in the server's own process")
                    .contains("expected: java: true in annex.yaml");
        }
    }
}
