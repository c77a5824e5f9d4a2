package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More add-ons than cells: what is wanted waits for its turn. */
class CellBoundsIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void noCellIsLeftOfAnEarlierServer() {
        Waiting.until("no cell is left", () -> ProcessHandle.current().children().findAny().isEmpty());
    }

    private Path addon(String name) throws IOException {
        Path addon = Files.createDirectory(folder.resolve(name));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"}".formatted(name));
        Files.writeString(addon.resolve("index.js"),
                """
                        const router = require('router');
                        let calls = 0;
                        let release;
                        router.get('/calls', (req, res) => res.json({ name: '%s', calls: ++calls }));
                        router.get('/hold', (req, res) => new Promise((resolve) => { release = resolve; }).then(() => res.send('held')));
                        router.get('/release', (req, res) => { release(); res.send('released'); });
                        """
                        .formatted(name));
        return addon;
    }

    private RunningServer start(String yaml, String... names) throws IOException {
        List<Path> addons = new ArrayList<>();
        for (String name : names) {
            addons.add(addon(name));
        }
        return RunningServer.startIn(yaml, addons.toArray(Path[]::new));
    }

    private static URI uri(RunningServer server, String addon, String route) {
        return server.uri("/rest-api/" + addon + "/" + route);
    }

    private static int calls(RunningServer server, String addon) {
        HttpResponse<String> answer = Http.get(uri(server, addon, "calls"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer).path("calls").asInt();
    }

    private static long metric(RunningServer server, String name) {
        return Http.get(server.uri("/-/metrics")).body().lines().filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length()))).findFirst().orElseThrow();
    }

    @Test
    void coldAddonsThatAreAskedAtOnceAreAllAnswered() throws Exception {
        askAtOnce(12, 3);
    }

    /** The author of the second can do nothing about it, so the host does. */
    @Test
    void anAddonThatFoundNoRoomIsDeployedWhenThereIsSome() throws IOException {
        Path addons = Files.createDirectory(folder.resolve("addons"));
        Path slow = addon("slow");
        Files.move(slow, addons.resolve("slow"));
        try (RunningServer server = RunningServer.startIn("{cells: {max: 1, wait: 8 s}, limits: {wall: 120 s}}",
                addons)) {
            Waiting.until("the first serves", () -> Http.get(uri(server, "slow", "calls")).statusCode() == 200);
            CompletableFuture<HttpResponse<String>> held = Http.later(uri(server, "slow", "hold"));
            awaitInFlight(server);
            Files.move(addon("second"), addons.resolve("second"));
            server.awaitLog("second was not deployed: no cell was ready for it within 8.00 s");
            HttpResponse<String> early = Http.get(uri(server, "second", "calls"));
            assertThat(early.statusCode()).as(early.body()).isEqualTo(503);
            assertThat(early.headers().firstValue("Retry-After")).isPresent();
            assertThat(Http.get(uri(server, "slow", "release")).statusCode()).isEqualTo(200);
            assertThat(held.join().body()).isEqualTo("held");
            Waiting.until("the second serves", () -> Http.get(uri(server, "second", "calls")).statusCode() == 200);
        }
    }

    /** Nobody would tell it again, and a request that came later is refused. */
    @Test
    void anEventWaitsForACellForLongerThanARequest() throws IOException {
        Path hearing = addon("hearing");
        Files.writeString(hearing.resolve("index.js"),
                "require('events').on('news', (o) => console.log(`heard ${o.id}`));", StandardOpenOption.APPEND);
        try (RunningServer server = RunningServer.startIn("{cells: {max: 1, wait: 2 s}, limits: {wall: 120 s}}",
                hearing, addon("slow"))) {
            Waiting.until("both serve", () -> Stream.of("hearing", "slow")
                    .allMatch(name -> Http.get(uri(server, name, "calls")).statusCode() == 200));
            CompletableFuture<HttpResponse<String>> held = Http.later(uri(server, "slow", "hold"));
            awaitInFlight(server);
            assertThat(server.server().messages().emit("news", "{\"id\": 7}")).isEqualTo(1);
            assertThat(Http.get(uri(server, "hearing", "calls")).statusCode()).isEqualTo(503);
            assertThat(server.log()).doesNotContain("heard 7");
            assertThat(Http.get(uri(server, "slow", "release")).statusCode()).isEqualTo(200);
            assertThat(held.join().body()).isEqualTo("held");
            server.awaitLog("heard 7");
            assertThat(server.log()).doesNotContain("event news was stopped");
        }
    }

    /**
     * Most of them are cold: the server has just loaded all, one after the other.
     */
    @Test
    @Tag("long")
    @TakesUpTo(minutes = 12)
    void aHundredThatAreAskedAtOnceAreAllAnswered() throws Exception {
        askAtOnce(100, 20);
    }

    private void askAtOnce(int addons, int cells) throws Exception {
        String[] names = new String[addons];
        for (int i = 0; i < names.length; i++) {
            names[i] = "cold" + i;
        }
        Duration most = Duration.ofMinutes(5);
        try (RunningServer server = start("{cells: {max: " + cells + ", wait: 1 h}}", names)) {
            Map<String, CompletableFuture<HttpResponse<String>>> calls = new TreeMap<>();
            for (String name : names) {
                calls.put(name, Http
                        .later(HttpRequest.newBuilder(uri(server, name, "calls")).timeout(Waiting.time(most)).build()));
            }
            Waiting.until(most, "all are answered", () -> {
                assertThat(metric(server, "annex_cells")).isLessThanOrEqualTo(cells);
                // One may end, and another begin, while the list is made.
                assertThat(ProcessHandle.current().children().count()).isLessThanOrEqualTo(cells + 2L);
                return calls.values().stream().allMatch(CompletableFuture::isDone);
            });
            for (String name : names) {
                HttpResponse<String> answer = Waiting.get("an answer", calls.get(name));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).contains("\"" + name + "\"");
            }
            assertThat(metric(server, "annex_cells_max")).isEqualTo(cells);
            assertThat(metric(server, "annex_cells_put_away_total")).isPositive();
            assertThat(metric(server, "annex_cells_waiting")).isZero();
        }
    }

    @Test
    void theLeastRecentlyUsedMakesRoom() throws IOException {
        try (RunningServer server = start("cells: {max: 2}", "a", "b", "c")) {
            assertThat(calls(server, "a")).isOne();
            assertThat(calls(server, "b")).isOne();
            assertThat(calls(server, "a")).isEqualTo(2);
            assertThat(calls(server, "c")).isOne();
            assertThat(calls(server, "a")).as("it was used after the other").isEqualTo(3);
            assertThat(calls(server, "b")).as("it made room").isOne();
        }
    }

    @Test
    void theirMemoryIsBoundedTogether() throws IOException {
        String[] names = {"a", "b", "c", "d", "e"};
        try (RunningServer server = start("cells: {memory: 250 MB}", names)) {
            for (String name : names) {
                assertThat(calls(server, name)).isPositive();
                Waiting.until("they have no more than they may",
                        () -> metric(server, "annex_cells_resident_bytes") <= 250L << 20);
            }
            assertThat(metric(server, "annex_cells")).isLessThan(5);
            assertThat(metric(server, "annex_cells_memory_bytes")).isEqualTo(250L << 20);
        }
    }

    /** What is busy is not put away; the wall time begins with the cell. */
    @Test
    void theWaitForACellIsNotTheHandlersTime() throws Exception {
        String yaml = "{cells: {max: 1}, limits: {wall: 120 s}, addons: {quick: {limits: {wall: 5 s}}}}";
        try (RunningServer server = start(yaml, "quick", "slow")) {
            CompletableFuture<HttpResponse<String>> held = Http.later(uri(server, "slow", "hold"));
            awaitInFlight(server);
            CompletableFuture<HttpResponse<String>> waits = Http.later(uri(server, "quick", "calls"));
            Waiting.until("it waits", () -> metric(server, "annex_cells_waiting") == 1);
            long since = System.nanoTime();
            Waiting.until("its wall time would be over", () -> System.nanoTime() - since > 6_000_000_000L);
            assertThat(waits).isNotDone();
            assertThat(Http.get(uri(server, "slow", "release")).body()).isEqualTo("released");
            assertThat(Waiting.get("the one that was held", held).body()).isEqualTo("held");
            HttpResponse<String> answer = Waiting.get("the one that waited", waits);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void whatWaitsTooLongIsRefused() throws Exception {
        try (RunningServer server = start("{cells: {max: 1, wait: 10 s}, limits: {wall: 120 s}}", "quick", "slow")) {
            CompletableFuture<HttpResponse<String>> held = Http.later(uri(server, "slow", "hold"));
            awaitInFlight(server);
            HttpResponse<String> refused = Http.get(uri(server, "quick", "calls"));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(Http.json(refused).path("reason").asString()).isEqualTo("starting");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            server.awaitLog("cells.max");
            assertThat(Http.get(uri(server, "slow", "release")).body()).isEqualTo("released");
            assertThat(Waiting.get("the one that was held", held).body()).isEqualTo("held");
            Waiting.until("there is room again", () -> Http.get(uri(server, "quick", "calls")).statusCode() == 200);
        }
    }

    private static void awaitInFlight(RunningServer server) {
        Waiting.until("it is in flight", () -> Http.get(server.uri("/-/metrics")).body()
                .contains("annex_exchanges_in_flight{addon=\"slow\"} 1"));
    }
}
