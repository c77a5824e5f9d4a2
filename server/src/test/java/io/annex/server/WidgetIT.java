package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.addon.Version;
import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Widget backends with the real packages, which npm installs for the test:
 * every {@code cases.jsonl} of {@code src/test/widgets}, and what needs more
 * than one request.
 */
class WidgetIT {
    private static final Path WIDGETS = Path.of("src/test/widgets").toAbsolutePath();
    private static final List<String> WITH_CASES = List.of("contract", "typed", "example", "textual", "positional");

    @TempDir
    private static Path folder;
    private static Path packages;
    private static RunningServer server;

    @BeforeAll
    @TakesUpTo(minutes = 4)
    static void start() throws Exception {
        packages = Files.createDirectories(folder.resolve("packages"));
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(Path.of("src/test/widget-packages").resolve(file), packages.resolve(file));
        }
        Path output = folder.resolve("npm.txt");
        Process npm = new ProcessBuilder("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(packages.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int status = Waiting.exit(Duration.ofMinutes(3), npm);
        assertThat(status).as(Files.readString(output)).isZero();
        server = start(Waiting.time(Duration.ofSeconds(2)),
                "addons: {contract: {grants: {cookiePaths: [/, /x]}}, positional: {settings: {helpers: positional}}}\n",
                WIDGETS);
    }

    private static RunningServer start(String yaml, Path... sources) {
        return start(Duration.ofMinutes(1), yaml, sources);
    }

