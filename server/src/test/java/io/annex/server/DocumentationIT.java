package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.annex.core.addon.Version;
import io.annex.core.http.Visitors;
import io.annex.core.message.Messages;
import io.annex.core.service.HostService;
import io.annex.server.config.Config;
import io.annex.server.config.ConfigReader;
import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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
            "docs/howto/widget.md", "docs/howto/webpoints.md", "docs/howto/jbackend.md", "docs/howto/embedding.md",
            "docs/howto/moving-from-jbackend.md", "docs/howto/testing.md", "docs/howto/types.md",
            "docs/reference/configuration.md", "docs/reference/errors.md", "docs/reference/isolation.md",
            "docs/reference/grants.md", "docs/reference/manifest.md", "docs/reference/openapi.md",
            "docs/reference/database.md", "docs/reference/keys.md", "docs/reference/webpoints.md",
            "docs/reference/limits.md", "docs/reference/services/files.md", "docs/reference/services/images.md",
            "docs/reference/services/storage.md", "docs/reference/services/mail.md",
            "docs/reference/services/settings.md");
    /** The pages whose blocks cannot be run, and why. */
    private static final Map<String, String> NOT_RUN = Map.of("docs/reference/visitors.md",
            "what is told, in part; VisitorsIT asks in all styles", "docs/design/cells.md", "a picture of the parts",
            "docs/design/streams.md", "another", "docs/reference/operation.md",
            "an entry of the access log, whose form AccessLogIT checks", "docs/reference/services/addons.md",
            "two add-ons of their own; AddonCallsIT has such", "docs/reference/services/events.md",
            "timers and what other add-ons emit; TimersIT and SeveralServersIT have them", "docs/reference/fs.md",
            "folders of an operator's; FsIT and WidgetIT have such", "docs/reference/outbound.md",
            "calls a server elsewhere; OutboundIT makes such calls to this machine");

    @TempDir
    Path folder;
    private @Nullable Terminal opened;

    /** Where the page's commands are typed. */
    private Terminal terminal() throws IOException {
        Terminal terminal = opened;
        if (terminal == null) {
            terminal = new Terminal(folder);
            opened = terminal;
        }
        return terminal;
    }

    @AfterEach
    void stop() throws Exception {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void theReadmeHolds() throws Exception {
        Page readme = Page.read("README.md");
        addon("notes", readme.next("js"));
        terminal().type(readme.next("console"));
        terminal().type(readme.next("console"));
        readme.end();
        terminal().enter("./annex run notes");
        assertThat(terminal().enter("curl http://127.0.0.1:8080/rest-api/notes/7"))
                .isEqualTo("{\"id\":\"7\",\"text\":\"Buy milk\"}");
    }

    @Test
    void theTutorialHolds() throws Exception {
        Page tutorial = Page.read("docs/tutorial.md");
        Terminal terminal = terminal();
        terminal.type(tutorial.next("console"));
        Path script = folder.resolve("greeter/index.js");
        Files.writeString(script, tutorial.next("js"));
        terminal.type(tutorial.next("console"));
        terminal.type(tutorial.next("console"));
        terminal.type(tutorial.next("console"));
        String greeter = "curl http://127.0.0.1:8080/rest-api/greeter/";

        // Change it while it runs
        Files.writeString(script, Files.readString(script).replace("Hello", "Good morning"));
        terminal.type("$ " + greeter + "Ada\n{\"message\":\"Good morning, Ada!\"}");
        String whole = Files.readString(script);
        int last = whole.lastIndexOf(')');
        Files.writeString(script, whole.substring(0, last) + whole.substring(last + 1));
        Waiting.until("the mistake is shown", () -> terminal.log().contains("greeter/index.js:"));
        assertThat(terminal.enter(greeter + "Ada")).isEqualTo("{\"message\":\"Good morning, Ada!\"}");

        // Make it fail
        whole = with(whole, tutorial.next("js"));
        Files.writeString(script, whole);
        terminal.type("$ " + greeter + "fails -o /dev/null -w '%{http_code}'\n500");
        String failure = terminal.type(tutorial.next("console"));
        String incident = Http.json(failure).path("incident").asString();
        assertThat(failure).doesNotContain("index.js").contains(incident);
        Waiting.until("the incident is logged", () -> terminal.log().contains("incident " + incident));
        assertThat(terminal.log()).containsPattern("incident " + incident + "(?s:.*)greeter/index\\.js:\\d+:\\d+");
        whole = with(whole, tutorial.next("js"));
        Files.writeString(script, whole);
        terminal.type("$ " + greeter + "stuck -o /dev/null -w '%{http_code}'\n504");
        assertThat(Http.json(terminal.enter(greeter + "stuck")).path("reason").asString()).isEqualTo("cpu");
        assertThat(terminal.enter(greeter + "Ada")).isEqualTo("{\"message\":\"Good morning, Ada!\"}");

        // Keep something
        whole = with(whole, tutorial.next("js"));
        Files.writeString(script, whole);
        // Its method is known as soon as it is there.
        terminal.type("$ " + greeter + "visits --request DELETE -o /dev/null -w '%header{allow}'\n…POST…");
        terminal.type(tutorial.next("console"));

        // Test it
        Path tests = Files.createDirectories(folder.resolve("greeter/test"));
        Files.writeString(tests.resolve("greeter.test.js"), tutorial.next("js"));
        terminal.type(tutorial.next("console"));

        // Deploy it
        terminal.type(tutorial.next("console"));
        terminal.type(tutorial.next("console"));
        terminal.type(tutorial.next("console"));
        try (Terminal second = terminal.another()) {
            second.type(tutorial.next("console"));
        }
        tutorial.end();
    }

    @Test
    @TakesUpTo(minutes = 3)
    void thePageOnTypesHolds() throws Exception {
        Page page = Page.read("docs/howto/types.md");
        terminal().type(page.next("console"));
        Path script = folder.resolve("shop/index.ts");
        Files.writeString(script, page.next("ts"));
        // It finds something, and ends accordingly.
        terminal().type(page.next("console").replace("--silent", "--silent || true"));

        // Each for the style that it is of; the checks are the same in all.
        Path checked = folder.resolve("shop/tsconfig.json");
        String compiler = Files.readString(checked);
        Files.writeString(script, "export {};\n");
        for (String style : List.of("widget", "webpoints", "jbackend")) {
            String before = style.equals("webpoints") ? "const app = new (require('webpoints').Application)();\n" : "";
            Files.writeString(folder.resolve("shop/" + style + ".js"), before + page.next("js"));
            Files.writeString(checked, compiler.replace("restapp", style).replace("\"exclude\"",
                    "\"files\": [\"" + style + ".js\"], \"exclude\""));
            terminal().type("$ npm run types --prefix shop --silent\n");
        }
        Files.writeString(checked, compiler.replace("\"exclude\"", "\"files\": [\"index.ts\"], \"exclude\""));
        Files.writeString(script, page.next("ts") + "import router from 'router';\n"
                + "router.get('/', (req, res) => res.json(req.session.visits.toFixed() + req.user?.name));\n");
        assertThat(terminal().enter("npm run types --prefix shop --silent")).isEmpty();
        page.end();
    }

    @Test
    void theHowToHolds() throws Exception {
        Page howTo = Page.read("docs/howto/restapp.md");
        String script = howTo.next("js") + howTo.next("js") + howTo.next("js") + howTo.next("js") + howTo.next("js")
                + howTo.next("js") + howTo.next("js") + """
                        async function read(page) { return { page }; }
                        const computed = [];
                        function computePrice(id) { computed.push(id); return { id, computed: computed.length }; }
                        let notified;
                        async function save(order) { return { id: 1, ...order }; }
                        async function notify(order) { await new Promise(setImmediate); notified = order; }
                        router.get('/notified', (req, res) => { res.json(notified ?? null); });
                        """;
        try (RunningServer server = RunningServer.startIn("", addon("sample", script))) {
            HttpResponse<String> without = Http.get(server.uri("/rest-api/sample/user/7"));
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.body()).isEmpty();
            assertThat(Http.get(server.uri("/rest-api/sample/user/7"), "X-Token", "t").body())
                    .isEqualTo("{\"id\":\"7\"}");
            assertThat(Http.get(server.uri("/rest-api/sample/later"), "X-Token", "t").body()).isEqualTo("later");
            assertThat(Http.send(Http
                    .request(server.uri("/rest-api/sample/order"), "X-Token", "t", "Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"what\":\"tea\"}")).build()).body())
                    .isEqualTo("{\"id\":1,\"what\":\"tea\"}");
            for (int times = 0; times < 2; times++) {
                assertThat(Http.get(server.uri("/rest-api/sample/price/7"), "X-Token", "t").body())
                        .isEqualTo("{\"id\":\"7\",\"computed\":1}");
            }
            assertThat(Http.get(server.uri("/rest-api/sample/export"), "X-Token", "t").body()).hasLineCount(100)
                    .startsWith("{\"page\":0}\n{\"page\":1}\n");
            Waiting.until("what was kept is done",
                    () -> Http.get(server.uri("/rest-api/sample/notified"), "X-Token", "t").body().contains("tea"));
            server.server().messages().emit("order:new", "{\"id\": 7}");
            server.awaitLog("order:new 7");
        }
        howTo.end();
    }

    @Test
    void theWidgetHowToHolds() throws Exception {
        Page howTo = Page.read("docs/howto/widget.md");
        Path status = script("status", "backend.ts", howTo.next("ts"));
        terminal().type(howTo.next("console"));
        terminal().type(howTo.next("console"));
        terminal().interrupt();
        List<Path> widgets = new ArrayList<>(List.of(status));
        for (String form : howTo.next("js").lines().toList()) {
            widgets.add(script("form-" + widgets.size(), "backend.js",
                    form.replace("…", "r.register('form', (req, res) => res.send('OK'));")));
        }
        assertThat(widgets).hasSize(5);
        try (RunningServer server = RunningServer.startIn("", widgets.toArray(Path[]::new))) {
            assertThat(Http.get(server.uri("/console/wb/status"), "widget-id", "status").body()).isEqualTo("OK");
            for (int i = 1; i < 5; i++) {
                assertThat(Http.get(server.uri("/console/wb/form"), "widget-id", "form-" + i).body()).isEqualTo("OK");
            }
        }
        script("widgets/greeter", "backend.js", howTo.next("js"));
        terminal().type(howTo.next("console"));
        terminal().type(howTo.next("console"));
        ConfigReader.read(Files.writeString(folder.resolve("annex-packages.yaml"), howTo.next("yaml")), Map.of(),
                Map.of());
        // Install over HTTP
        terminal().type(howTo.next("console"));
        terminal().type(howTo.next("console"));
        terminal().type(howTo.next("console"));
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
        assertThat(terminal().type(howTo.next("console"))).isEqualTo("{\"id\":\"weather\",\"isCustom\":true}");
        assertThat(terminal().enter("curl -H 'widget-id: weather' http://127.0.0.1:8080/console/wb/v"))
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
        assertThat(Waiting.exit(node)).as(printed).isZero();
        return printed;
    }

    @Test
    void theWebpointsHowToHolds() throws Exception {
        Page howTo = Page.read("docs/howto/webpoints.md");
        script("sums", "server.js", howTo.next("js"));
        terminal().type(howTo.next("console"));
        terminal().type(howTo.next("console"));
        terminal().interrupt();
        Path greetings = script("greetings", "operations.js", howTo.next("js"));
        String start = "const webpoints = require('webpoints');\nconst { Application, StaticFilesEndpoint, parameters } = webpoints;\nconst app = new Application({ owner: 'me' });\n";
        Path kinds = script("kinds", "server.js", start + howTo.next("js") + "app.run();\n");
        Path checks = script("checks", "server.js", start + "app.operations['/check'] = { method: 'get', "
                + howTo.next("js")
                + ", serialize: true, handler(id, tags, token, point, callback) { callback([id, tags, token, point]); } };\napp.run();\n");
        Path bodies = script("bodies", "server.js", start + howTo.next("js") + "app.run();\n");
        assertThat(howTo.next("js")).as("ExpressIT has the packages, and runs it").contains("require('helmet')");
        Path routers = script("routers", "server.js", start + howTo.next("js"));
        Path features = script("features", "server.js", start + howTo.next("js") + howTo.next("js") + "app.run();\n");
        Path environments = script("environments", "server.js", start + howTo.next("js") + "app.run();\n");
        try (RunningServer server = RunningServer.startIn("addons: {environments: {environment: development}}\n",
                greetings, kinds, checks, bodies, routers, features, environments)) {
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
            assertThat(Http.get(server.uri("/routers/customers/acme/orders/5")).body())
                    .isEqualTo("{\"customer\":\"acme\",\"order\":\"5\"}");
            assertThat(Http.get(server.uri("/routers/customers/acme/orders/x")).statusCode()).isEqualTo(404);
            assertThat(Http.get(server.uri("/features/half?n=4")).body()).isEqualTo("2");
            assertThat(Http.get(server.uri("/features/half?n=3")).body()).isEqualTo("n must be even");
            URI monitor = server.uri(Http.post(server.uri("/features/report"), "text/plain", "").body());
            Waiting.until("the report is finished",
                    () -> Http.send(Http.request(monitor).DELETE().build()).body().equals("\"finished\""));
            URI archive = server.uri(
                    Http.post(server.uri("/features/archive"), "application/x-www-form-urlencoded", "pages=3").body());
            Waiting.until("the archive is made",
                    () -> Http.send(Http.request(archive).DELETE().build()).body().equals("{\"archived\":3}"));
            assertThat(Http.get(server.uri("/environments/help")).body()).contains("/help");
        }
        howTo.end();
    }

    @Test
    void theWebpointsReferenceHolds() throws Exception {
        Page page = Page.read("docs/reference/webpoints.md");
        String start = "const webpoints = require('webpoints');\nconst { Application, ApplicationPool } = webpoints;\n";
        Path features = script("features", "server.js", start + "const app = new Application();\n" + page.next("js")
                + "app.operations['/a'] = { method: 'get', shout: true, handler(callback) { callback('a'); } };\n"
                + "app.run();\n");
        Path pool = script("pool", "server.js", start + page.next("js"));
        for (String name : List.of("desk", "shop")) {
            script("pool", name + ".js", "const app = (module.exports = new (require('webpoints').Application)());\n"
                    + "app.operations['/'] = (request, response) => response.send('" + name + "');\n");
        }
        try (RunningServer server = RunningServer.startIn("", features, pool)) {
            assertThat(Http.get(server.uri("/features/a")).body()).isEqualTo("a!");
            assertThat(Http.get(server.uri("/pool/desk")).body()).isEqualTo("desk");
            assertThat(Http.get(server.uri("/pool/shop")).body()).isEqualTo("shop");
        }
        page.end();
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
    void theHowToOfTestsHolds() throws Exception {
        Page howTo = Page.read("docs/howto/testing.md");
        Path tests = addon("greeter", howTo.next("js")).resolve("test");
        Files.writeString(Files.createDirectories(tests).resolve("price.test.js"), howTo.next("js"));
        terminal().type(howTo.next("console"));
        howTo.end();
    }

    @Test
    void thePageOnFilesHolds() throws Exception {
        Page page = Page.read("docs/reference/services/files.md");
        Path templates = Files.createDirectories(folder.resolve("templates"));
        Files.writeString(templates.resolve("letter.txt"), "Dear");
        Config config = ConfigReader.read(Files.writeString(folder.resolve("annex-files.yaml"), page.next("yaml")),
                Map.of(), Map.of());
        assertThat(config.addon("reports").grants().of("files").entries()).hasSize(2);
        Path sample = addon("sample", "const router = require('router');\nrouter.get('/', async (req, res) => {\n"
                + "require('annex/files').createFolder('notes');\nrequire('annex/files').write('picture.png', 'x');\n"
                + page.next("js").replace("/srv/templates", templates.toString())
                + "res.json([text.split(' ')[1], template, bytes.length, files.readText('notes/today.txt')]);\n});\n"
                + page.next("js"));
        Files.writeString(templates.resolve("letter.html"), "<p>Dear");
        Path archive = addon("archive",
                "const appData = require('appData'), router = require('router');\nrouter.get('/', (req, res) =>"
                        + " res.json([appData.getNode('shelves').path, require('FileUtil').getContentAsString(appData.getNode('template'))]));");
        String named = page.next("yaml").replace("/srv/templates", templates.toString());
        try (RunningServer server = RunningServer.startIn(
                named + "  sample: {grants: {files: [true, {path: " + templates + ", access: read}]}}", sample,
                archive)) {
            assertThat(Http.get(server.uri("/rest-api/archive/")).body())
                    .isEqualTo("[\"/papers/shelves\",\"<p>Dear\"]");
            assertThat(Http.get(server.uri("/rest-api/sample/")).body())
                    .isEqualTo("[\"begun\\n\",\"Dear\",1,\"first\"]");
            HttpResponse<String> kept = Http.send(Http
                    .request(server.uri("/rest-api/sample/picture"), "Content-Type", "multipart/form-data; boundary=b")
                    .POST(HttpRequest.BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; "
                            + "name=\"picture\"; filename=\"p.png\"\r\n\r\nxyz\r\n--b--\r\n"))
                    .build());
            assertThat(kept.body()).isEqualTo("{\"id\":\"files::p.png\",\"name\":\"p.png\",\"size\":3}");
        }
        page.end();
    }

    @Test
    void thePageOnImagesHolds() throws Exception {
        Page page = Page.read("docs/reference/services/images.md");
        Path sample = addon("sample", "const router = require('router');\n" + page.next("js") + page.next("js"));
        try (RunningServer server = RunningServer.startIn("addons: {sample: {grants: {files: true}}}", sample)) {
            for (String each : List.of("small", "thumbnail")) {
                HttpResponse<String> answer = Http.send(Http
                        .request(server.uri("/rest-api/sample/" + each), "Content-Type",
                                "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(form(picture(400, 300)))).build());
                assertThat(answer.body()).isEqualTo("{\"width\":200,\"height\":150}");
            }
        }
        page.end();
    }

    private static byte[] picture(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), "png", png);
        return png.toByteArray();
    }

    private static byte[] form(byte[] content) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"x.png\"\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(content);
        body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    @Test
    void thePageOnMailHolds() throws Exception {
        Page page = Page.read("docs/reference/services/mail.md");
        Path password = Files.writeString(folder.resolve("mail-password"), "secret\n");
        Config config = ConfigReader.read(Files.writeString(folder.resolve("annex-mail.yaml"),
                page.next("yaml").replace("/run/secrets/mail", password.toString())), Map.of(), Map.of());
        assertThat(config.mail().password()).isEqualTo("secret");
        assertThat(config.mail()).hasToString("smtp.example.org:587");
        Path sample = addon("sample", "const router = require('router');\n" + page.next("js") + page.next("js"));
        GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        try (RunningServer server = RunningServer
                .startIn("mail: {host: 127.0.0.1, tls: none, from: a@example.org, port: " + smtp.getSmtp().getPort()
                        + "}\naddons: {sample: {grants: {mail: true}}}", sample)) {
            String form = "application/x-www-form-urlencoded";
            assertThat(Http.post(server.uri("/rest-api/sample/feedback"), form, "email=b@example.org&text=good")
                    .statusCode()).isEqualTo(202);
            assertThat(Http.post(server.uri("/rest-api/sample/contact"), form, "text=hello").body())
                    .isEqualTo("{\"sent\":true}");
            assertThat(smtp.getReceivedMessages()).hasSize(2);
        } finally {
            smtp.stop();
        }
        page.end();
    }

    @Test
    void thePageOnOpenApiHolds() throws Exception {
        Page page = Page.read("docs/reference/openapi.md");
        addon("people", page.next("js"));
        terminal().type(page.next("console"));
        page.end();
    }

    @Test
    void thePageOnStorageHolds() throws Exception {
        Page page = Page.read("docs/reference/services/storage.md");
        Path guestbook = script("guestbook", "manifest.json", page.next("json"));
        Files.writeString(guestbook.resolve("index.js"), page.next("js"));
        terminal().type(page.next("console"));
        terminal().type(page.next("console"));
        page.end();
    }

    @Test
    void thePageOnKeysHolds() throws Exception {
        Page page = Page.read("docs/reference/keys.md");
        terminal().type(page.next("console"));
        // A password is asked for, and a week of requests is told of: DatabaseServerIT
        // has both.
        page.next("console");
        page.next("console");
        page.end();
    }

    @Test
    void thePageOnSettingsHolds() throws Exception {
        Page page = Page.read("docs/reference/services/settings.md");
        Path shop = addon("shop", page.next("js")
                + "require('router').get('/', (req, res) => res.json({ greeting, receivers, port, site, everything }));");
        String declared = page.next("json").strip();
        Files.writeString(shop.resolve("manifest.json"),
                "{\"id\": \"shop\", \"version\": \"1\", \"type\": \"RESTApp\", "
                        + declared.substring(declared.indexOf('{') + 1));
        try (RunningServer server = RunningServer.startIn(page.next("yaml"), shop)) {
            assertThat(Http.get(server.uri("/rest-api/shop")).body()).isEqualTo(
                    "{\"greeting\":\"Welcome\",\"receivers\":[\"a@example.org\",\"b@example.org\"],\"port\":25,\"site\":\"Main street\","
                            + "\"everything\":{\"greeting\":\"Welcome\",\"port\":25,\"receivers\":[\"a@example.org\",\"b@example.org\"]}}");
        }
        terminal().enter("./annex run shop");
        terminal().type(page.next("console"));
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
        Path listening = Files.createDirectories(folder.resolve("listening"));
        Files.writeString(listening.resolve("manifest.json"),
                Files.readString(shipping.resolve("manifest.json")).replace("shipping", "listening"));
        JavaSources.jar(listening.resolve("listening.jar"), "Probe", howTo.next("java"));
        Path rates = Files.createDirectories(folder.resolve("rates"));
        Files.writeString(rates.resolve("manifest.json"),
                Files.readString(shipping.resolve("manifest.json")).replace("shipping", "rates"));
        JavaSources.jar(rates.resolve("rates.jar"), "Probe", howTo.next("java"));
        try (RunningServer server = RunningServer.startIn(configuration, hello, stock, shipping, listening, rates)) {
            assertThat(server.server().annex().deployments().active()).extracting(Version::addon).contains("listening");
            server.server().messages().emit("order:new", "{\"id\": 7}");
            server.awaitLog("{\"id\":7,\"event\":\"order:new\"");
            assertThat(Http.get(server.uri("/java/rates/rate/SEK")).body()).isEqualTo("1 SEK = 1 SEK");
            assertThat(Http.get(server.uri("/rest/get/hello/greeting")).body())
                    .isEqualTo("{\"status\":\"ok\",\"message\":\"Good morning\"}");
            assertThat(Http.get(server.uri("/rest?name=Ada&old=1")).body())
                    .isEqualTo("{\"status\":\"ok\",\"message\":\"Good morning, Ada\"}");
            assertThat(Http.get(server.uri("/rest/get/hello/nothing")).body()).contains("REQ_RUN");
            assertThat(Http.get(server.uri("/rest/get/stock/level?sku=a")).body())
                    .isEqualTo("{\"status\":\"ok\",\"sku\":\"a\",\"level\":7}");
            assertThat(Http.get(server.uri("/java/shipping/quote/SE?kilos=2")).body()).isEqualTo("{\"cents\":580}");
        }
        terminal().type(howTo.next("console"));
        terminal().type(howTo.next("console"));
        howTo.end();
    }

    @Test
    void thePageOnServicesOfOnesOwnHolds() throws Exception {
        Page page = Page.read("docs/howto/embedding.md");
        HostService payments = (HostService) JavaSources.embedding("Payments", page.next("java"));
        try (RunningServer server = RunningServer.startWith(List.of(payments), "", addon("shop", page.next("js")))) {
            assertThat(Http.get(server.uri("/rest-api/shop/price")).body()).isEqualTo("{\"cents\":580}");
            assertThat(Http.post(server.uri("/rest-api/shop/charge"), "application/json", "{\"cents\": 1}").body())
                    .isEqualTo("charged by shop");
            assertThat(Http.post(server.uri("/rest-api/shop/nothing"), "text/plain", "").body()).isEqualTo("NOTHING");
        }
        @SuppressWarnings("unchecked")
        Consumer<Messages> orders = (Consumer<Messages>) JavaSources.embedding("Orders", page.next("java"));
        try (RunningServer server = RunningServer.startIn("", addon("stock", page.next("js")))) {
            orders.accept(server.server().messages());
            server.awaitLog("order:new: 7");
            server.awaitLog("order:sent: 3");
        }
        Visitors staff = (Visitors) JavaSources.embedding("Staff", page.next("java"));
        try (RunningServer server = RunningServer.startWith(staff, "", addon("desk", page.next("js")))) {
            assertThat(Http.get(server.uri("/rest-api/desk/"), "X-Staff", "ada").body())
                    .isEqualTo("{\"name\":\"ada\",\"edits\":true}");
            assertThat(Http.get(server.uri("/rest-api/desk/")).body()).isEqualTo("{\"name\":null,\"edits\":false}");
        }
        page.end();
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
                "docs/reference/isolation.md", "docs/reference/database.md", "docs/reference/limits.md")) {
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
}
