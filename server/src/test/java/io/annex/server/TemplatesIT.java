package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.config.Setting;
import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RESTApps as their own platform's tools make them: the three templates of
 * {@code @sitevision/sitevision-scripts}, installed by npm, the bundled ones
 * built with that package's own webpack configuration; and an app of
 * {@code bundled}, built in the same way.
 */
class TemplatesIT {
    private static final Path OWN = Path.of("src/test/resources/bundled/errands").toAbsolutePath();
    private static final String SCRIPTS = "node_modules/@sitevision/sitevision-scripts";

    /**
     * As much of the platform's types as the template needs; its own package of
     * types wants another compiler.
     */
    private static final String TYPES = """
            declare module '@sitevision/api/common/router' {
              type Handler = (req: any, res: any) => unknown;
              type Register = (path: string, handler: Handler) => void;
              const router: { get: Register; post: Register; put: Register; delete: Register };
              export default router;
            }
            """;

    @TempDir
    private static Path folder;
    private static final Map<String, RunningServer> SERVERS = new HashMap<>();

    @BeforeAll
    @TakesUpTo(minutes = 5)
    static void build() throws Exception {
        Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
        // Without the types of the platform ts-loader complains, and emits.
        // terser-webpack-plugin is used by the package's configuration but was left to
        // webpack to bring along.
        run(folder, "npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts",
                "@sitevision/sitevision-scripts@5.0.0", "terser-webpack-plugin@5.6.1");
        Path[] templates = {legacy(), bundled("rest-bundled"), bundled("rest-bundled-typescript"), own()};
        // What takes the time is npm and webpack: once for both modes.
        for (String isolation : List.of("process", "thread")) {
            SERVERS.put(isolation, RunningServer.startWith(Map.of(Setting.ISOLATION, isolation), templates));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(RunningServer::close);
    }

    private static Path legacy() throws IOException {
        Path addon = copy(folder.resolve(SCRIPTS).resolve("template/rest-legacy/src"), folder.resolve("rest-legacy"));
        copy(folder.resolve(SCRIPTS).resolve("template/rest-legacy/static"), addon);
        return named(addon, "rest-legacy");
    }

    private static Path bundled(String template) throws Exception {
        Path addon = named(template(template, template), template);
        Files.writeString(addon.resolve("src/platform.d.ts"), TYPES);
        return built(addon);
    }

    /** What is not written in the words of ES5 alone, nor in one file. */
    private static Path own() throws Exception {
        Path addon = template("rest-bundled-typescript", "errands");
        copy(OWN, addon);
        return built(addon);
    }

    private static Path template(String template, String name) throws IOException {
        return copy(folder.resolve(SCRIPTS).resolve("template").resolve(template), folder.resolve(name));
    }

    private static Path built(Path addon) throws Exception {
        Files.writeString(addon.resolve("package.json"),
                "{\"name\": \"x\", \"version\": \"1.0.0\", \"dependencies\": {}}");
        Path settings = addon.resolve("tsconfig.json");
        if (Files.exists(settings)) {
            // Node's types, which npm brings along, are newer than the package's compiler.
            Files.writeString(settings, Files.readString(settings).replace("\"strict\": true",
                    "\"strict\": true, \"types\": [], \"lib\": [\"es2021\"]"));
        }
        Files.createDirectories(addon.resolve("build"));
        run(addon, "node", folder.resolve(SCRIPTS).resolve("scripts/build.js").toString());
        return addon.resolve("build");
    }

    private static Path named(Path addon, String name) throws IOException {
        Path manifest = addon.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("{{appName}}", name));
        return addon;
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return to;
    }

    private static void run(Path where, String... command) throws Exception {
        Path output = Files.createTempFile(folder, "output-", ".txt");
        Process process = new ProcessBuilder(List.of(command)).directory(where.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        int status = Waiting.exit(Duration.ofMinutes(4), process);
        assertThat(status).as(Files.readString(output)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"rest-legacy, process", "rest-bundled, process", "rest-bundled-typescript, process",
            "rest-legacy, thread", "rest-bundled, thread", "rest-bundled-typescript, thread"})
    void theTemplateAnswersOnAllItsRoutes(String addon, String isolation) {
        RunningServer server = SERVERS.get(isolation);
        for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
            HttpRequest request = Http.request(server.uri("/rest-api/" + addon + "/myroute"))
                    .method(method, BodyPublishers.noBody()).build();
            assertThat(Http.send(request).body()).isEqualTo("{\"message\":\"Hello from " + method + "\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "thread"})
    void anAppInTypeScriptAnswersAsItIsWritten(String isolation) throws Exception {
        RunningServer server = SERVERS.get(isolation);
        new RestappFolder(OWN, "errands", new RestappFolder.Place() {
            @Override
            public RunningServer server() {
                return server;
            }

            @Override
            public Path data() {
                return server.data();
            }

            @Override
            public void restart() {
                throw new UnsupportedOperationException("it is one server for all");
            }
        }, Map.of()).play();
    }
}
