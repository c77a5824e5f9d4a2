package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Visitor;
import io.annex.core.http.Visitors;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Add-ons of all styles learn who asks: from the program that embeds Annex, or
 * from the session of whoever logged in at a jbackend endpoint.
 */
class VisitorsIT {
    /** What a program that embeds Annex would write; its users come by a header. */
    private static CompletionStage<Optional<Visitor>> product(IncomingRequest request) {
        String name = request.headers().first("x-product-user");
        if (name == null) {
            return Visitors.ANONYMOUS;
        }
        return switch (name) {
            case "broken" -> CompletableFuture.failedStage(new IOException("the directory is away"));
            case "late" -> later(request);
            case "stranger" -> CompletableFuture.completedStage(Optional.empty());
            default -> CompletableFuture.supplyAsync(
                    () -> Optional.of(Visitor.of("u-" + name, name).mail(name + "@example.org").groups("staff")
                            .roles("Editor", "Admin").properties(Map.of("displayName", "Ada <L>", "level", 3))));
        };
    }

    /** When the event loop has done with all that it has read. */
    private static CompletionStage<Optional<Visitor>> later(IncomingRequest request) {
        CompletableFuture<Optional<Visitor>> known = new CompletableFuture<>();
        request.loop().execute(() -> request.loop()
                .execute(() -> known.completeAsync(() -> Optional.of(Visitor.of("u-late", "late")))));
        return known;
    }

