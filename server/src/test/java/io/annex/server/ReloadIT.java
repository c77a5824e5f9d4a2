package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Isolation;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Add-ons change while the server runs. */
class ReloadIT {
    /**
     * Between the requests of one of many clients: the load is steady, and leaves
     * the reloads some of the machine.
     */
    private static final long PACE_NANOS = 50_000_000;

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
                        LockSupport.parkNanos(PACE_NANOS);
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
    void afterManyReloadsNothingIsLeftBehind() throws Exception {
        // A version in a cell leaves a process behind or nothing; one in this process
        // may leave many things.
        int last = RunningServer.ISOLATION == Isolation.THREAD ? 220 : 35;
        write("app", 0);
        try (RunningServer server = RunningServer.startIn("", addons)) {
            for (int version = 1; version <= 20; version++) {
                reload(server, version);
            }
            Left before = Left.of(server);
            for (int version = 21; version <= last; version++) {
                reload(server, version);
            }
            await(() -> Left.of(server).threads() <= before.threads() && Left.of(server).files() <= before.files()
                    && Left.of(server).processes() <= before.processes());
            // 200 isolates that were left behind would be 700 MB.
            assertThat(Left.of(server).residentMegabytes()).isLessThan(before.residentMegabytes() + 150);
        }
    }

    /** What a version that is gone could leave behind. */
    private record Left(long threads, long files, long processes, long residentMegabytes) {
        static Left of(RunningServer server) {
            try (Stream<Path> files = Files.walk(server.data())) {
                long threads = Thread.getAllStackTraces().keySet().stream()
                        .filter(t -> t.getName().startsWith("annex-worker")).count();
                return new Left(threads, files.filter(Files::isRegularFile).count(),
                        ProcessHandle.current().children().count(), resident());
            } catch (IOException | java.io.UncheckedIOException e) {
                return new Left(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
            }
        }

        private static long resident() throws IOException {
            System.gc();
            Path status = Path.of("/proc/self/status");
            if (!Files.exists(status)) {
                return 0;
            }
            return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
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
