package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.RunningCommand.Ended;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line, each time as a process of its own. */
class CommandLineIT {
    @TempDir
    Path folder;

    private RunningCommand running(String... arguments) throws IOException {
        return new RunningCommand(folder, List.of(arguments));
    }

    private Ended annex(String... arguments) throws Exception {
        try (RunningCommand running = running(arguments)) {
            return running.end();
        }
    }

    @Test
    void aNewAddonChecksAndRuns() throws Exception {
        assertThat(annex("new", "greeter", "--style", "restapp", "--typescript").status()).isZero();
        Ended check = annex("check", "greeter");
        assertThat(check.out()).isEqualTo(
                "greeter 1.0.0 at /rest-api/greeter, isolation: process\n  GET     /\n  GET     /:name\n2 endpoints\n");
        assertThat(annex("new", "greeter", "--style", "restapp").err()).isEqualTo("annex: greeter: exists already\n");
        try (RunningCommand running = running("run", "greeter", "--port", "0")) {
            URI url = running.ready();
            assertThat(running.out()).contains("GET     " + url + "/rest-api/greeter/:name\n");
            assertThat(Http.get(url.resolve("/rest-api/greeter/Ada")).body())
                    .isEqualTo("{\"message\":\"Hello, Ada!\"}");
        }
    }

    @Test
    void aNewModuleAnswersAtTheOperatorsEndpoint() throws Exception {
        Files.writeString(folder.resolve("annex.yaml"),
                "java: true\njbackend: {endpoints: [{path: /rest, access: free}]}");
        assertThat(annex("new", "Shop", "--style", "jbackend").out())
                .isEqualTo("Made Shop/Shop.xml and Shop/Shop.js. Now:\n  annex run Shop\n");
        assertThat(annex("new", "my-shop", "--style", "jbackend").err()).contains("NAME: my-shop (expected: letters");
        assertThat(annex("new", "Depot", "--style", "jbackend", "--java").out()).contains("mvn -f Depot package",
                "annex run Depot/target/addon");
        Path depot = JavaSources.build(folder.resolve("Depot"), "depot.jar");
        assertThat(annex("check", "Shop").out())
                .isEqualTo("Shop 1.0.0, a module, isolation: process\n  onRequest  shop\n1 hook\n");
        try (RunningCommand running = running("run", "Shop", depot.toString(), "--port", "0")) {
            URI url = running.ready();
            assertThat(running.out()).contains("ANY     " + url + "/rest  (jbackend, access: free)\n");
            assertThat(Http.get(url.resolve("/rest/get/Shop/greeting")).body())
                    .isEqualTo("{\"status\":\"ok\",\"message\":\"Hello, World!\"}");
            assertThat(Http.get(url.resolve("/rest/get/depot/greeting")).body())
                    .isEqualTo("{\"status\":\"ok\",\"message\":\"Hello, World!\"}");
        }
    }

    @Test
    void checkingAnApplicationShowsItsParameters() throws Exception {
        Path units = Path.of("../examples/units").toAbsolutePath().normalize();
        assertThat(annex("check", units.toString()).out()).startsWith("""
                units 0 at /units, isolation: process
                  GET     /convert  answers JSON  Converts a value from one unit to another of the same kind
                          value  number  route, query, body  required
                          from   string  route, query, body  required
                          to     string  route, query, body  required
                  GET     /units  answers JSON  Lists the units, of one kind or of all
                          kind  any  route, query, body  default "all"
                """);
    }