    private static final String APP = """
            const router = require('router');
            router.post('/run', (req, res) => res.json(new Function('require', 'req', 'res', req.body)(require, req, res) ?? null));
            router.get('/name', (req, res) => res.send(String(require('PortletContextUtil').currentUser)));
            router.get('/own', (req, res) => { req.user = 'mine'; res.send(`${req.user} ${req.headers.cookie} ${JSON.stringify(req.cookies)}`); });
            router.get('/other', (req, res) => res.send(require('RestAppInvokerFactory').fromPath('/rest-api/app').get('/name').body));
            require('events').on('who', () => console.log('the listener has ' + require('PortletContextUtil').getCurrentUser()));
            """;
    private static final String JAVA = """
            public void endpoints(Router router) {
                router.get("/who", exchange -> exchange.send(exchange.user().map(user -> user.id() + " " + user.mail() + " "
                        + user.groups() + user.roles() + user.json().contains("displayName")).orElse("nobody")
                        + " " + exchange.remote() + exchange.header("cookie").orElse("")));
            }
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        write("app/manifest.json", "{\"id\": \"app\", \"version\": \"1\", \"name\": \"app\", \"type\": \"RestApp\"}");
        write("app/index.js", APP);
        write("tool/widget.js", "");
        write("tool/backend.js",
                "module.exports = (r) => r.register('who', (req, res) => res.send(JSON.stringify(req.user ?? null)));");
        write("desk/server.js", """
                const { Application } = require('webpoints');
                const app = new Application();
                app.operations['/who'] = (req, res) => res.send(`${req.user?.name} ${req.headers.cookie}`);
                app.run();
                """);
        JavaSources.addon(folder.resolve("jar"), "1", JAVA);
        server = RunningServer.startWith(VisitorsIT::product, """
                java: true
                limits: {cpu: 2 s}
                jbackend:
                  everywhere: true
                  registration: true
                  endpoints:
                    - {path: /api, access: free}
                    - {path: /members, access: user}
                addons:
                  app: {grants: {addons: [app]}}
                """, folder, Path.of("src/test/modules").toAbsolutePath());
    }

    private static void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get(String path, String... headers) {
        return Http.get(server.uri(path), headers).body();
    }

    private static String run(String script, String... headers) {
        HttpResponse<String> answer = Http.send(Http.request(server.uri("/rest-api/app/run"), headers)
                .header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString(script)).build());
        assertThat(answer.statusCode()).as(() -> answer.body() + server.log()).isEqualTo(200);
        return answer.body();
    }

    private static final String WHO = """
            const user = require('PortletContextUtil').getCurrentUser(), properties = require('Properties'), property = require('PropertyUtil');
            const users = require('UserUtil'), system = require('SystemUserUtil'), roles = require('RoleUtil'), types = require('NodeTypeUtil');
            const matcher = (...names) => names.reduce((b, name) => b.addRole(roles.getRoleByName(name)), roles.getRoleMatcherBuilder()).build();
            return [String(user), properties.get(user, 'mail', 'displayName', 'level'), properties.getEscaped(user, 'displayName'), property.getString(user, 'jcr:uuid'),
              system.isAnonymous(), users.isAnonymous(user), users.isMemberOfGroup('staff'), users.isMemberOfGroup(user, 'guests'),
              matcher('Admin', 'Editor').matchesAll(null), matcher('Admin', 'Other').matchesAll(null), matcher('Other', 'Admin').matchesAny(null), matcher().matchesAll(null),
              types.isUser(user), require('ResourceLocatorUtil').getNodeByIdentifier('u-ada') === user];
            """;

    @Test
    void aRestappLearnsItByThePlatformsModules() {
        assertThat(run(WHO, "X-Product-User", "ada")).isEqualTo(
                "[\"ada\",{\"mail\":\"ada@example.org\",\"displayName\":\"Ada <L>\",\"level\":3},\"Ada &#60;L&#62;\",\"u-ada\","
                        + "false,false,true,false,true,false,true,false,true,true]");
        for (String[] nobody : List.of(new String[0], new String[]{"X-Product-User", "stranger"})) {
            assertThat(run(WHO, nobody))
                    .isEqualTo("[\"null\",null,null,null,true,true,false,false,false,false,false,false,false,true]");
        }
    }

    /** Body and head come together, so it is there before anybody asks for it. */
    @Test
    void aBodyWaitsUntilWhoAsksIsFoundOut() throws IOException {
        String script = "return [String(require('PortletContextUtil').currentUser), req.body.length];";
        for (String path : List.of("/rest-api/app/run", "/rest-api/app/none")) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout((int) Waiting.time().toMillis());
                byte[] whole = ("POST " + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Product-User: late\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: " + script.length() + "\r\n\r\n" + script
                        + "GET /rest-api/app/name HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(whole);
                String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answers).contains(path.endsWith("run") ? "[\"late\"," + script.length() + "]" : " 404 ")
                        .endsWith("null");
            }
        }
    }

    @Test
    void allStylesLearnIt() {
        String[] ada = {"X-Product-User", "ada"};
        assertThat(get("/desk/who", ada)).isEqualTo("ada undefined");
        assertThat(get("/desk/who")).isEqualTo("undefined undefined");
        assertThat(get("/java/jar/who", ada)).isEqualTo("u-ada ada@example.org [staff][Editor, Admin]true 127.0.0.1");
        assertThat(get("/java/jar/who")).isEqualTo("nobody 127.0.0.1");
        assertThat(get("/console/wb/who", "widget-id", "tool", "X-Product-User", "ada"))
                .contains("\"roles\":[\"Editor\"");
        assertThat(get("/console/wb/who", "widget-id", "tool")).isEqualTo("null");
        assertThat(get("/members/get/helloworld/who", ada)).contains("\"username\":\"ada\"", "ada@example.org");
        assertThat(get("/members/get/helloworld/who")).contains("REQ_AUR");
    }

    /** One add-on that calls another does so for whoever asks. */
    @Test
    void aCallBetweenAddonsIsOfTheSameVisitor() {
        assertThat(get("/rest-api/app/other", "X-Product-User", "bob")).isEqualTo("bob");
        assertThat(get("/rest-api/app/other")).isEqualTo("null");
    }

    @Test
    void whoIsNotFoundOutReachesNoAddon() {
        HttpResponse<String> answer = Http.get(server.uri("/rest-api/app/name"), "X-Product-User", "broken");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("incident").doesNotContain("directory");
        server.awaitLog("GET /rest-api/app/name of request ");
    }

    @Test
    void listenersAreOfNobody() {
        server.server().messages().emit("who", "{}");
        server.awaitLog("the listener has null");
    }

    // ---- Annex's own users

    @Test
    void whoLogsInAtAnEndpointIsKnownEverywhere() {
        String account = "?username=grace&password=secret-1&email=grace@example.org&firstname=Grace&lastname=Hopper";
        assertThat(get("/api/post/user/register" + account)).contains("\"status\":\"ok\"");
        HttpResponse<String> login = Http.get(server.uri("/api/post/user/login" + account));
        List<String> given = login.headers().allValues("Set-Cookie");
        assertThat(given).hasSize(2)
                .anySatisfy(each -> assertThat(each).startsWith("annex_session=").contains("Path=/api;"))
                .anySatisfy(each -> assertThat(each).startsWith("annex_user=").contains("Path=/;", "HttpOnly",
                        "SameSite=Lax"));
        String cookie = given.stream().filter(each -> each.startsWith("annex_user=")).findFirst().orElseThrow();
        String[] grace = {"Cookie", "a=1; " + cookie.substring(0, cookie.indexOf(';')) + "; b=2"};

        assertThat(
                run("""
                        const user = require('PortletContextUtil').currentUser;
                        return [user.name, user.mail, require('PropertyUtil').getString(user, 'sn'), require('SystemUserUtil').isAnonymous()];""",
                        grace))
                .isEqualTo("[\"grace\",\"grace@example.org\",\"Hopper\",false]");
        assertThat(get("/members/get/helloworld/who", grace)).contains("\"username\":\"grace\"");

        // Its id is no add-on's to see, and what an add-on says of itself stays.
        assertThat(get("/rest-api/app/own", grace)).isEqualTo("mine a=1; b=2 {\"a\":\"1\",\"b\":\"2\"}");
        assertThat(get("/desk/who", grace)).isEqualTo("grace a=1; b=2");
        assertThat(get("/java/jar/who", grace)).contains("grace@example.org").endsWith("127.0.0.1a=1; b=2");
        assertThat(get("/rest-api/app/own", "Cookie", grace[1].substring(5, grace[1].lastIndexOf(';'))))
                .isEqualTo("mine undefined {}");

        // The host's own word counts for more, and a page of another site is not the
        // visitor.
        assertThat(get("/rest-api/app/name", "Cookie", grace[1], "X-Product-User", "ada")).isEqualTo("ada");
        assertThat(get("/rest-api/app/name", "Cookie", grace[1], "Sec-Fetch-Site", "same-origin")).isEqualTo("grace");
        assertThat(get("/desk/who", "Cookie", grace[1], "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate",
                "Sec-Fetch-Dest", "document")).startsWith("grace");
        assertThat(get("/rest-api/app/name", "Cookie", "annex_user=" + "A".repeat(32))).isEqualTo("null");

        HttpResponse<String> logout = Http.get(server.uri("/api/get/user/logout"), grace);
        assertThat(logout.headers().allValues("Set-Cookie"))
                .anySatisfy(each -> assertThat(each).startsWith("annex_user=; Path=/; Max-Age=0"));
        assertThat(get("/rest-api/app/name", grace)).isEqualTo("null");
    }
}
