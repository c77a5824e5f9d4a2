package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * the same handlers run there, in a widget and in a WebPoints application.
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
        Process npm = new ProcessBuilder("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int status = Waiting.exit(Duration.ofMinutes(3), npm);
        assertThat(status).as(Files.readString(output)).isZero();
        server = RunningServer.startIn("""
                server: {hosts: [127.0.0.1, localhost, tobi.ferrets.example.com, example.com]}
                addons: {express: {grants: {cookiePaths: [/, /x]}}, points: {grants: {cookiePaths: [/, /x]}}}
                """, widget(), points());
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

    /** With the time of its last change, which answers name. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copy = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
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
        Path output = folder.resolve("oracle.json");
        Path errors = folder.resolve("oracle.txt");
        Process oracle = new ProcessBuilder("node", "oracle.js", server.uri("").toString(),
                folder.resolve("files").toString(), folder.resolve("express.md").toString()).directory(folder.toFile())
                .redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        int status = Waiting.exit(Duration.ofMinutes(1), oracle);
        assertThat(status).as(Files.readString(errors)).isZero();
        JsonNode found = Http.json(Files.readString(output));
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
}
