package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.annex.server.RunningCommand.Ended;
import io.annex.server.config.Setting;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells die, in every way; the server and the other add-ons go on. */
class CellIT {
    private static final Path ADDONS = Path.of("src/test/addons").toAbsolutePath();

    @BeforeEach
    void noCellIsLeftOfAnEarlierServer() {
        Waiting.until("no cell is left", () -> cells().isEmpty());
    }

    @Test
    void whatEndsItsProcessIsAnsweredAndTheNextRequestSucceeds() {
        try (RunningServer server = start("", "fragile", "neighbour")) {
            long fastest = Long.MAX_VALUE;
            for (int time = 0; time < 3; time++) {
                HttpResponse<String> answer = Http.get(fragile(server, "abort"));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(Http.json(answer).path("reason").asString()).isEqualTo("terminated");
                assertThat(Http.json(answer).path("incident").asString()).isNotBlank();
                long asked = System.nanoTime();
                assertThat(Http.get(fragile(server, "fine")).body()).isEqualTo("{\"calls\":1}");
                fastest = Math.min(fastest, System.nanoTime() - asked);
                assertThat(Http.get(server.uri("/rest-api/neighbour/")).body()).isEqualTo("{\"well\":true}");
            }
            // Others use the machine too.
            assertThat(Waiting.quiet(fastest)).isLessThan(Duration.ofSeconds(1));
            server.awaitLog("its process ended: ");
        }
    }

