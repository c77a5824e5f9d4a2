package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.RunningCommand.Ended;
import io.annex.server.config.ConfigReader;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages show is what happens: their code blocks are taken in order,
 * scripts are deployed, commands are run, and the answers are those that stand
 * there. A block that a test does not know fails it.
 */
class DocumentationIT {
    private static final Path ROOT = Path.of("..");
    private static final Set<String> RUN = Set.of("README.md", "docs/tutorial.md", "docs/howto/restapp.md",
            "docs/howto/widget.md", "docs/howto/webpoints.md", "docs/howto/jbackend.md",
            "docs/howto/moving-from-jbackend.md", "docs/reference/configuration.md", "docs/reference/errors.md",
            "docs/reference/isolation.md", "docs/reference/grants.md", "docs/reference/manifest.md",
            "docs/reference/openapi.md", "docs/reference/database.md");
    /** The pages whose blocks cannot be run, and why. */
    private static final Map<String, String> NOT_RUN = Map.of("docs/design/cells.md", "a picture of the parts",
            "docs/reference/keys.md", "commands whose answers DatabaseServerIT checks", "docs/reference/operation.md",
            "an entry of the access log, whose form AccessLogIT checks", "docs/reference/outbound.md",
            "calls a server elsewhere; OutboundIT makes such calls to this machine");

    @TempDir
    Path folder;
    private final Shell shell = new Shell();

    @AfterEach
    void stop() {
        shell.close();
    }

    @Test
    void theReadmeHolds() throws Exception {
        Page readme = Page.read("README.md");
        Path notes = addon("notes", readme.next("js"));
        copy(ROOT.resolve("examples"), folder.resolve("examples"));
        shell.run(readme.next("console"));
        try (RunningServer server = RunningServer.startIn("", notes)) {
            assertThat(Http.get(server.uri("/rest-api/notes/7")).body())
                    .isEqualTo("{\"id\":\"7\",\"text\":\"Buy milk\"}");
        }
        readme.end();
    }

    @Test
    void theTutorialHolds() throws Exception {
        Page tutorial = Page.read("docs/tutorial.md");
        shell.run(tutorial.next("console"));
        Path script = folder.resolve("greeter/index.js");
        Files.writeString(script, tutorial.next("js"));
        shell.run(tutorial.next("console"));
        shell.run(tutorial.next("console"));
        URI greeter = shell.server(8080).resolve("/rest-api/greeter/");

        // Change it while it runs
        Files.writeString(script, Files.readString(script).replace("Hello", "Good morning"));
        Waiting.until("the change is live",
                () -> Http.get(greeter.resolve("Ada")).body().equals("{\"message\":\"Good morning, Ada!\"}"));
        String whole = Files.readString(script);
        int last = whole.lastIndexOf(')');
        Files.writeString(script, whole.substring(0, last) + whole.substring(last + 1));
        Waiting.until("the mistake is shown", () -> shell.log().contains("greeter/index.js:"));
        assertThat(Http.get(greeter.resolve("Ada")).body()).isEqualTo("{\"message\":\"Good morning, Ada!\"}");

        // Make it fail
        whole = with(whole, tutorial.next("js"));
        Files.writeString(script, whole);
        Waiting.until("the route is there", () -> Http.get(greeter.resolve("fails")).statusCode() == 500);
        String failure = shell.run(tutorial.next("console"));
        String incident = Http.json(failure).path("incident").asString();
        assertThat(failure).doesNotContain("index.js").contains(incident);
        Waiting.until("the incident is logged", () -> shell.log().contains("incident " + incident));
        assertThat(shell.log()).containsPattern("incident " + incident + "(?s:.*)greeter/index\\.js:\\d+:\\d+");
        whole = with(whole, tutorial.next("js"));
        Files.writeString(script, whole);
        Waiting.until("the route is there", () -> Http.get(greeter.resolve("stuck")).statusCode() == 504);
        assertThat(Http.json(Http.get(greeter.resolve("stuck"))).path("reason").asString()).isEqualTo("cpu");
        assertThat(Http.get(greeter.resolve("Ada")).statusCode()).isEqualTo(200);

        // Keep something
        whole = with(whole, tutorial.next("js"));
        Files.writeString(script, whole);
        Waiting.until("the route is there",
                () -> Http.post(greeter.resolve("visits"), "text/plain", "").statusCode() == 200);
        shell.run(tutorial.next("console"));

        // Deploy it
        shell.run(tutorial.next("console"));
        shell.run(tutorial.next("console"));
        tutorial.end();
    }