    private static RunningServer start(Duration wall, String yaml, Path... sources) {
        return RunningServer.startIn("packages: " + packages + "\nlimits: {wall: " + wall.toMillis() + " ms}\n" + yaml,
                sources);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(RunningServer on, String widget, String path) {
        return Http.get(on.uri("/console/wb" + path), "widget-id", widget);
    }

    private static Path widget(String name, String file, String source) throws IOException {
        Path widget = Files.createDirectories(folder.resolve(name));
        Files.writeString(widget.resolve(file), source);
        return widget;
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return WITH_CASES.stream()
                .flatMap(name -> Cases.of(WIDGETS.resolve(name), server.uri("/console/wb"), Map.of("widget-id", name)));
    }

    @Test
    void aGlobalOfOneWidgetIsNotSeenByAnother() {
        get(server, "contract", "/leak");
        assertThat(get(server, "neighbour", "/leaked").body()).isEqualTo("undefined undefined function");
        get(server, "polluter", "/pollute");
        assertThat(get(server, "neighbour", "/leaked").body()).isEqualTo("undefined undefined function");
    }

    private static final String LAYOUT = """
            module.exports = function (r) {
              r.register('layout', function (req, res, next) {
                const ELK = require('elkjs');
                const children = Array.from({ length: 200 }, (_, i) => ({ id: 'n' + i, width: 30, height: 20 }));
                const edges = Array.from({ length: 199 }, (_, i) => ({ id: 'e' + i, sources: ['n' + (i >> 1)], targets: ['n' + (i + 1)] }));
                new ELK().layout({ id: 'root', layoutOptions: { 'elk.algorithm': 'layered' }, children, edges })
                  .then((graph) => res.json({
                    nodes: new Set(graph.children.map(({ x, y }) => x + ' ' + y)).size,
                    edges: graph.edges.filter((edge) => edge.sections.length > 0).length,
                  }))
                  .catch(next);
              });
              r.register('dates', (req, res) => {
                const moment = require('moment');
                res.json([moment.utc('2024-01-31').add(1, 'month').format('YYYY-MM-DD'), moment.utc('2024-03-01').locale('de').format('MMMM')]);
              });
              r.register('ids', (req, res) => {
                const { v4, v5, validate } = require('uuid');
                res.json([validate(v4()), v4() !== v4(), v5('annex', v5.URL)]);
              });
              r.register('instance', (req, res) => {
                const _ = require('lodash');
                _.calls = (_.calls || 0) + 1;
                res.json([_.calls, _ === require('lodash/lodash')]);
              });
            };
            """;

    /**
     * npm's fs-extra, in a folder of the operator's; the answer is what Node gives.
     */
    private static final String EXTRA = """
            const fse = require('fs-extra');
            const path = require('node:path');
            module.exports = function (r) {
              r.register('extra', async function (req, res, next) {
                const at = (...names) => path.join('FOLDER', ...names);
                const code = (p) => p.then(() => 'done', (e) => e.code);
                await fse.outputFile(at('logs', 'a', 'today.log'), 'one\\n');
                await fse.appendFile(at('logs', 'a', 'today.log'), 'two\\n');
                await fse.writeJson(at('data.json'), { a: [1, 'å'] });
                await fse.copy(at('logs'), at('copied'));
                await fse.copy('/brought', at('brought'));
                await fse.move(at('copied', 'a', 'today.log'), at('moved.log'));
                await fse.ensureDir(at('made', 'deep'));
                await fse.ensureFile(at('made', 'empty'));
                fse.emptyDirSync(at('copied'));
                fse.outputJsonSync(at('sync', 'b.json'), { b: 1 }, { spaces: 2 });
                const streamed = await new Promise((ok, no) => {
                  const parts = [];
                  fse.createReadStream(at('moved.log'), 'utf8').on('data', (part) => parts.push(part)).on('error', no).on('end', () => ok(parts.join('')));
                });
                const called = await new Promise((ok) => fse.readFile(at('data.json'), 'utf8', (e, text) => ok(text)));
                const said = [await fse.readFile(at('moved.log'), 'utf8'), await fse.readJson(at('data.json')), await fse.pathExists(at('none')), fse.existsSync(at('brought', 'template.html')),
                  (await fse.readdir('FOLDER')).sort(), await fse.readdir(at('copied')), streamed, called, fse.readJsonSync(at('sync', 'b.json')), (await fse.stat(at('moved.log'))).size,
                  await code(fse.readFile(at('none'))), await code(fse.copy(at('moved.log'), '/etc/x')), await code(fse.remove('/brought')), await code(fse.readJson('/etc/passwd')), await code(fse.outputFile(at('..', 'x'), ''))];
                for (const name of await fse.readdir('FOLDER')) await fse.remove(at(name));
                said.push(await fse.readdir('FOLDER'));
                res.send(said);
              });
              r.register('listed', (req, res) => {
                const code = (name) => { try { return typeof require(name); } catch (e) { return e.message; } };
                res.send(['fs', 'node:fs', 'fs/promises', 'node:os', 'graceful-fs', 'path'].map(code));
              });
            };
            """;

    @Test
    void fsExtraWorksInAFolderThatIsGranted() throws Exception {
        Path granted = Files.createDirectories(folder.resolve("granted"));
        Path widget = widget("extra", "backend.js", EXTRA.replace("FOLDER", granted.toString()));
        Files.createDirectories(widget.resolve("brought"));
        Files.writeString(widget.resolve("brought/template.html"), "<p>");
        String yaml = "packages: " + packages + "\nlimits: {wall: 1 min, cpu: 30 s}\n"
                + "allowedModules: [fs-extra, fs, path]\naddons: {extra: {grants: {files: [{path: " + granted
                + ", access: write}]}}}\n";
        try (RunningServer more = RunningServer.startIn(yaml, widget)) {
            assertThat(get(more, "extra", "/extra").body()).isEqualTo(
                    """
                            ["one\\ntwo\\n",{"a":[1,"å"]},false,true,["brought","copied","data.json","logs","made","moved.log","sync"],[],"one\\ntwo\\n","{\\"a\\":[1,\\"å\\"]}\\n",\
                            {"b":1},8,"ENOENT","EACCES","EACCES","ENOENT","EACCES",[]]""");
            assertThat(get(more, "extra", "/listed").body()).isEqualTo(
                    "[\"object\",\"object\",\"object\",\"Cannot find module 'node:os'\",\"Cannot find module 'graceful-fs'\",\"object\"]");
        }
        try (RunningServer more = RunningServer.startIn(yaml.replaceFirst("addons: .*", ""), widget)) {
            assertThat(get(more, "extra", "/extra").body())
                    .startsWith("{\"message\":\"EACCES: permission denied, mkdir '").contains("grants.files");
        }
    }

    @Test
    void theRealPackagesWork() throws Exception {
        Path widget = widget("engine", "backend.js", LAYOUT);
        Path twin = widget("twin", "backend.js", LAYOUT);
        String yaml = "packages: " + packages
                + "\nlimits: {wall: 1 min, cpu: 30 s}\nallowedModules: [lodash, elkjs, moment, uuid]\n";
        try (RunningServer more = RunningServer.startIn(yaml, widget, twin)) {
            assertThat(get(more, "engine", "/layout").body()).isEqualTo("{\"nodes\":200,\"edges\":199}");
            assertThat(get(more, "engine", "/dates").body()).isEqualTo("[\"2024-02-29\",\"März\"]");
            assertThat(get(more, "engine", "/ids").body())
                    .isEqualTo("[true,true,\"cf89e972-a9cc-566d-9d78-b41f6620d9f5\"]");
            assertThat(get(more, "engine", "/instance").body()).isEqualTo("[1,true]");
            assertThat(get(more, "engine", "/instance").body()).isEqualTo("[2,true]");
            assertThat(get(more, "twin", "/instance").body()).isEqualTo("[1,true]");
        }
    }

    @Test
    void modulesAreAllowedForEachWidget() throws Exception {
        String source = "module.exports = r => { r.register('m', (req, res) => res.send(typeof require('moment'))); };";
        Path one = widget("one", "backend.js", source);
        Path other = widget("other", "backend.js", source);
        try (RunningServer more = start("addons: {one: {allowedModules: moment}}\n", one, other)) {
            assertThat(get(more, "one", "/m").body()).isEqualTo("function");
            assertThat(get(more, "other", "/m").body()).isEqualTo("{\"message\":\"Cannot find module 'moment'\"}");
        }
    }

    @Test
    void anAnswerThatNeverComesEndsWithTheWallTime() {
        assertThat(get(server, "contract", "/never").statusCode()).isEqualTo(504);
        assertThat(get(server, "contract", "/loop").statusCode()).isEqualTo(504);
        assertThat(get(server, "contract", "/status").body()).isEqualTo("OK");
    }

    @Test
    void anAnswerOverTheLimitIsNone() {
        assertThat(get(server, "contract", "/big?n=70000000").statusCode()).isEqualTo(503);
    }

    @Test
    void theLogHasWhatHandlersSayAndFailWith() {
        // The log is that of the server which was started last.
        try (RunningServer more = start("", WIDGETS.resolve("contract"), WIDGETS.resolve("typed"))) {
            get(more, "contract", "/helper");
            more.awaitLog("WidgetBackend-my_endpoint: told {\"a\":1} [2]");
            more.awaitLog("WidgetBackend-my_endpoint: Error: with its stack");
            get(more, "typed", "/throws");
            more.awaitLog("at the right line: x\n    at typed/backend.ts:48:");
            get(more, "contract", "/throw-after-end");
            more.awaitLog("after the answer was sent: Error: too late");
            get(more, "contract", "/timer");
            more.awaitLog("a timer failed: Error: in a timer");
            get(more, "contract", "/finish?id=7");
            more.awaitLog("finished 7");
        }
    }

    @Test
    void manyCallsAtOnceEachHaveTheirAnswer() {
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 200)
                .mapToObj(i -> Http.later(Http.request(server.uri("/console/wb/body"), "widget-id", "contract")
                        .POST(BodyPublishers.ofString("{\"n\":" + i + "}")).build()))
                .toList();
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).join().body()).isEqualTo("{\"got\":{\"n\":" + i + "}}");
        }
    }

    @Test
    void backendJsWinsOverBackendTs() throws Exception {
        Path widget = widget("both", "backend.ts", "export default r => { r.register('a', (q, s) => s.send('ts')); };");
        widget("both", "backend.js", "module.exports = r => { r.register('a', (q, s) => s.send('js')); };");
        try (RunningServer more = start("", widget)) {
            assertThat(get(more, "both", "/a").body()).isEqualTo("js");
        }
    }

    @Test
    void theNameOfAnArchiveIsTheWidgetsId() throws Exception {
        Path zip = folder.resolve("Archived.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("Archived/backend.ts"));
            out.write("export default r => { r.register('a', (q, s) => s.send('zip')); };"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.closeEntry();
        }
        try (RunningServer more = start("", zip)) {
            assertThat(get(more, "Archived", "/a").body()).isEqualTo("zip");
        }
    }

    @Test
    void aBackendThatDoesNotLoadIsNotServedAndTheOthersAre() throws Exception {
        Path broken = widget("broken", "backend.js", "module.exports = r => { r.register('a', 'HEAD', () => {}); };");
        Path syntax = widget("syntax", "backend.ts", "export default r => {\n  const a: = 1;\n};");
        Path module = widget("module", "backend.js", "require('fs'); module.exports = r => {};");
        Path none = widget("none", "backend.js", "module.exports = 5;");
        Path late = widget("late", "backend.js",
                "module.exports = async r => { await null; r.register('a', (q, s) => s.send('late')); };");
        Path empty = widget("empty", "backend.js", "module.exports = r => {};");
        Path page = widget("page", "widget.js", "Stage.defineWidget({});");
        try (RunningServer more = start("", broken, syntax, module, none, late, empty, page)) {
            assertThat(more.log()).contains(
                    "broken was not deployed: Error: Method 'HEAD' not allowed. "
                            + "Valid methods: GET,POST,PUT,DELETE,PATCH",
                    "broken/backend.js:1:", "syntax/backend.ts:2:", "Cannot find module 'fs'", "module/backend.js:1:",
                    "Backend definition must be a function (module.exports = function(BackendRegistrator) {...})",
                    "the add-on registers no endpoint");
            assertThat(get(more, "broken", "/a").body())
                    .isEqualTo("{\"message\":\"No script for service A for method GET for widget broken\"}");
            assertThat(get(more, "late", "/a").body()).isEqualTo("late");
            assertThat(more.server().addons()).extracting(Version::addon).containsExactly("empty", "late", "page");
        }
    }

    @Test
    void aSavedBackendServesWithoutARestart() throws Exception {
        String source = "module.exports = r => { r.register('v', (q, s) => s.send('%s')); };";
        Path widget = widget("edited", "backend.js", source.formatted("one"));
        try (RunningServer more = start("", widget)) {
            assertThat(get(more, "edited", "/v").body()).isEqualTo("one");
            Files.writeString(widget.resolve("backend.js"), source.formatted("two"));
            Waiting.until("the new version serves", () -> get(more, "edited", "/v").body().equals("two"));
            Files.writeString(widget.resolve("backend.js"), "module.exports = r => { r.register(); };");
            more.awaitLog("Service name must be provided");
            assertThat(get(more, "edited", "/v").body()).isEqualTo("two");
        }
    }

    @Test
    void pagesOfAnOriginThatTheOperatorAllowsMayCall() throws Exception {
        Path widget = widget("shared", "backend.js",
                "module.exports = r => { r.register('a', 'POST', (q, s) => s.send('shared')); };");
        try (RunningServer more = start("addons: {shared: {cors: https://a.example}}\n", widget,
                WIDGETS.resolve("example"))) {
            String[] asked = {"Origin", "https://a.example", "Access-Control-Request-Method", "POST",
                    "Access-Control-Request-Headers", "widget-id"};
            HttpResponse<String> preflight = Http.send(
                    Http.request(more.uri("/console/wb/a"), asked).method("OPTIONS", BodyPublishers.noBody()).build());
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers")).hasValue("widget-id");
            HttpResponse<String> call = Http.send(Http.request(more.uri("/console/wb/a"), "Origin", "https://a.example",
                    "Sec-Fetch-Site", "cross-site", "widget-id", "shared").POST(BodyPublishers.noBody()).build());
            assertThat(call.body()).isEqualTo("shared");
            assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://a.example");
            HttpResponse<String> refused = Http.send(Http.request(more.uri("/console/wb/status"), asked)
                    .method("OPTIONS", BodyPublishers.noBody()).build());
            assertThat(refused.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void withoutAnyWidgetTheirMountAnswersAsTheyDo() throws Exception {
        try (RunningServer more = start("", Files.createDirectories(folder.resolve("nothing")))) {
            assertThat(get(more, "basic", "/nosuch").body())
                    .isEqualTo("{\"message\":\"No script for service NOSUCH for method GET for widget basic\"}");
        }
    }

    @Test
    void theManagersExampleCallsAManagerWhoseCaTheOperatorTrusts() throws Exception {
        Authority authority = Authority.in(folder.resolve("manager"), "ip:127.0.0.1");
        Path proxy = WIDGETS.resolve("proxy");
        try (Peer manager = new Peer("127.0.0.1", 0, authority.certificate(), authority.key())) {
            String url = "widgets: {access: open}\nmanager: {url: 'https://127.0.0.1:" + manager.port() + "/api/v3.1'";
            try (RunningServer more = start(url + ", certificate: " + authority.ca() + "}\n", proxy)) {
                HttpResponse<String> answer = proxied(more);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                JsonNode seen = Http.json(answer);
                assertThat(seen.path("method").asString()).isEqualTo("POST");
                assertThat(seen.path("uri").asString()).isEqualTo("/api/v3.1/blueprints?_size=2&_sort=id");
                assertThat(seen.path("body").asString()).isEqualTo("{\"a\":[1,\"ü\"]}");
                assertThat(seen.at("/headers/authentication-token").asString()).isEqualTo("t-1");
                assertThat(seen.at("/headers/x-own").asString()).isEqualTo("yes");
                assertThat(seen.at("/headers/host").asString()).isEqualTo("127.0.0.1:" + manager.port());
            }
            try (RunningServer more = start(url + "}\n", proxy)) {
                HttpResponse<String> answer = proxied(more);
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(Http.json(answer).path("message").asString()).contains("TLS failed");
            }
        }
    }

    /** What the console's page sends to the example's service. */
    private static HttpResponse<String> proxied(RunningServer on) {
        return Http.send(Http
                .request(on.uri("/console/wb/manager?endpoint=blueprints&_size=2&_sort=id"), "widget-id", "proxy",
                        "Content-Type", "application/json", "Cookie", "a=b; XSRF-TOKEN=t-1", "X-Own", "yes")
                .method("GET", BodyPublishers.ofString("{\"a\":[1,\"ü\"]}")).build());
    }

    @Test
    void aRequestMayBringACertificateAlong() throws Exception {
        Authority authority = Authority.in(folder.resolve("secure"), "ip:127.0.0.1");
        Path calls = widget("calls", "backend.ts",
                """
                        export default (r) => r.register('secure', 'POST', async (req, res, next, { Request }) => {
                            let certificate = '';
                            for await (const chunk of req) { certificate += chunk; }
                            Request.doGet(req.query.url, certificate ? { certificate } : {}).then((seen) => res.send(seen)).catch(next);
                        });
                        """);
        try (Peer secure = new Peer("127.0.0.1", 0, authority.certificate(), authority.key());
                RunningServer more = RunningServer.startIn("grants: {networks: [127.0.0.1/32]}\n", calls)) {
            for (String[] each : List.of(new String[]{Files.readString(authority.ca()), "200", "\"uri\":\"/x\""},
                    new String[]{"", "404", "TLS failed"}, new String[]{"no PEM", "404", "certificate: "})) {
                HttpResponse<String> answer = Http
                        .send(Http.request(more.uri("/console/wb/secure?url=https://127.0.0.1:" + secure.port() + "/x"),
                                "widget-id", "calls").POST(BodyPublishers.ofString(each[0])).build());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(Integer.parseInt(each[1]));
                assertThat(answer.body()).contains(each[2]);
            }
        }
    }
}