    @Test
    void killedWhileItWorksItsExchangesAreAnsweredAtOnce() {
        try (RunningServer server = start("", "fragile", "neighbour")) {
            Set<ProcessHandle> others = cells();
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(Http.later(fragile(server, "never")));
            }
            awaitInFlight(server, 10);
            long killed = System.nanoTime();
            others.forEach(ProcessHandle::destroyForcibly);
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                assertThat(call.join().statusCode()).isEqualTo(503);
                assertThat(call.join().body()).contains("\"reason\":\"terminated\"");
            }
            assertThat(Waiting.quiet(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(1));
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
            assertThat(Http.get(server.uri("/rest-api/neighbour/")).statusCode()).isEqualTo(200);
            server.awaitLog("SIGKILL");
        }
    }

    @Test
    void stoppedItIsFoundOutAndReplaced() throws Exception {
        try (RunningServer server = start("", "fragile")) {
            // What starts one would hang with it.
            Waiting.until("no cell is about to start",
                    () -> cells().size() == 2 && cells().stream().allMatch(CellIT::isConfined));
            Set<ProcessHandle> stopped = cells();
            CompletableFuture<HttpResponse<String>> call = Http.later(fragile(server, "never"));
            awaitInFlight(server, 1);
            for (ProcessHandle cell : stopped) {
                Waiting.exit(new ProcessBuilder("kill", "-STOP", Long.toString(cell.pid())).start());
            }
            assertThat(call.join().statusCode()).isEqualTo(503);
            assertThat(call.join().body()).contains("\"reason\":\"terminated\"");
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
            Waiting.until("the stopped processes are gone", () -> stopped.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void oneThatDiesAgainAndAgainIsSuspendedAndTriedAgainByItself(@TempDir Path folder) throws Exception {
        Path addon = copy("fragile", folder);
        try (RunningServer server = RunningServer.startWith(process(), folder)) {
            CompletableFuture<HttpResponse<String>> beside = Http.later(fragile(server, "never"));
            awaitInFlight(server, 1);
            for (int death = 0; death < 5; death++) {
                assertThat(Http.get(fragile(server, "abort")).body()).contains("terminated");
            }
            assertThat(beside.join().statusCode()).isEqualTo(503);
            assertThat(server.log()).containsPattern(
                    "when cell \\d+ ended, these were running in it: \\S+ GET /rest-api/fragile/never \\(since \\d+ ms\\), "
                            + "\\S+ GET /rest-api/fragile/abort \\(since \\d+ ms\\)");
            Waiting.until("it is suspended, or was already", () -> server.log().contains("is suspended for 1.00 s: "));
            Waiting.until("it serves again by itself", () -> Http.get(fragile(server, "fine")).statusCode() == 200);
            assertThat(server.log()).contains("fragile 1.0.0 is tried again");
            // Once more, and the pause is twice as long.
            assertThat(Http.get(fragile(server, "abort")).body()).contains("terminated");
            server.awaitLog("is suspended for 2.00 s: ");
            HttpResponse<String> answer = Http.get(fragile(server, "fine"));
            if (answer.statusCode() != 200) {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("\"reason\":\"suspended\"");
                assertThat(answer.headers().firstValue("retry-after").orElse("")).isIn("1", "2");
            }
            Waiting.until("it serves again by itself", () -> Http.get(fragile(server, "fine")).statusCode() == 200);
            assertThat(Http.get(fragile(server, "abort")).body()).contains("terminated");
            server.awaitLog("is suspended for 4.00 s: ");
            assertThat(Http.get(server.uri("/-/metrics")).body()).contains("annex_suspended{addon=\"fragile\"} 1");
            assertThat(Http.get(server.uri("/-/health")).body())
                    .isEqualTo("{\"status\":\"ready\",\"suspended\":[\"fragile\"]}");
            // Deployed anew it has its five deaths again.
            Files.setLastModifiedTime(addon.resolve("index.js"), FileTime.from(Instant.now()));
            Waiting.until("it is deployed anew",
                    () -> server.log().split("fragile 1\\.0\\.0 is active", -1).length > 2);
            assertThat(Http.get(fragile(server, "abort")).body()).contains("terminated");
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
            assertThat(Http.get(server.uri("/-/health")).body()).isEqualTo("{\"status\":\"ready\"}");
        }
    }

    @Test
    void anOperatorEndsASuspensionAtOnce() throws Exception {
        String yaml = "limits: {deaths: 1}\noperator: {token: 0123456789abcdef}\n";
        try (RunningServer server = start(yaml, "fragile")) {
            URI resume = server.uri("/-/addons/fragile/resume");
            for (String seconds : List.of("1.00", "2.00", "4.00")) {
                Waiting.until("it serves", () -> Http.get(fragile(server, "fine")).statusCode() == 200);
                assertThat(Http.get(fragile(server, "abort")).statusCode()).isEqualTo(503);
                server.awaitLog("is suspended for " + seconds + " s: ");
            }
            assertThat(Http.send(Http.request(resume).POST(BodyPublishers.noBody()).build()).statusCode())
                    .isEqualTo(401);
            assertThat(Http.get(resume, "Authorization", "Bearer 0123456789abcdef").statusCode()).isEqualTo(405);
            assertThat(resume(resume)).isEqualTo("{\"addon\":\"fragile\",\"resumed\":true}");
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
            assertThat(resume(resume)).isEqualTo("{\"addon\":\"fragile\",\"resumed\":false}");
            assertThat(resume(server.uri("/-/addons/nobody/resume"))).contains("\"status\":404");
            // What it had done wrong is forgotten.
            assertThat(Http.get(fragile(server, "abort")).statusCode()).isEqualTo(503);
            Waiting.until("it is suspended for a second", () -> server.log().split("for 1\\.00 s", -1).length > 2);
            Ended ended = annex("resume", "fragile", "--data", server.data().toString());
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).isIn("fragile is resumed.\n", "fragile was not suspended.\n");
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
        }
    }

    private static String resume(URI uri) {
        return Http.send(
                Http.request(uri, "Authorization", "Bearer 0123456789abcdef").POST(BodyPublishers.noBody()).build())
                .body();
    }

    private static Ended annex(String... arguments) throws Exception {
        try (RunningCommand running = RunningCommand.installed(Path.of("").toAbsolutePath(), List.of(arguments))) {
            return running.end();
        }
    }

    @Test
    void aFloodOfItsLogDoesNotCrossTheChannel(@TempDir Path folder) throws Exception {
        Path addon = Files.createDirectories(folder.resolve("flood"));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"flood\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(addon.resolve("index.js"), """
                require('router').get('/', (req, res) => {
                  for (let i = 0; i < 5000; i++) console.log('line', 'x'.repeat(1000));
                  res.send('done');
                });
                """);
        try (RunningServer server = RunningServer.startWith(process(), folder)) {
            long before = writtenByCells();
            assertThat(Http.get(server.uri("/rest-api/flood")).body()).isEqualTo("done");
            server.awaitLog("log lines were dropped");
            Waiting.until("all are accounted for", () -> linesOf(server) == 5000);
            assumeTrue(before > 0, "this user may not see what a cell writes");
            assertThat(writtenByCells() - before).isLessThan(1_500_000);
        }
    }

    /** Lines that were written and lines that were said to be dropped. */
    private static long linesOf(RunningServer server) {
        long dropped = server.log().lines().filter(line -> line.contains(" log lines were dropped"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("^.*\\} (\\d+) log lines.*$", "$1"))).sum();
        return dropped + server.log().lines().filter(line -> line.contains(" line xxx")).count();
    }

    private static long writtenByCells() {
        return ProcessHandle.current().children().mapToLong(cell -> {
            try {
                return Files.readAllLines(Path.of("/proc/" + cell.pid() + "/io")).stream()
                        .filter(line -> line.startsWith("wchar: ")).mapToLong(line -> Long.parseLong(line.substring(7)))
                        .sum();
            } catch (IOException e) {
                return 0;
            }
        }).sum();
    }

    @Test
    void itsMemoryIsBounded() {
        String yaml = "limits: {resident: 200 MB, external: 400 MB, heap: 120 MB, cpu: 10 s}";
        try (RunningServer server = start(yaml, "fragile", "neighbour")) {
            HttpResponse<String> answer = Http.get(fragile(server, "hold?mb=300"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(Http.json(answer).path("reason").asString()).isIn("memory", "terminated");
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void largeBodiesArriveWhole() {
        try (RunningServer server = start("limits: {resident: 1 GB}", "fragile")) {
            assertThat(Http.get(fragile(server, "big?mb=20")).body()).hasSize(20 << 20).matches("x+");
            assertThat(Http.post(fragile(server, "echo"), "text/plain", "ü".repeat(4 << 20)).body())
                    .isEqualTo("{\"length\":4194304}");
            assertThat(Http.get(fragile(server, "log")).body()).isEqualTo("{\"logged\":true}");
        }
    }

    @Test
    void addonsOfOneNameShareACell() {
        String yaml = "addons: {fragile: {cell: shared}, neighbour: {cell: shared}}";
        try (RunningServer server = start(yaml, "fragile", "neighbour")) {
            Waiting.until("a spare cell is there", () -> cells().size() == 2);
            assertThat(Http.get(fragile(server, "abort")).statusCode()).isEqualTo(503);
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
            assertThat(Http.get(server.uri("/rest-api/neighbour/")).statusCode()).isEqualTo(200);
        }
        Waiting.until("no cell is left", () -> cells().isEmpty());
    }

    @Test
    void oneThatDiesWhileItIsEvaluatedFailsItsDeploy(@TempDir Path folder) throws Exception {
        Path addon = copy("fragile", folder);
        Files.writeString(addon.resolve("index.js"), """
                let nested = new Array(1000).fill(0);
                nested = new Array(1000).fill(new Array(1000).fill(nested));
                nested.flat(Infinity);
                """);
        copy("neighbour", folder);
        try (RunningServer server = RunningServer.startWith(process(), folder)) {
            server.awaitLog("evaluating /index.js was stopped: its process ended: ");
            assertThat(Http.get(server.uri("/rest-api/neighbour/")).statusCode()).isEqualTo(200);
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void anIdleOneIsPutAwayAndIsThereAgainWhenItIsAsked() {
        try (RunningServer server = start("limits: {idle: 2 s}", "fragile")) {
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
            // Its memory is 0 also before it is read for the first time.
            Waiting.until("it is measured", () -> !Http.get(server.uri("/-/metrics")).body()
                    .contains("annex_cell_resident_bytes{addon=\"fragile\"} 0"));
            Waiting.until("it is put away", () -> Http.get(server.uri("/-/metrics")).body()
                    .contains("annex_cell_resident_bytes{addon=\"fragile\"} 0"));
            long asked = System.nanoTime();
            assertThat(Http.get(fragile(server, "fine")).body()).isEqualTo("{\"calls\":1}");
            assertThat(Waiting.quiet(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
        }
    }

    /** Looked at from outside: what is not root's to see is closed to everybody. */
    @Test
    void itHasNothingButItsChannel() throws Exception {
        try (RunningServer server = start("", "fragile")) {
            assertThat(Http.get(fragile(server, "fine")).statusCode()).isEqualTo(200);
            for (ProcessHandle cell : cells()) {
                Path proc = Path.of("/proc/" + cell.pid());
                // The spare one may be about to confine itself.
                Waiting.until("it is confined", () -> isConfined(cell));
                assertThat(status(proc)).contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000");
                if (Files.isReadable(proc.resolve("environ"))) {
                    assertThat(Files.readString(proc.resolve("environ"))).as("what V8 reads there")
                            .matches("ICU_DATA=[^\0]*\0TZ=[^\0]*\0");
                    assertThat(Files.readSymbolicLink(proc.resolve("cwd")).toString()).endsWith("(deleted)");
                    // One that has just been confined still reads the start-up snapshot.
                    Waiting.until(() -> "it has nothing open but what is harmless: " + foreign(proc),
                            () -> foreign(proc).isEmpty());
                    // The channel, and the half of a pair that the JDK closes sockets with.
                    assertThat(descriptors(proc)).filteredOn(each -> each.startsWith("socket:"))
                            .hasSizeLessThanOrEqualTo(2);
                }
            }
        }
    }

    private static boolean isConfined(ProcessHandle cell) {
        return status(Path.of("/proc/" + cell.pid())).contains("Seccomp:\t2");
    }

    private static String status(Path proc) throws UncheckedIOException {
        try {
            return Files.readString(proc.resolve("status"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files that a cell has open and should not. */
    private static List<String> foreign(Path proc) {
        return descriptors(proc).stream().filter(each -> each.startsWith("/"))
                .filter(each -> !each.equals("/dev/null") && !each.endsWith("random") && !each.endsWith(".jar")
                        && !each.endsWith("/modules") && !each.endsWith(".aot") && !each.startsWith("/proc/")
                        && !each.startsWith("/sys/"))
                .toList();
    }

    private static List<String> descriptors(Path proc) {
        List<String> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(proc.resolve("fd"))) {
            for (Path each : all.toList()) {
                open.add(target(each));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /** Of one that is closed meanwhile there is none. */
    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "closed";
        }
    }

    /**
     * The server itself is killed: what it started ends, and nothing stays in the
     * temporary folder.
     */
    @Test
    void killedTheFrontTakesItsCellsWithIt(@TempDir Path folder) throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"),
                "io.annex.server.cli.Main", "run", ADDONS.resolve("fragile").toString(), "--port", "0", "--data",
                folder.resolve("data").toString()));
        Process front = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var reader = front.inputReader()) {
            String ready = reader.lines().filter(line -> line.startsWith("Annex ready on ")).findFirst().orElseThrow();
            URI uri = URI.create(ready.substring("Annex ready on ".length()) + "/rest-api/fragile/fine");
            assertThat(Http.get(uri).statusCode()).isEqualTo(200);
            assertThat(Files.readString(Path.of("/proc/" + front.pid() + "/maps"))).as("the front loads no V8")
                    .doesNotContain("javet-v8");
            List<ProcessHandle> cells = front.descendants().toList();
            assertThat(cells).isNotEmpty();
            Waiting.exit(front.destroyForcibly());
            Waiting.until("its cells end", () -> cells.stream().noneMatch(ProcessHandle::isAlive));
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left.map(Path::getFileName).map(Path::toString)).isEmpty();
            }
        } finally {
            front.destroyForcibly();
        }
    }

    private static Map<Setting, String> process() {
        return Map.of(Setting.ISOLATION, "process");
    }

    private static RunningServer start(String yaml, String... addons) {
        return RunningServer.start(yaml, addons);
    }

    private static URI fragile(RunningServer server, String route) {
        return server.uri("/rest-api/fragile/" + route);
    }

    private static void awaitInFlight(RunningServer server, int count) {
        Waiting.until(count + " exchanges are in flight", () -> Http.get(server.uri("/-/metrics")).body()
                .contains("annex_exchanges_in_flight{addon=\"fragile\"} " + count));
    }

    private static Set<ProcessHandle> cells() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    private static Path copy(String addon, Path into) throws Exception {
        Path target = Files.createDirectories(into.resolve(addon));
        try (Stream<Path> files = Files.list(ADDONS.resolve(addon))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }
}
