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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line, each time as a process of its own. */
class CommandLineIT {
    @TempDir
    Path folder;

    private RunningCommand running(String... arguments) throws IOException {
        return RunningCommand.installed(folder, List.of(arguments));
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
        Path old = Files.writeString(folder.resolve("greeter/annex-types/of-before.d.ts"), "");
        Files.delete(folder.resolve("greeter/annex-types/package.json"));
        assertThat(annex("types", "greeter").out()).startsWith("Wrote ").endsWith(" files to greeter/annex-types\n");
        assertThat(old).doesNotExist();
        assertThat(folder.resolve("greeter/annex-types/package.json")).exists();
        assertThat(annex("types", ".").err()).contains("no package.json (expected: ");
        try (RunningCommand running = running("run", "greeter", "--port", "0")) {
            URI url = running.ready();
            assertThat(running.out()).contains("GET     " + url + "/rest-api/greeter/:name\n");
            assertThat(Http.get(url.resolve("/rest-api/greeter/Ada")).body())
                    .isEqualTo("{\"message\":\"Hello, Ada!\"}");
        }
    }

    @Test
    void modulesThatAreStubsAreToldWithTheirPlace() throws Exception {
        Path addon = Files.createDirectories(folder.resolve("uses/module"));
        Files.writeString(addon.resolveSibling("manifest.json"),
                "{\"id\": \"uses\", \"version\": \"1.0.0\", \"type\": \"RESTApp\"}");
        Files.writeString(addon.resolveSibling("index.js"), """
                const router = require('router');
                const pages = require('/module/pages');
                const i18n = require('i18n');
                router.get('/', (req, res) => res.send(pages()));
                """);
        Files.writeString(addon.resolve("pages.ts"), """
                import { getName } from '@sitevision/api/server/PageUtil';
                export = () => getName(require('IndexUtil.IndexType.UGC'));
                """);
        Ended check = annex("check", "uses");
        assertThat(check.out()).as(check.err()).isEqualTo(
                "uses 1.0.0 at /rest-api/uses, isolation: process\n  modules i18n, PageUtil\n  GET     /\n1 endpoint\n");
        assertThat(check.err()).contains("WARN").endsWith(
                "uses/module/pages.ts:1:1: the platform's module 'PageUtil' is not here: it fails where it is used\n");
    }

