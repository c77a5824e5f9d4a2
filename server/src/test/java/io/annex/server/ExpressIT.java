package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The members of {@code req} and {@code res}, compared with Express 4 on Node:
 * the same handlers run there, in a widget and in a WebPoints application. And
 * middleware of npm, which runs there and in a WebPoints application.
 */
class ExpressIT {
    private static final Path SOURCES = Path.of("src/test/express").toAbsolutePath();

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    @TakesUpTo(minutes = 4)
    static void start() throws Exception {
        copy(SOURCES, folder);
        Path output = folder.resolve("npm.txt");
        Process npm = new ProcessBuilder("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts",
                "--no-bin-links").directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile())
                .start();
        int status = Waiting.exit(Duration.ofMinutes(3), npm);
        assertThat(status).as(Files.readString(output)).isZero();
        server = RunningServer.startIn(
                """
                        server: {hosts: [127.0.0.1, localhost, tobi.ferrets.example.com, example.com]}
                        addons: {express: {grants: {cookiePaths: [/, /x]}}, points: {grants: {cookiePaths: [/, /x]}},
                                 mw: {cors: app, limits: {load: 20 s}, grants: {cookiePaths: [/], headers: [strict-transport-security]}},
                                 operated: {cors: ['https://example.com']}, howto: {cors: app}}
                        """,
                widget(), points(), middleware(), operated(), howTo());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String handlers() throws IOException {
        return "const FILES = '/files';\n" + Files.readString(SOURCES.resolve("handlers.js"));
    }

    private static Path widget() throws IOException {
        Path widget = Files.createDirectories(folder.resolve("express"));
        copy(SOURCES.resolve("files"), widget.resolve("files"));
        Files.writeString(widget.resolve("backend.js"), handlers() + """
                module.exports = (r) => {
                  for (const name of Object.keys(handlers)) {
                    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
                      r.register(name, method, (req, res) => run(name, req, res));
                    }
                  }
                };
                """);
        return widget;
    }

    private static Path points() throws IOException {
        Path points = Files.createDirectories(folder.resolve("points"));
        copy(SOURCES.resolve("files"), points.resolve("files"));
        Files.writeString(points.resolve("server.js"), handlers() + """
                const { Application } = require('webpoints');
                const app = new Application();
                for (const name of Object.keys(handlers)) {
                  app.operations[`/${name}`] = (req, res) => run(name, req, res);
                }
                app.run();
                """);
        return points;
    }

    /** An application with packages as npm has left them. */
    private static Path middleware() throws IOException {
        Path add = Files.createDirectories(folder.resolve("mw"));
        copy(SOURCES.resolve("files"), add.resolve("files"));
        copy(folder.resolve("node_modules"), add.resolve("node_modules"));
        for (String setup : List.of("routers.js", "middleware.js")) {
            Files.writeString(add.resolve(setup),
                    "const FILES = '/files';\n" + Files.readString(SOURCES.resolve(setup)));
        }
        Files.writeString(add.resolve("server.js"),
                """
                        const { Application } = require('webpoints');
                        new Application().run(0, (server) => ['./routers', './middleware'].forEach((setup) => require(setup)(server, require)));
                        """);
        return add;
    }

    /** One whose operator has a say of other sites' pages. */
    private static Path operated() throws IOException {
        Path add = Files.createDirectories(folder.resolve("operated"));
        Files.writeString(add.resolve("server.js"),
                """
                        const { Application } = require('webpoints');
                        new Application().run(0, (server) => {
                          server.use((req, res, next) => (req.method === 'OPTIONS' ? res.status(299).send('the application') : next()));
                          server.get('/it', (req, res) => res.send('it'));
                        });
                        """);
        return add;
    }

    /** What the page shows. */
    private static Path howTo() throws IOException {
        Path add = Files.createDirectories(folder.resolve("howto"));
        copy(folder.resolve("node_modules"), add.resolve("node_modules"));
        Files.writeString(add.resolve("server.js"), """
                const { Application } = require('webpoints');
                const app = new Application();
                app.operations['/api/hello'] = (request, response) => response.send('hello');
                """ + Page.read("docs/howto/webpoints.md").with("require('helmet')"));
        return add;
    }

