package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Languages, characters and the clock, compared with Node: one file of
 * expressions runs in both.
 */
class IntlIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SOURCES = Path.of("src/test/intl").toAbsolutePath();
    private static final String ZONE = "Europe/Stockholm";

    private static ServerProcess server;

    /** A process of its own: in one that has had V8 already, the clock is known. */
    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start("""
                server: {timezone: %s}
                limits: {cpu: 20 s, wall: 30 s}
                """.formatted(ZONE), List.of("--isolation", RunningServer.ISOLATION.code()));
        Path addon = Files.createDirectories(server.addons().resolve("intl"));
        for (String name : List.of("expressions.cjs", "index.js", "manifest.json")) {
            Files.copy(SOURCES.resolve(name), addon.resolve(name));
        }
        Waiting.until("it serves", () -> get("/rest-api/intl/clock").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path) {
        return Http.send(Http.request(server.uri(path)).build());
    }

    @Test
    void expressionsGiveWhatTheyGiveInNode() throws Exception {
        Map<?, ?> expected = JSON.readValue(node(), Map.class);
        HttpResponse<String> answer = get("/rest-api/intl/");
        assertThat(answer.statusCode()).as(server.log()).isEqualTo(200);
        Map<?, ?> actual = JSON.readValue(answer.body(), Map.class);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(100);
        Map<Object, String> differing = new TreeMap<>();
        expected.forEach((name, value) -> {
            if (!value.equals(actual.get(name))) {
                differing.put(name, actual.get(name) + " (Node: " + value + ")");
            }
        });
        assertThat(differing).isEmpty();
        assertThat(actual).hasSameSizeAs(expected);
    }

    /**
     * What the expressions give in the Node that the guest library's tests come
     * with.
     */
    private static String node() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(AsOnNode.NODE.toString(), "-p",
                "JSON.stringify(require(process.argv[1]).answers())", SOURCES.resolve("expressions.cjs").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TZ", ZONE);
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Waiting.exit(process)).isZero();
        return answer;
    }
}