    @Test
    void theHowToHolds() throws Exception {
        Page howTo = Page.read("docs/howto/restapp.md");
        try (RunningServer server = RunningServer.startIn("", addon("sample", howTo.next("js")))) {
            HttpResponse<String> without = Http.get(server.uri("/rest-api/sample/user/7"));
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.body()).isEmpty();
            assertThat(Http.get(server.uri("/rest-api/sample/user/7"), "X-Token", "t").body())
                    .isEqualTo("{\"id\":\"7\"}");
        }
        howTo.end();
    }

    @Test
    void theWidgetHowToHolds() throws Exception {
        Page howTo = Page.read("docs/howto/widget.md");
        Path status = script("status", "backend.ts", howTo.next("ts"));
        copy(ROOT.resolve("examples"), folder.resolve("examples"));
        shell.run(howTo.next("console"));
        List<Path> widgets = new ArrayList<>(List.of(status));
        for (String form : howTo.next("js").lines().toList()) {
            widgets.add(script("form-" + widgets.size(), "backend.js",
                    form.replace("…", "r.register('form', (req, res) => res.send('OK'));")));
        }
        assertThat(widgets).hasSize(5);
        widgets.add(script("greeter", "backend.js", howTo.next("js")));
        try (RunningServer server = RunningServer.startIn("", widgets.toArray(Path[]::new))) {
            assertThat(Http.get(server.uri("/console/wb/status"), "widget-id", "status").body()).isEqualTo("OK");
            for (int i = 1; i < 5; i++) {
                assertThat(Http.get(server.uri("/console/wb/form"), "widget-id", "form-" + i).body()).isEqualTo("OK");
            }
            // WidgetIT has the packages; here is none installed, and the author is told.
            assertThat(Http.send(Http.request(server.uri("/console/wb/greet"), "widget-id", "greeter")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")).build()).statusCode()).isEqualTo(404);
            server.awaitLog("Cannot find module 'body/json'");
        }
        assertThat(howTo.next("console")).startsWith("$ npm install --prefix packages lodash body elkjs\n");
        ConfigReader.read(Files.writeString(folder.resolve("annex-packages.yaml"), howTo.next("yaml")), Map.of(),
                Map.of());
        Files.write(folder.resolve("clock.zip"),
                Archives.zip(List.of(Archives.Entry.file("widget.js", ""), Archives.Entry.file("widget.png", ""),
                        Archives.Entry.file("backend.js",
                                "module.exports = (r) => r.register('now', (q, s) => s.send(\"one o'clock\"));"))));
        shell.run(howTo.next("console"));
        script("status", "widget.js", howTo.next("jsx"));
        try (RunningServer server = RunningServer.startIn("", status)) {
            assertThat(Http.get(server.uri("/console/widgets/status/widget.js")).body())
                    .contains("React.createElement('b', null, status)");
            assertThat(inBrowser(server, howTo.next("js")))
                    .isEqualTo("OK\n404 No script for service NOSUCH for method GET for widget status\n");
        }
        for (Archives.Entry each : Archives.in("user-widgets/weather", Archives.widget("sunny"))) {
            Path file = folder.resolve(each.name());
            Files.createDirectories(file.getParent());
            Files.write(file, each.content());
        }
        assertThat(shell.script(howTo.next("console"), 8080)).isEqualTo("{\"id\":\"weather\",\"isCustom\":true}");
        assertThat(Http.get(shell.server(8080).resolve("/console/wb/v"), "widget-id", "weather").body())
                .isEqualTo("sunny");
        howTo.end();
    }

    /** What a page's module prints; Node has all that it needs but an address. */
    private String inBrowser(RunningServer server, String module) throws Exception {
        String client = "/console/assets/widget-client.mjs";
        Files.writeString(folder.resolve("client.mjs"), Http.get(server.uri(client)).body());
        Path page = Files.writeString(folder.resolve("page.mjs"), "globalThis.location = { origin: '" + server.uri("")
                + "' };\n" + module.replace(client, "./client.mjs"));
        Process node = new ProcessBuilder("node", page.toString()).redirectErrorStream(true).start();
        String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).as(printed).isTrue();
        return printed;
    }

    @Test
    void theWebpointsHowToHolds() throws Exception {
        Page howTo = Page.read("docs/howto/webpoints.md");
        script("sums", "server.js", howTo.next("js"));
        shell.run(howTo.next("console"));
        Path greetings = script("greetings", "operations.js", howTo.next("js"));
        String start = "const webpoints = require('webpoints');\nconst { Application, StaticFilesEndpoint, parameters } = webpoints;\nconst app = new Application({ owner: 'me' });\n";
        Path kinds = script("kinds", "server.js", start + howTo.next("js") + "app.run();\n");
        Path checks = script("checks", "server.js", start + "app.operations['/check'] = { method: 'get', "
                + howTo.next("js")
                + ", serialize: true, handler(id, tags, token, point, callback) { callback([id, tags, token, point]); } };\napp.run();\n");
        Path bodies = script("bodies", "server.js", start + howTo.next("js") + "app.run();\n");
        Path features = script("features", "server.js", start + howTo.next("js") + "app.run();\n");
        try (RunningServer server = RunningServer.startIn("", greetings, kinds, checks, bodies, features)) {
            assertThat(Http.get(server.uri("/greetings/hello/Ada")).body()).isEqualTo("Hello, Ada!");
            assertThat(Http.get(server.uri("/kinds/raw")).body()).isEqualTo("GET me");
            assertThat(Http.get(server.uri("/kinds/item/7")).body())
                    .isEqualTo("{\"id\":7,\"owner\":\"me\",\"from\":\"127.0.0.1\"}");
            assertThat(Http.get(server.uri("/checks/check?id=1&tags=a,b&point=%7B%22x%22:1%7D"), "X-Token", "t").body())
                    .isEqualTo("[1,[\"a\",\"b\"],\"t\",{\"x\":1}]");
            HttpResponse<String> put = Http
                    .send(Http.request(server.uri("/bodies/put"), "Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString("{\"x\": \"5\"}")).build());
            assertThat(put.body()).isEqualTo("got 5");
            assertThat(put.headers().firstValue("X-Seen")).hasValue("yes");
            assertThat(Http.get(server.uri("/features/half?n=4")).body()).isEqualTo("2");
            assertThat(Http.get(server.uri("/features/half?n=3")).body()).isEqualTo("n must be even");
            URI monitor = server.uri(Http.post(server.uri("/features/report"), "text/plain", "").body());
            Waiting.until("the report is finished",
                    () -> Http.send(Http.request(monitor).DELETE().build()).body().equals("finished"));
        }
        howTo.end();
    }

    @Test
    void theManifestHolds() throws Exception {
        Page manifest = Page.read("docs/reference/manifest.md");
        Path notes = addon("notes", "require('router').get('/', (req, res) => res.json(require('appInfo')));");
        Files.writeString(notes.resolve("manifest.json"), manifest.next("json"));
        try (RunningServer server = RunningServer.startIn("", notes)) {
            assertThat(Http.get(server.uri("/rest-api/notes")).body()).contains("A visitor's own notes");
        }
        manifest.end();
    }

    @Test
    void theErrorsHold() throws Exception {
        Page errors = Page.read("docs/reference/errors.md");
        Path broken = addon("notes", "const router = require('router');\nrouter.get('/', (req res) => {});\n");
        Path failing = Path.of("src/test/addons/traces").toAbsolutePath();
        try (RunningServer server = RunningServer.startIn("", broken, failing)) {
            assertThat(server.log()).contains(errors.next("").stripTrailing());
            Http.get(server.uri("/rest-api/traces/module"));
            String incident = errors.next("").strip();
            // Each incident has an id of its own.
            server.awaitLog(incident.substring(incident.indexOf(": ")));
        }
        errors.end();
    }

    @Test
    void everyPageWithExamplesIsKnown() throws IOException {
        Set<String> pages = new HashSet<>();
        try (Stream<Path> all = Stream.concat(Files.walk(ROOT.resolve("docs")),
                Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")))) {
            for (Path page : all.filter(each -> each.toString().endsWith(".md")).toList()) {
                String name = ROOT.relativize(page).toString();
                if (!Page.read(name).blocks().isEmpty()) {
                    pages.add(name);
                }
            }
        }
        Set<String> known = new HashSet<>(RUN);
        known.addAll(NOT_RUN.keySet());
        assertThat(pages).isEqualTo(known);
    }

    @Test
    void thePageOnOpenApiHolds() throws Exception {
        Page page = Page.read("docs/reference/openapi.md");
        addon("people", page.next("js"));
        shell.run(page.next("console"));
        page.end();
    }

    @Test
    void theJbackendHowToHolds() throws Exception {
        Page howTo = Page.read("docs/howto/jbackend.md");
        Path hello = Files.createDirectories(folder.resolve("hello"));
        Files.writeString(hello.resolve("hello.xml"), howTo.next("xml"));
        Files.writeString(hello.resolve("hello.js"), howTo.next("js"));
        String configuration = howTo.next("yaml");
        Path stock = Files.createDirectories(folder.resolve("stock"));
        JavaSources.jar(stock.resolve("stock.jar"), "Probe", howTo.next("java"));
        Files.writeString(stock.resolve("stock.xml"), Files.readString(hello.resolve("hello.xml"))
                .replace("hello.js", "stock.jar").replace("plugin=\"hello\"", "plugin=\"stock\""));
        Path shipping = Files.createDirectories(folder.resolve("shipping"));
        Files.writeString(shipping.resolve("manifest.json"), howTo.next("json"));
        JavaSources.jar(shipping.resolve("shipping.jar"), "Probe", howTo.next("java"));
        try (RunningServer server = RunningServer.startIn(configuration, hello, stock, shipping)) {
            assertThat(Http.get(server.uri("/rest/get/hello/greeting")).body())
                    .isEqualTo("{\"status\":\"ok\",\"message\":\"Good morning\"}");
            assertThat(Http.get(server.uri("/rest?name=Ada&old=1")).body())
                    .isEqualTo("{\"status\":\"ok\",\"message\":\"Good morning, Ada\"}");
            assertThat(Http.get(server.uri("/rest/get/hello/nothing")).body()).contains("REQ_RUN");
            assertThat(Http.get(server.uri("/rest/get/stock/level?sku=a")).body())
                    .isEqualTo("{\"status\":\"ok\",\"sku\":\"a\",\"level\":7}");
            assertThat(Http.get(server.uri("/java/shipping/quote/SE?kilos=2")).body()).isEqualTo("{\"cents\":580}");
        }
        howTo.end();
    }

    @Test
    void thePageOnMovingFromJbackendHolds() throws Exception {
        Page page = Page.read("docs/howto/moving-from-jbackend.md");
        page.next("php");
        Path moved = Files.createDirectories(folder.resolve("moved"));
        Files.writeString(moved.resolve("moved.js"), page.next("js"));
        Files.writeString(moved.resolve("moved.xml"),
                "<extension group='jbackend'><files><filename plugin='moved'>moved.js</filename></files></extension>");
        try (RunningServer server = RunningServer.startIn(page.next("yaml"), moved)) {
            assertThat(Http.get(server.uri(
                    "/index.php?option=com_jbackend&view=request&action=get&module=helloworld&resource=greeting&id=101"))
                    .body()).contains("HWD_GEN");
            assertThat(Http.get(server.uri("/index.php/api/get/helloworld/greeting")).body())
                    .isEqualTo("{\"status\":\"ok\",\"message\":\"Hello, world!\"}");
        }
        page.end();
    }

    @Test
    void theConfigurationsHold() throws Exception {
        for (String name : List.of("docs/reference/configuration.md", "docs/reference/grants.md",
                "docs/reference/isolation.md", "docs/reference/database.md")) {
            Page page = Page.read(name);
            for (int block = name.endsWith("configuration.md") ? 2 : 1; block > 0; block--) {
                Path file = Files.writeString(folder.resolve("annex.yaml"), page.next("yaml"));
                ConfigReader.read(file, Map.of(), Map.of());
            }
            page.end();
        }
    }

    /**
     * The first route that matches answers, so what is added goes before
     * {@code /:name}.
     */
    private static String with(String script, String route) {
        return script.replace("router.get('/:name'", route + "\nrouter.get('/:name'");
    }

    private Path addon(String id, String script) throws IOException {
        Path addon = Files.createDirectories(folder.resolve(id));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + id + "\", \"version\": \"1\", \"type\": \"RESTApp\"}");
        Files.writeString(addon.resolve("index.js"), script);
        return addon;
    }

    private Path script(String id, String file, String script) throws IOException {
        Path addon = Files.createDirectories(folder.resolve(id));
        Files.writeString(addon.resolve(file), script);
        return addon;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    /** The code blocks of a page that were not taken yet. */
    private record Page(String name, Deque<FencedCodeBlock> blocks) {
        static Page read(String name) throws IOException {
            Deque<FencedCodeBlock> blocks = new ArrayDeque<>();
            Parser.builder().build().parse(Files.readString(ROOT.resolve(name))).accept(new AbstractVisitor() {
                @Override
                public void visit(FencedCodeBlock block) {
                    blocks.add(block);
                }
            });
            return new Page(name, blocks);
        }

        String next(String language) {
            assertThat(blocks).as("blocks left in " + name).isNotEmpty();
            FencedCodeBlock block = blocks.remove();
            assertThat(block.getInfo()).as(name + ": " + block.getLiteral()).isEqualTo(language);
            return block.getLiteral();
        }

        void end() {
            assertThat(blocks).as("blocks of " + name + " that no test knows").isEmpty();
        }
    }

    /**
     * Runs what stands behind a prompt, and compares what it prints with what
     * stands below. Servers take free ports; what they print is compared as if they
     * had those of the page.
     */
    private final class Shell implements AutoCloseable {
        private static final Pattern CURL = Pattern
                .compile("curl (-c jar -b jar )?(?:-X (\\w+) )?(?:-H '([^:]+): ([^']+)' )?(http\\S+)");
        private static final Pattern OPERATORS_CURL = Pattern
                .compile("curl -u operator:\\$TOKEN (?:-X (\\w+) )?(?:-F widget=@(\\S+) )?(http\\S+)");
        private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

        private final Map<Integer, RunningCommand> servers = new HashMap<>();
        private final HttpClient jar = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

        /** Gives what the last command printed. */
        String run(String block) throws Exception {
            String printed = "";
            List<String> lines = block.lines().toList();
            for (int at = 0; at < lines.size();) {
                assertThat(lines.get(at)).startsWith("$ ");
                String command = lines.get(at++).substring(2);
                List<String> expected = new ArrayList<>();
                while (at < lines.size() && !lines.get(at).startsWith("$ ")) {
                    expected.add(lines.get(at++));
                }
                printed = asShown(execute(command));
                if (expected.stream().anyMatch(line -> !line.isEmpty())) {
                    assertThat(printed.strip()).as(command).matches(pattern(expected));
                }
            }
            return printed;
        }

        /** An ellipsis stands for any lines, a time for any time. */
        private Pattern pattern(List<String> expected) {
            StringBuilder pattern = new StringBuilder();
            for (String line : String.join("\n", expected).strip().lines().toList()) {
                pattern.append(pattern.isEmpty() ? "" : "\n")
                        .append(line.equals("…")
                                ? "(?s:.*)"
                                : Pattern.quote(line).replaceAll(TIME, Matcher.quoteReplacement("\\E" + TIME + "\\Q")));
            }
            return Pattern.compile(pattern.toString());
        }

        private String execute(String command) throws Exception {
            Matcher curl = CURL.matcher(command);
            if (curl.matches()) {
                return curl(curl.group(1) != null, curl.group(2) == null ? "GET" : curl.group(2),
                        URI.create(curl.group(5)), curl.group(3), curl.group(4));
            }
            Matcher operators = OPERATORS_CURL.matcher(command);
            if (operators.matches()) {
                return operatorsCurl(operators.group(1), operators.group(2), URI.create(operators.group(3)));
            }
            if (command.startsWith("./annex run ")) {
                return serve(command.replaceFirst(" &$", "").split(" ")[2],
                        command.contains("--port 8081") ? 8081 : 8080);
            }
            if (command.startsWith("./annex ")) {
                try (RunningCommand running = new RunningCommand(folder,
                        List.of(command.substring("./annex ".length()).split(" ")))) {
                    Ended ended = running.end();
                    assertThat(ended.status()).as(ended.err()).isZero();
                    return ended.out();
                }
            }
            if (command.startsWith("mkdir ")) {
                Files.createDirectory(folder.resolve(command.substring("mkdir ".length())));
                return "";
            }
            assertThat(command).isEqualTo("(cd greeter && zip -qr ../addons/greeter.zip .)");
            zip(folder.resolve("greeter"), folder.resolve("addons/greeter.zip"));
            return "";
        }

        private String serve(String what, int port) throws IOException {
            RunningCommand before = servers.remove(port);
            if (before != null) {
                before.close();
            }
            RunningCommand running = new RunningCommand(folder, List.of("run", what, "--port", "0", "--data",
                    ".annex-" + port, "--isolation", RunningServer.ISOLATION.code()));
            servers.put(port, running);
            running.ready();
            return running.out();
        }

        private String curl(boolean keepsCookies, String method, URI shown, @Nullable String field,
                @Nullable String value) throws Exception {
            String query = shown.getRawQuery() == null ? "" : "?" + shown.getRawQuery();
            URI real = server(shown.getPort()).resolve(shown.getRawPath() + query);
            HttpRequest.Builder building = HttpRequest.newBuilder(real).method(method,
                    HttpRequest.BodyPublishers.noBody());
            if (field != null && value != null) {
                building.header(field, value);
            }
            HttpRequest request = building.build();
            if (keepsCookies) {
                return jar.send(request, HttpResponse.BodyHandlers.ofString()).body();
            }
            // Who types is slower than a deploy.
            Waiting.until(real + " is there", () -> Http.send(request).statusCode() != 404);
            return Http.send(request).body();
        }

        private String operatorsCurl(@Nullable String method, @Nullable String file, URI shown) throws IOException {
            URI real = server(shown.getPort()).resolve(shown.toString().substring(shown.toString().indexOf('/', 8)));
            HttpRequest.Builder request = Http.request(real, "Authorization", "Bearer " + token(shown.getPort()));
            HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
            if (file != null) {
                request.header("Content-Type", "multipart/form-data; boundary=" + Archives.BOUNDARY);
                body = Archives.form(file, Files.readAllBytes(folder.resolve(file)));
            }
            return Http.send(request.method(method != null ? method : file != null ? "POST" : "GET", body).build())
                    .body();
        }

        private String token(int shownPort) throws IOException {
            return Files.readString(folder.resolve(".annex-" + shownPort).resolve("operator-token")).strip();
        }

        /** Has a shell run the commands of a block; what it prints. */
        String script(String block, int shownPort) throws Exception {
            String script = String.join("\n", block.lines().map(line -> line.replaceFirst("^\\$ ", "")).toList())
                    .replace("http://127.0.0.1:" + shownPort + "/", server(shownPort).resolve("/").toString());
            Path out = folder.resolve("script.txt");
            ProcessBuilder sh = new ProcessBuilder("sh", "-ec", script).directory(folder.toFile())
                    .redirectError(folder.resolve("script.err").toFile()).redirectOutput(out.toFile());
            sh.environment().put("TOKEN", token(shownPort));
            Process process = sh.start();
            assertThat(process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS) && process.exitValue() == 0)
                    .as(Files.readString(folder.resolve("script.err"))).isTrue();
            return Files.readString(out);
        }

        URI server(int shownPort) {
            RunningCommand server = servers.get(shownPort);
            assertThat(server).as("the server on port " + shownPort).isNotNull();
            return server.ready();
        }

        private String asShown(String printed) {
            String shown = printed;
            for (Map.Entry<Integer, RunningCommand> server : servers.entrySet()) {
                shown = shown.replace(server.getValue().ready().toString(), "http://127.0.0.1:" + server.getKey());
            }
            return shown;
        }

        String log() {
            return String.join("\n", servers.values().stream().map(RunningCommand::err).toList());
        }

        private static void zip(Path from, Path to) throws IOException {
            Path part = to.resolveSibling(".part");
            try (OutputStream out = Files.newOutputStream(part);
                    ZipOutputStream zip = new ZipOutputStream(out);
                    Stream<Path> files = Files.list(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    zip.putNextEntry(new ZipEntry(String.valueOf(file.getFileName())));
                    Files.copy(file, zip);
                }
            }
            Files.move(part, to);
        }

        @Override
        public void close() {
            servers.values().forEach(RunningCommand::close);
        }
    }
}