    /** With the time of its last change, which answers name. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copy = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** Of a hundred requests, so many may be listed as differing. */
    private static final int MOST_PERCENT = 2;
    private static final Path PAGE = Path.of("../docs/reference/express.md");

    @Test
    @TakesUpTo(minutes = 2)
    void answersAreThoseOfExpress() throws Exception {
        JsonNode found = compare("oracle.js", folder.resolve("express.md"));
        System.out.printf(
                "Express %s: %d handlers, %d requests by hand and %d generated, %d answers compared: %d differ, all but %d of them listed; %d things are excluded%n",
                found.path("express").asString(), found.path("members").asInt(), found.path("table").asInt(),
                found.path("generated").asInt(), found.path("compared").asInt(), found.path("failed").asInt(),
                found.path("unlisted").size(), found.path("excluded").asInt());
        assertThat(found.path("unlisted").valueStream().map(JsonNode::toPrettyString).toList()).isEqualTo(List.of());
        assertThat(found.path("unused").valueStream().map(JsonNode::toPrettyString).toList())
                .as("listed in differing.json, and the same").isEqualTo(List.of());
        assertThat(found.path("generated").asInt()).isGreaterThanOrEqualTo(500);
        assertThat(found.path("failed").asInt() * 100)
                .isLessThanOrEqualTo(MOST_PERCENT * found.path("compared").asInt());
        assertThat(Files.readString(PAGE)).as("the page; the test has written it anew to be copied")
                .isEqualTo(Files.readString(folder.resolve("express.md")));
    }

    /** Asks both servers; gives what the script has found. */
    private static JsonNode compare(String script, Path page) throws Exception {
        Path output = folder.resolve(script + ".json");
        Path errors = folder.resolve(script + ".txt");
        Process oracle = new ProcessBuilder("node", script, server.uri("").toString(),
                folder.resolve("files").toString(), page.toString()).directory(folder.toFile())
                .redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        int status = Waiting.exit(Duration.ofMinutes(1), oracle);
        assertThat(status).as(Files.readString(errors)).isZero();
        return Http.json(Files.readString(output));
    }

    @Test
    @TakesUpTo(minutes = 2)
    void middlewareOfNpmAnswersAsThere() throws Exception {
        JsonNode found = compare("middleware-oracle.js", folder.resolve("none"));
        System.out.printf("Middleware: %d conversations, %d answers compared: %d differ, all but %d of them listed%n",
                found.path("packages").asInt(), found.path("compared").asInt(), found.path("failed").asInt(),
                found.path("unlisted").size());
        assertThat(found.path("unlisted").valueStream().map(JsonNode::toPrettyString).toList()).isEqualTo(List.of());
        assertThat(found.path("unused").valueStream().map(JsonNode::toPrettyString).toList())
                .as("listed in middleware-differing.json, and the same").isEqualTo(List.of());
        assertThat(found.path("failed").asInt() * 100)
                .isLessThanOrEqualTo(MOST_PERCENT * found.path("compared").asInt());
    }

    @Test
    void theHowTosMiddlewareRuns() {
        HttpResponse<String> answer = Http.get(server.uri("/howto/api/hello"), "Origin", "https://example.com");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("https://example.com");
        assertThat(answer.headers().firstValue("x-dns-prefetch-control")).as("helmet's").hasValue("off");
        assertThat(answer.body()).isEqualTo("hello");
    }

    @Test
    void theOperatorAnswersPreflightsBeforeTheApplication() {
        HttpResponse<String> known = preflight("https://example.com");
        assertThat(known.statusCode()).isEqualTo(204);
        assertThat(known.headers().firstValue("access-control-allow-origin")).hasValue("https://example.com");
        assertThat(
                Http.send(Http.request(server.uri("/operated/it")).method("OPTIONS", BodyPublishers.noBody()).build())
                        .body())
                .isEqualTo("the application");
        assertThat(Http.get(server.uri("/operated/it")).body()).isEqualTo("it");
    }

    private static HttpResponse<String> preflight(String origin) {
        return Http.send(Http.request(server.uri("/operated/it")).method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin).header("Access-Control-Request-Method", "GET").build());
    }
}