    @Test
    void sigtermAnswersWhatHasBegunAndExitsWithZero() throws Exception {
        Path addon = Files.createDirectories(folder.resolve("slow"));
        Files.writeString(addon.resolve("manifest.json"), "{\"id\": \"slow\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                router.get('/', async (req, res) => {
                  console.log('begun');
                  await new Promise((resolve) => setTimeout(resolve, 1500));
                  res.send('answered');
                });
                """);
        try (RunningCommand running = running("run", "slow", "--port", "0", "--log-format", "json")) {
            URI url = running.ready();
            CompletableFuture<HttpResponse<String>> slow = Http.later(url.resolve("/rest-api/slow"));
            Waiting.until("the request has begun", () -> running.err().contains("\"formattedMessage\":\"begun\""));
            assertThat(running.err()).contains("\"addon\":\"slow\"", "\"version\":\"1\"", "\"requestId\":");
            running.process().destroy();
            assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("answered");
            assertThat(running.end().status()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"process", "thread"})
    void sigtermWhileAnAddonLoadsGivesItUp(String isolation) throws Exception {
        Path addon = Files.createDirectories(folder.resolve("addons/slow"));
        Files.writeString(addon.resolve("manifest.json"), "{\"id\": \"slow\", \"version\": \"1\", \"type\": \"rest\"}");
        String endless = "console.log('loading');\nwhile (true) {}\n";
        Files.writeString(addon.resolve("index.js"), endless);
        Files.writeString(folder.resolve("annex.yaml"), "limits: {load: 1 min, wall: 1 min}\n");
        try (RunningCommand running = running("run", "addons", "--port", "0", "--isolation", isolation)) {
            endsInTime(running);
            assertThat(running.out()).isEmpty();
        }
        Files.writeString(addon.resolve("index.js"), "require('router').get('/', (req, res) => res.send('one'));\n");
        try (RunningCommand running = running("run", "addons", "--port", "0", "--isolation", isolation)) {
            URI url = running.ready();
            assertThat(Http.get(url.resolve("/rest-api/slow")).body()).isEqualTo("one");
            Files.writeString(addon.resolve("index.js"), endless);
            endsInTime(running);
        }
    }

    /** Waits until an add-on is being loaded, and sends SIGTERM. */
    private void endsInTime(RunningCommand running) throws Exception {
        Waiting.until("it is being loaded", () -> running.err().contains("loading"));
        List<ProcessHandle> cells = running.process().descendants().toList();
        long asked = System.nanoTime();
        running.process().destroy();
        assertThat(running.end().status()).isZero();
        assertThat(System.nanoTime() - asked).isLessThan(8_000_000_000L);
        Waiting.until("its cells have ended", () -> cells.stream().noneMatch(ProcessHandle::isAlive));
        for (String left : List.of("versions", "uploads", "run")) {
            assertThat(folder.resolve(".annex").resolve(left)).satisfiesAnyOf(each -> assertThat(each).doesNotExist(),
                    each -> assertThat(each).isEmptyDirectory());
        }
    }

    @Test
    void aDataFolderThatCannotBeUsedIsOneLine() throws Exception {
        Files.writeString(folder.resolve("taken"), "");
        Path real = folder.toRealPath();
        refused(1,
                "annex: data: taken cannot be used: taken: exists and is no folder (expected: a folder that can be written, --data)",
                "run", ".", "--port", "0", "--data", "taken");
        refused(1,
                "annex: data: taken/x cannot be used: " + real.resolve("taken/x")
                        + ": Not a directory (expected: a folder that can be written, --data)",
                "run", ".", "--port", "0", "--data", "taken/x");
        Files.createDirectories(folder.resolve("half"));
        Files.writeString(folder.resolve("half/uploads"), "");
        refused(1,
                "annex: data: half cannot be used: half/uploads: exists and is no folder (expected: a folder that can be written, --data)",
                "run", ".", "--port", "0", "--data", "half");
        Waiting.until("the cell that was starting meanwhile has ended too", () -> {
            try {
                ServerProcess.delete(folder.resolve("half"));
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        });
    }

    @Test
    void aMistakeIsOneLineAndANonZeroExit() throws Exception {
        refused(2, "annex: Unknown option: '--prot' (see: annex run --help)", "run", "--prot", "1");
        refused(2, "annex: server.port: 99999 (expected: 0 to 65535)", "run", ".", "--port", "99999");
        Files.writeString(folder.resolve("proxies.yaml"), "server:\n  trustedProxies: [proxy.local]\n");
        refused(2,
                "annex: proxies.yaml: server.trustedProxies: proxy.local (expected: an address such as 10.1.2.3, or a network such as 10.0.0.0/8)",
                "run", ".", "--config", "proxies.yaml");
        refused(1, "annex: nowhere: no such folder or zip", "run", "nowhere");
        refused(2,
                "annex: Missing command (expected: run, check, new, keys, users, trace, doctor or prepare) (see: annex --help)");
        refused(2, "annex: NAME: ../x (expected: letters, digits, spaces and . _ -)", "new", "../x", "--style",
                "restapp");
        Files.writeString(folder.resolve("broken.yaml"), "server:\n  port: 8080\n  prot: 1\n");
        assertThat(annex("run", ".", "--config", "broken.yaml").err())
                .startsWith("annex: broken.yaml: server.prot: unknown (expected: ");
        Files.writeString(folder.resolve("limits.yaml"), "limits:\n  cpu: -5s\n");
        refused(2,
                "annex: limits.yaml: limits.cpu: -5s (expected: a time above 0 such as 500 ms or 30 s; units ms, s, min, h, d)",
                "run", ".", "--config", "limits.yaml");
        Files.writeString(folder.resolve("syntax.yaml"), "server: [1, 2\n");
        assertThat(annex("run", ".", "--config", "syntax.yaml").err()).startsWith("annex: syntax.yaml:1: ")
                .hasLineCount(1);
    }

    @Test
    void doctorSaysWhatCanBeEnforcedAndWhatACellIsConfinedBy() throws Exception {
        Ended ended = annex("doctor");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("This machine:", "system call filter", "memory bound by the kernel",
                "A cell was ready after ", "no new privileges");
        assertThat(ended.out().lines().filter(line -> line.startsWith("  no ")).count())
                .isEqualTo(ended.out().lines().filter(line -> line.startsWith("        to have it: ")).count());
    }

    @Test
    void aPortInUseAndADataFolderInUseAreOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Ended ended = annex("run", ".", "--port", String.valueOf(taken.getLocalPort()));
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).startsWith("annex: cannot serve on 127.0.0.1 port " + taken.getLocalPort())
                    .hasLineCount(1);
        }
        try (RunningCommand running = running("run", ".", "--port", "0")) {
            running.ready();
            assertThat(annex("run", ".", "--port", "0").err())
                    .contains("annex: data: .annex is used by another process");
        }
    }

    @Test
    void anAddonThatDoesNotLoadIsShownWithItsLine() throws Exception {
        Path addon = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"broken\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(addon.resolve("index.js"), "const router = require('router');\nnosuch.call();\n");
        Ended check = annex("check", "broken");
        assertThat(check.status()).isEqualTo(1);
        assertThat(check.err()).startsWith("annex: broken: ReferenceError: nosuch is not defined\n    at")
                .contains("broken/index.js:2:1");
        Files.writeString(addon.resolve("manifest.json"), "{\"version\": \"1\", \"type\": \"rest\"}");
        assertThat(annex("check", "broken").err()).startsWith("annex: broken: manifest.json: id: missing (expected: ");
    }

    @Test
    void aScriptForBrowsersThatDoesNotCompileIsShownBesideTheEndpoints() throws Exception {
        Ended check = annex("check", Path.of("src/test/console/broken").toAbsolutePath().toString());
        assertThat(check.status()).isEqualTo(1);
        assertThat(check.out()).contains("GET     /status", "1 endpoint");
        assertThat(check.err()).contains("SyntaxError: </p> (expected: </b>, which was opened in line 7)",
                "at broken/widget.js:7:24", "<b>Bold</p>");
    }

    @Test
    void checkingWhatTakesTooMuchToLoadIsOneLine() throws Exception {
        Path addon = Files.createDirectories(folder.resolve("greedy"));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"greedy\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(folder.resolve("annex.yaml"), "limits: {load: 400 ms, heap: 32 MB}\n");
        Files.writeString(addon.resolve("index.js"), "while (true) {}\n");
        Ended loop = annex("check", "greedy", "--config", "annex.yaml");
        assertThat(loop.err()).startsWith("annex: greedy: evaluating /index.js was stopped: load ").hasLineCount(1);
        assertThat(loop.status()).isEqualTo(1);
        Files.writeString(addon.resolve("index.js"), "const all = [];\nwhile (true) all.push({ it: [all.length] });\n");
        Ended growth = annex("check", "greedy", "--config", "annex.yaml");
        assertThat(growth.err()).contains("annex: greedy: evaluating /index.js was stopped: heap ");
        assertThat(growth.status()).isEqualTo(1);
    }

    @Test
    void versionAndHelp() throws Exception {
        assertThat(annex("--version").out()).startsWith("annex ");
        assertThat(annex("run", "--help").out()).contains("--port=PORT", "Port to listen on", "Default: 8080.",
                "--config", "ANNEX_PORT", "--[no-]watch", "--[no-]access-log");
    }

    @Test
    void aDistributionKnowsItsVersion() throws Exception {
        Path home = Path.of(System.getProperty("annex.home"));
        Process process = new ProcessBuilder(home.resolve("bin/annex").toString(), "--version")
                .redirectErrorStream(true).start();
        String version = home.getFileName().toString().substring("annex-".length());
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("annex " + version + "\nJava 25");
        assertThat(process.waitFor()).isZero();
    }

    private void refused(int status, String message, String... arguments) throws Exception {
        Ended ended = annex(arguments);
        assertThat(ended.err()).isEqualTo(message + "\n");
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.out().getBytes(StandardCharsets.UTF_8)).isEmpty();
    }
}
