package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of the host as an add-on in Java calls them. */
class JavaCacheIT {
    private static final String ADDON = """
            private Cache cache;
            private String refused;
            private final java.util.concurrent.atomic.AtomicInteger made = new java.util.concurrent.atomic.AtomicInteger();
            public void start(AddonContext context) {
                cache = context.service(Cache.class);
                try {
                    context.service(Runnable.class);
                } catch (IllegalArgumentException e) {
                    refused = e.getMessage();
                }
            }
            private static final java.time.Duration TIME = java.time.Duration.ofMinutes(1);
            public void endpoints(Router router) {
                router.get("/refused", exchange -> exchange.send(refused));
                router.get("/sync/:key", exchange -> exchange.send(cache.get(exchange.value("key"), TIME, () -> {
                    Thread.sleep(100);
                    return "made " + made.incrementAndGet();
                })));
                router.get("/later/:key", exchange -> exchange.send(cache.getLater(exchange.value("key"), TIME,
                        () -> java.util.concurrent.CompletableFuture.supplyAsync(() -> "made " + made.incrementAndGet(),
                                java.util.concurrent.CompletableFuture.delayedExecutor(100, java.util.concurrent.TimeUnit.MILLISECONDS)))
                        .toCompletableFuture().get()));
                router.get("/throws/:key", exchange -> cache.get(exchange.value("key"), TIME, () -> {
                    throw new java.io.IOException("own failure");
                }));
                router.get("/within", exchange -> cache.get("a", TIME, () -> cache.get("b", TIME, () -> cache.get("a", TIME, () -> "1"))));
                router.get("/cross/:own/:other", exchange -> exchange.send(cache.get(exchange.value("own"), TIME, () -> {
                    Thread.sleep(100);
                    return cache.get(exchange.value("other"), TIME, () -> "alone");
                })));
                router.get("/sleeps/:key", exchange -> cache.get(exchange.value("key"), TIME, () -> {
                    Thread.sleep(60_000);
                    return "";
                }));
                router.get("/named/:name/:key", exchange -> exchange.send(cache.named(exchange.value("name"))
                        .get(exchange.value("key"), TIME, () -> exchange.value("name"))));
                router.get("/purge/:key", exchange -> cache.purge(exchange.value("key")));
                router.get("/large", exchange -> exchange.send(cache.get("large", TIME, () -> "x".repeat(100_001)).length()
                        + " " + made.incrementAndGet()));
                router.get("/longKey", exchange -> {
                    try {
                        cache.get("k".repeat(2001), TIME, () -> "");
                    } catch (ServiceException e) {
                        exchange.send(e.getMessage());
                    }
                });
            }
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        JavaSources.addon(folder.resolve("probe"), "1", ADDON);
        server = RunningServer.startIn(
                "java: true\nlimits: {wall: " + Waiting.time(Duration.ofMillis(700)).toMillis() + " ms}", folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get(String path) {
        return Http.get(server.uri("/java/probe/" + path)).body();
    }

    private static List<String> together(List<String> paths) {
        List<CompletableFuture<HttpResponse<String>>> asked = paths.stream()
                .map(path -> Http.later(server.uri("/java/probe/" + path))).toList();
        return asked.stream().map(each -> each.join().body()).toList();
    }

    @Test
    void aProducerRunsOnce() {
        for (String how : List.of("sync", "later")) {
            List<String> made = together(IntStream.range(0, 10).mapToObj(i -> how + "/once-" + how).toList());
            assertThat(made).allSatisfy(each -> assertThat(each).startsWith("made ").isEqualTo(made.getFirst()));
            assertThat(get("sync/once-" + how)).isEqualTo(made.getFirst());
            get("purge/once-" + how);
            assertThat(get(how + "/once-" + how)).startsWith("made ").isNotEqualTo(made.getFirst());
        }
    }

    @Test
    void aFailureIsThatOfWhoProduced() {
        assertThat(get("throws/k")).contains("incident");
        server.awaitLog("java.io.IOException: own failure");
        assertThat(get("sync/k")).startsWith("made ");
    }

    @Test
    void producersThatAskForEachOtherEnd() {
        assertThat(together(List.of("cross/x/y", "cross/y/x"))).allSatisfy(each -> assertThat(each).isEqualTo("alone"));
        assertThat(get("within")).contains("incident");
        server.awaitLog("the producer of 'a' asks for it itself");
    }

    @Test
    void theKeyOfAProducerWhoseTimeIsOverIsFree() {
        assertThat(get("sleeps/stopped")).contains("wall_clock");
        assertThat(get("sync/stopped")).startsWith("made ");
    }

    @Test
    void partsHaveTheirOwnKeys() {
        assertThat(get("named/p/k")).isEqualTo("p");
        assertThat(get("named/q/k")).isEqualTo("q");
        assertThat(get("named/p/k")).isEqualTo("p");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(get("refused"))
                .startsWith("service: java.lang.Runnable (expected: one of [io.annex.api.Addons, io.annex.api.Cache, ");
        assertThat(get("longKey")).isEqualTo("cache: key: a text of 2001 characters (expected: 1 to 2000)");
        assertThat(get("large")).startsWith("100001 ").isNotEqualTo(get("large"));
    }
}