    @Test
    void whatAnAddonListensForIsShown() throws Exception {
        Path addon = Files.createDirectories(folder.resolve("hears"));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"hears\", \"version\": \"1.0.0\", \"type\": \"RESTApp\"}");
        Files.writeString(addon.resolve("index.js"), """
                import events from 'events';
                events.on('order', () => {});
                events.on('sv:every-hour', () => {});
                """);
        Ended check = annex("check", "hears");
        assertThat(check.out()).as(check.err()).isEqualTo("hears 1.0.0 at /rest-api/hears, isolation: process\n"
                + "  modules events\n0 endpoints\n  on      order\n  on      sv:every-hour\n2 listeners\n");
        assertThat(check.err()).isEmpty();
    }

    /** DocumentationIT has `--java`, which Maven builds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "'my notes' --style restapp | {\"message\":\"Hello, Ada!\"}", "Clock --style widget --typescript | OK",
            "sums --style webpoints | 3", "Shop --style jbackend | {\"status\":\"ok\",\"message\":\"Hello, World!\"}"})
    void whatANewAddonSaysToTypeNextWorksAsItIsSaid(String arguments, String answer) throws Exception {
        try (Terminal terminal = new Terminal(folder)) {
            String said = terminal.enter("./annex new " + arguments);
            List<String> commands = said.lines().skip(1).map(String::strip).toList();
            assertThat(commands).hasSize(2);
            assertThat(terminal.enter(commands.getFirst())).contains("http://127.0.0.1:8080/");
            assertThat(terminal.enter(commands.getLast())).isEqualTo(answer);
        }
    }

    @Test
    void aModuleIsCheckedWithTheConfigurationOfTheFolder() throws Exception {
        assertThat(annex("new", "Shop", "--style", "jbackend").out()).startsWith(
                "Made Shop: annex.yaml, Shop.xml, Shop.js, test, package.json, tsconfig.json, .gitignore, annex-types. Now:\n  annex run Shop --config Shop/annex.yaml\n");
        assertThat(annex("new", "my-shop", "--style", "jbackend").err()).contains("NAME: my-shop (expected: letters");
        assertThat(annex("check", "Shop").out())
                .isEqualTo("Shop 1.0.0, a module, isolation: process\n  onRequest  shop\n1 hook\n"
                        + "  setting greeting (string): \"Hello, World!\", by default - Greeting\n1 setting\n");
        Files.writeString(folder.resolve("annex.yaml"), "addons: {Shop: {isolation: thread}}\n");
        assertThat(annex("check", "Shop").out()).startsWith("Shop 1.0.0, a module, isolation: thread\n");
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
            assertThat(Waiting.get("the slow answer", slow).body()).isEqualTo("answered");
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
        assertThat(Waiting.quiet(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(4));
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
                "annex: Missing command (expected: run, check, test, new, types, doctor, prepare, keys, users, data, trace, events, settings or resume) (see: annex --help)");
        refused(2, "annex: NAME: ../x (expected: letters, digits, spaces and . _ -)", "new", "../x", "--style",
                "restapp");
        Files.writeString(folder.resolve("broken.yaml"), "server:\n  port: 8080\n  prot: 1\n");
        assertThat(annex("run", ".", "--config", "broken.yaml").err())
                .startsWith("annex: broken.yaml: server.prot: unknown, did you mean 'server.port'? (expected: ");
        Files.writeString(folder.resolve("limits.yaml"), "limits:\n  cpu: -5s\n");
        refused(2,
                "annex: limits.yaml: limits.cpu: -5s (expected: a time above 0 such as 500 ms or 30 s; units ms, s, min, h, d)",
                "run", ".", "--config", "limits.yaml");
        Files.writeString(folder.resolve("syntax.yaml"), "server: [1, 2\n");
        assertThat(annex("run", ".", "--config", "syntax.yaml").err()).startsWith("annex: syntax.yaml:2:1: expected ")
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
    void doctorComparesTheConnectionsWithTheDescriptors() throws Exception {
        assertThat(annex("doctor").out()).contains("  yes   descriptors: ", "; server.connections is ");
        Files.writeString(folder.resolve("annex.yaml"), "server: {connections: 100000000}\n");
        assertThat(annex("doctor").out()).contains("  no    descriptors: ", "; server.connections is 100000000\n",
                "        to have it: allow 133333334 (ulimit -n,");
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
            refused(1,
                    "annex: data: .annex is used by another process, number " + running.process().pid()
                            + " (expected: a folder of its own, e.g. --data .annex-2, or that process stopped)",
                    "run", ".", "--port", "0");
            // What needs no data folder does not mind.
            assertThat(annex("new", "beside", "--style", "restapp").status()).isZero();
            assertThat(annex("check", "beside").out()).endsWith("2 endpoints\n");
            assertThat(annex("keys", "list").status()).isZero();
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
    void checkingWhatTakesTooMuchToLoadSaysWhereThatIs() throws Exception {
        Path addon = Files.createDirectories(folder.resolve("greedy"));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"greedy\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(folder.resolve("annex.yaml"), "limits: {load: 400 ms, heap: 32 MB}\n");
        Files.writeString(addon.resolve("index.js"), "while (true) {}\n");
        Ended loop = annex("check", "greedy", "--config", "annex.yaml");
        assertThat(loop.err()).startsWith("annex: greedy: evaluating /index.js was stopped: it used ")
                .endsWith(")\n    at greedy/index.js:1:1\n").hasLineCount(2);
        assertThat(loop.status()).isEqualTo(1);
        Files.writeString(addon.resolve("index.js"), "const all = [];\nwhile (true) all.push({ it: [all.length] });\n");
        Ended growth = annex("check", "greedy", "--config", "annex.yaml");
        assertThat(growth.err()).contains("annex: greedy: evaluating /index.js was stopped: its heap had ",
                "\n    at greedy/index.js:2:");
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
        assertThat(Waiting.exit(process)).isZero();
    }

    /** As services are started, and containers. */
    @Test
    void namesOfFilesNeedNoLocale() throws Exception {
        assertThat(annex("new", "pictures", "--style", "restapp").status()).isZero();
        Files.writeString(folder.resolve("pictures/bild-å.js"), "module.exports = 1;\n");
        Path home = Path.of(System.getProperty("annex.home"));
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/annex").toString(), "check", "pictures")
                .directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Waiting.exit(process)).as(said).isZero();
    }

    /**
     * The script of a checkout that has not been built, and the tools that there
     * are.
     */
    private Ended checkout(String javaWanted, String... tools) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path dist = Files.createDirectories(folder.resolve("server/src/dist/bin"));
        Files.copy(Path.of("src/dist/bin/find-java.sh"), dist.resolve("find-java.sh"),
                StandardCopyOption.REPLACE_EXISTING);
        // A Java that nobody has stands for one that is not installed.
        Path script = Files.writeString(folder.resolve("annex"),
                Files.readString(Path.of("../annex")).replace("find_java 25", "find_java " + javaWanted));
        for (String tool : List.of("sh", "sed", "dirname", "readlink", "find", "head", "mktemp", "touch", "rm")) {
            link(bin, tool);
        }
        for (String tool : tools) {
            String[] said = tool.split("=", 2);
            Path file = Files.writeString(bin.resolve(said[0]), "#!/bin/sh\necho '" + said[1] + "'\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        return ended(bin, "sh", script.toString(), "run");
    }

    private static void link(Path bin, String tool) throws IOException {
        if (!Files.exists(bin.resolve(tool))) {
            Path found = Stream.of(System.getenv("PATH").split(":")).map(each -> Path.of(each, tool))
                    .filter(Files::isExecutable).findFirst().orElseThrow();
            Terminal.executable(bin.resolve(tool), found);
        }
    }

    private Ended ended(Path path, String... command) throws Exception {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("PATH", path.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        return new Ended(Waiting.exit(process), Files.readString(out), Files.readString(err));
    }

    @Test
    void whatTheBuildOfACheckoutLacksIsSaidAtOnceAndWithACommand() throws Exception {
        Ended none = checkout("99");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("annex: no JDK 25 found", "apt-get install openjdk-25-jdk-headless",
                "annex: Node.js 20 or newer, with npm, is needed to build Annex (found: no Node.js, no npm).",
                "nvm install", "annex: Maven 3.8 or newer is needed to build Annex (found: no Maven).",
                "apt-get install maven");
        String old = checkout("25", "node=v18.19.1", "npm=9.2.0", "mvn=Apache Maven 3.6.3").err();
        assertThat(old).contains("(found: Node.js 18.19).", "(found: Maven 3.6).").doesNotContain("no JDK 25");
    }

    @Test
    void aDistributionWithoutAJavaSaysWhichToInstall() throws Exception {
        Path home = Path.of(System.getProperty("annex.home"));
        Path bin = Files.createDirectories(folder.resolve("home/bin"));
        Files.copy(home.resolve("bin/find-java.sh"), bin.resolve("find-java.sh"));
        Path script = Files.writeString(bin.resolve("annex"),
                Files.readString(home.resolve("bin/annex")).replace("find_java 25", "find_java 99"));
        Path tools = Files.createDirectories(folder.resolve("bin"));
        for (String tool : List.of("sh", "sed", "dirname", "readlink", "cat")) {
            link(tools, tool);
        }
        Ended ended = ended(tools, "sh", script.toString(), "run");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).startsWith("annex: no Java 25 found")
                .contains("apt-get install openjdk-25-jre-headless", "brew install openjdk@25", "JAVA_HOME");
    }

    private void refused(int status, String message, String... arguments) throws Exception {
        Ended ended = annex(arguments);
        assertThat(ended.err()).isEqualTo(message + "\n");
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.out().getBytes(StandardCharsets.UTF_8)).isEmpty();
    }
}
