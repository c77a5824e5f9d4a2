package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Isolation;
import io.annex.testing.Pace;
import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Add-ons change while the server runs. */
class ReloadIT {
    /**
     * Between the requests of one of many clients: the load is steady, and leaves
     * the reloads some of the machine.
     */
    private static final Duration PACE = Duration.ofMillis(50);

    @TempDir
    Path addons;

    @Test
    void aChangeIsLiveAndNoRequestOfFiftyClientsFails() throws Exception {
        Path addon = write("app", 0);
        try (RunningServer server = RunningServer.startIn("", addons)) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    while (!done.get()) {
                        try {
                            HttpResponse<String> answer = Http.get(server.uri("/rest-api/app/"));
                            if (answer.statusCode() == 200) {
                                answered.incrementAndGet();
                            } else {
                                failures.add(answer.statusCode() + " " + answer.body());
                            }
                        } catch (RuntimeException e) {
                            failures.add(e.toString());
                        }
                        Pace.pause(PACE);
                    }
                }));
            }
            for (int version = 1; version <= 20; version++) {
                write("app", version);
                String expected = "{\"version\":" + version + "}";
                await(() -> Http.get(server.uri("/rest-api/app/")).body().equals(expected));
            }
            done.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(answered.get()).isGreaterThan(100);
            assertThat(addon).exists();
        }
    }

    @Test
    void aVersionThatDoesNotLoadLeavesTheOldOneServingAndShowsTheLine() throws Exception {
        write("app", 1);
        try (RunningServer server = RunningServer.startIn("", addons)) {
            Files.writeString(addons.resolve("app/index.js"),
                    "const router = require('router');\nrouter.get('/', (req res) => {});\n");
            server.awaitLog("index.js:2:");
            assertThat(server.log()).contains("router.get('/', (req res) => {});");
            assertThat(Http.get(server.uri("/rest-api/app/")).body()).isEqualTo("{\"version\":1}");
            write("app", 2);
            await(() -> Http.get(server.uri("/rest-api/app/")).body().equals("{\"version\":2}"));
        }
    }

    @Test
    void aZipIsReplacedAddedAndRemoved() throws Exception {
        write("app", 1);
        zip("other", 1);
        try (RunningServer server = RunningServer.startIn("", addons)) {
            assertThat(Http.get(server.uri("/rest-api/other/")).body()).isEqualTo("{\"version\":1}");
            zip("other", 2);
            await(() -> Http.get(server.uri("/rest-api/other/")).body().equals("{\"version\":2}"));
            Files.write(addons.resolve("other.zip"), new byte[]{'P', 'K', 3, 4, 0});
            server.awaitLog("other.zip");
            assertThat(Http.get(server.uri("/rest-api/other/")).body()).isEqualTo("{\"version\":2}");
            zip("third", 7);
            await(() -> Http.get(server.uri("/rest-api/third/")).body().equals("{\"version\":7}"));
            Files.delete(addons.resolve("third.zip"));
            await(() -> Http.get(server.uri("/rest-api/third/")).statusCode() == 404);
        }
    }

    @Test
    void anAddonWhoseNameWasTakenIsDeployedWhenTheNameBecomesFree() throws Exception {
        Path first = write("app", 1);
        Path second = Files.createDirectories(addons.resolve("copy"));
        Files.writeString(second.resolve("manifest.json"), manifest("app", 2));
        Files.writeString(second.resolve("index.js"), script(2));
        try (RunningServer server = RunningServer.startIn("", addons)) {
            assertThat(server.log()).contains("the name 'app' is taken: " + first + " and " + second + " both have it");
            assertThat(Http.get(server.uri("/rest-api/app/")).body()).isEqualTo("{\"version\":1}");
            ServerProcess.delete(first);
            await(() -> Http.get(server.uri("/rest-api/app/")).body().equals("{\"version\":2}"));
            // The first comes back, and is the one that waits now.
            write("app", 3);
            Waiting.until("it is refused",
                    () -> server.log().contains("the name 'app' is taken: " + second + " and " + first));
            Files.writeString(second.resolve("manifest.json"), manifest("other", 2));
            await(() -> Http.get(server.uri("/rest-api/app/")).body().equals("{\"version\":3}"));
            await(() -> Http.get(server.uri("/rest-api/other/")).body().equals("{\"version\":2}"));
        }
    }

    @Test
    void whatTheOldVersionHasBegunItAnswers() throws Exception {
        write("app", 1);
        try (RunningServer server = RunningServer.startIn("", addons)) {
            var slow = Http.later(server.uri("/rest-api/app/slow"));
            await(() -> Http.get(server.uri("/-/metrics")).body()
                    .contains("annex_exchanges_in_flight{addon=\"app\"} 1"));
            write("app", 2);
            await(() -> Http.get(server.uri("/rest-api/app/")).body().equals("{\"version\":2}"));
            assertThat(slow.join().body()).isEqualTo("{\"slow\":1}");
        }
    }

    @Test
    void whatHasBegunIsNotBegunAgainByTheNextVersion() throws Exception {
        write("app", 1);
        order(1);
        try (RunningServer server = RunningServer.startIn("limits: {drain: 300 ms, wall: 1 h}", addons)) {
            var order = Http.later(
                    Http.request(server.uri("/rest-api/app/order")).POST(HttpRequest.BodyPublishers.noBody()).build());
            server.awaitLog("ordered from 1");
            order(2);
            await(() -> Http.get(server.uri("/rest-api/app/")).body().equals("{\"version\":2}"));
            HttpResponse<String> answer = Waiting.get("the answer", order);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(Http.json(answer).path("reason").asString()).isIn("draining", "terminated");
            assertThat(server.log()).doesNotContain("ordered from 2");
        }
    }

    @Test
    void whatAModuleHasBegunIsNotBegunAgainByItsNextVersion() throws Exception {
        module(1);
        try (RunningServer server = RunningServer.startIn("""
                limits: {drain: 300 ms, wall: 1 h}
                jbackend:
                  endpoints:
                    - {path: /jbackend, access: free}
                """, addons)) {
            URI uri = server.uri("/jbackend");
            var order = Http.later(Http.request(uri, "Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("action=post&module=shop&resource=order")).build());
            server.awaitLog("ordered from 1");
            module(2);
            await(() -> Http.get(server.uri("/jbackend/get/shop/version")).body()
                    .equals("{\"status\":\"ok\",\"version\":2}"));
            HttpResponse<String> answer = Waiting.get("the answer", order);
            assertThat(Http.json(answer).path("error_code").asString()).as(answer.body()).isEqualTo("REQ_ERR");
            assertThat(server.log()).doesNotContain("ordered from 2");
        }
    }

    /** A module whose orders never end. */
    private void module(int version) throws IOException {
        Path module = Files.createDirectories(addons.resolve("shop"));
        Files.writeString(module.resolve("shop.xml"), """
                <extension version="3.0" type="plugin" group="jbackend">
                  <name>plg_jbackend_shop</name>
                  <version>1.0.0</version>
                  <files><filename plugin="shop">shop.js</filename></files>
                </extension>
                """);
        Files.writeString(module.resolve("shop.js"), """
                exports.onRequestShop = function (module, response) {
                  if (this.input.getString('resource') === 'version') {
                    response.set({ status: 'ok', version: %1$d });
                    return true;
                  }
                  console.log('ordered from %1$d');
                  return new Promise(() => {});
                };
                """.formatted(version));
    }

    /** An add-on whose orders never end. */
    private void order(int version) throws IOException {
        Files.writeString(addons.resolve("app/index.js"), """
                const router = require('router');
                router.get('/', (req, res) => res.json({ version: %1$d }));
                router.post('/order', () => {
                  console.log('ordered from %1$d');
                  return new Promise(() => {});
                });
                """.formatted(version));
    }

    /**
     * A version in a cell leaves a process behind or nothing there; one in this
     * process may leave many things.
     */
    @Test
    @TakesUpTo(minutes = 3)
    void afterManyReloadsNothingIsLeftBehind() throws Exception {
        nothingIsLeftBehindBy(RunningServer.ISOLATION == Isolation.THREAD ? 200 : 15);
    }

    /** What leaks a little shows after many. */
    @Test
    @Tag("long")
    @TakesUpTo(minutes = 5)
    void afterVeryManyReloadsNothingIsLeftBehind() throws Exception {
        nothingIsLeftBehindBy(RunningServer.ISOLATION == Isolation.THREAD ? 1000 : 100);
    }

    private void nothingIsLeftBehindBy(int reloads) throws Exception {
        write("app", 0);
        try (RunningServer server = RunningServer.startIn("", addons)) {
            for (int version = 1; version <= 20; version++) {
                reload(server, version);
            }
            Left before = Left.settled(server);
            for (int version = 21; version <= 20 + reloads; version++) {
                reload(server, version);
            }
            Waiting.until(() -> "nothing is left: before " + before + ", now " + Left.of(server),
                    () -> Left.of(server).isNoMoreThan(before));
        }
    }

    /**
     * What versions that are gone could leave behind: in this process, which is the
     * front, and in cells.
     */
    private record Left(long cells, long frontThreads, long cellThreads, long frontDescriptors, long cellDescriptors,
            long files, long frontMegabytes, long cellMegabytes) {
        /** Threads of pools come and go, and so do connections of this test. */
        private static final int FEW = 8;
        /** 200 isolates that were left behind would be 700 MB. */
        private static final int SOME_MEGABYTES = 150;

        /** The active version's cell, and one in advance. */
        private static final int CELLS = RunningServer.ISOLATION == Isolation.PROCESS ? 2 : 0;

        static Left settled(RunningServer server) {
            Waiting.until("as many cells are there as serve, the one in advance as far as the other", () -> {
                LongSummaryStatistics threads = processes().mapToLong(cell -> entries(cell.resolve("task")))
                        .summaryStatistics();
                return threads.getCount() == CELLS && (CELLS == 0 || threads.getMax() <= 2 * threads.getMin());
            });
            return of(server);
        }

        private static Stream<Path> processes() {
            return ProcessHandle.current().children().map(each -> Path.of("/proc", "" + each.pid()));
        }

        static Left of(RunningServer server) {
            System.gc();
            List<Path> cells = processes().toList();
            Path front = Path.of("/proc/self");
            try (Stream<Path> files = Files.walk(server.data())) {
                return new Left(cells.size(), entries(front.resolve("task")), sum(cells, "task"),
                        entries(front.resolve("fd")), sum(cells, "fd"), files.filter(Files::isRegularFile).count(),
                        megabytes(front), cells.stream().mapToLong(Left::megabytes).sum());
            } catch (IOException | UncheckedIOException e) {
                // Something ended while it was counted.
                return new Left(Long.MAX_VALUE, 0, 0, 0, 0, 0, 0, 0);
            }
        }

        boolean isNoMoreThan(Left before) {
            return cells <= before.cells && frontThreads <= before.frontThreads + FEW
                    && cellThreads <= before.cellThreads + FEW && frontDescriptors <= before.frontDescriptors + FEW
                    && cellDescriptors <= before.cellDescriptors + FEW && files <= before.files
                    && frontMegabytes <= before.frontMegabytes + SOME_MEGABYTES
                    && cellMegabytes <= before.cellMegabytes + SOME_MEGABYTES;
        }

        private static long sum(List<Path> cells, String folder) {
            return cells.stream().mapToLong(cell -> entries(cell.resolve(folder))).sum();
        }

        /**
         * None where the system has no such folder, or it is not this user's to see.
         */
        private static long entries(Path folder) {
            String[] names = folder.toFile().list();
            return names == null ? 0 : names.length;
        }

        private static long megabytes(Path process) {
            Path status = process.resolve("status");
            if (!Files.exists(status)) {
                return 0;
            }
            try (Stream<String> lines = Files.lines(status)) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void reload(RunningServer server, int version) throws IOException {
        write("app", version);
        String expected = "{\"version\":" + version + "}";
        await(() -> Http.get(server.uri("/rest-api/app/")).body().equals(expected));
    }

    private Path write(String name, int version) throws IOException {
        Path addon = Files.createDirectories(addons.resolve(name));
        if (!Files.exists(addon.resolve("manifest.json"))) {
            Files.writeString(addon.resolve("manifest.json"), manifest(name, version));
        }
        Files.writeString(addon.resolve("index.js"), script(version));
        return addon;
    }

    private void zip(String name, int version) throws IOException {
        Path part = addons.resolve("." + name + ".part");
        try (OutputStream out = Files.newOutputStream(part); ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(manifest(name, version).getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("index.js"));
            zip.write(script(version).getBytes(StandardCharsets.UTF_8));
        }
        Files.move(part, addons.resolve(name + ".zip"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String manifest(String name, int version) {
        return "{\"id\": \"" + name + "\", \"version\": \"1.0." + version + "\", \"type\": \"RESTApp\"}";
    }

    private static String script(int version) {
        return """
                const router = require('router');
                setInterval(() => {}, 1000);
                router.get('/', (req, res) => res.json({ version: %d }));
                router.get('/slow', async (req, res) => {
                  await new Promise((resolve) => setTimeout(resolve, 2000));
                  res.json({ slow: %d });
                });
                """.formatted(version, version);
    }

    private static void await(BooleanSupplier condition) {
        Waiting.until("the new version answers", condition);
    }
}
