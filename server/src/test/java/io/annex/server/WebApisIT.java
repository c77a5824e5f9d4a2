package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Web's APIs, compared with Node: small uses of each, and inputs made from
 * a seed for what parses. What differs is listed with its reason in
 * {@code differences.json}, and nothing else may.
 */
class WebApisIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SOURCES = Path.of("src/test/web").toAbsolutePath();
    /** Of each topic. */
    private static final int INPUTS = 20_000;
    private static final int BATCH = 5_000;

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private static Process node;
    private static JsonNode differences;

    @BeforeAll
    @TakesUpTo(minutes = 3)
    static void start() throws Exception {
        assertThat(AsOnNode.NODE).as("npm's Node, of the guest library's package.json").isExecutable();
        Path nodes = Files.createDirectories(folder.resolve("node"));
        node = new ProcessBuilder(AsOnNode.NODE.toString(), SOURCES.resolve("run.cjs").toString(), nodes.toString(),
                String.valueOf(INPUTS)).redirectErrorStream(true).redirectOutput(folder.resolve("node.txt").toFile())
                .start();
        Path web = Files.createDirectories(folder.resolve("web"));
        for (String name : List.of("index.js", "manifest.json")) {
            Files.copy(SOURCES.resolve("addon").resolve(name), web.resolve(name));
        }
        for (String name : List.of("inputs.js", "probes.js", "show.js")) {
            Files.copy(SOURCES.resolve(name), web.resolve(name));
        }
        differences = JSON.readTree(SOURCES.resolve("differences.json"));
        server = RunningServer.startIn("addons: {web: {limits: {cpu: 60 s, wall: 90 s, heap: 256 MB}}}", web);
        assertThat(Waiting.exit(node)).as(Files.readString(folder.resolve("node.txt"))).isZero();
    }

    @AfterAll
    static void stop() {
        node.destroyForcibly();
        server.close();
    }

    private static JsonNode get(String path) {
        HttpResponse<String> answer = Http.get(server.uri("/rest-api/web/" + path));
        assertThat(answer.statusCode()).as(answer.body() + server.log()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void usesOfTheApisComeToTheSame() {
        JsonNode expected = JSON.readTree(folder.resolve("node/probes.json"));
        JsonNode actual = get("probes");
        AsOnNode.isTheSame("uses of the Web's APIs", expected, actual, differences.get("probes"), 200);
    }

    @Test
    void thePageNamesEachDifference() throws Exception {
        String page = Files.readString(Path.of("../docs/reference/web-apis.md"));
        for (JsonNode topic : differences) {
            topic.properties().forEach(each -> assertThat(page).contains(each.getValue().asString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "idna", "encoding", "json"})
    void inputsComeToTheSame(String topic) {
        JsonNode expected = JSON.readTree(folder.resolve("node/" + topic + ".json"));
        assertThat(expected.size()).isEqualTo(INPUTS);
        Map<Pattern, String> known = new LinkedHashMap<>();
        differences.get(topic).properties()
                .forEach(each -> known.put(Pattern.compile(each.getKey()), each.getValue().asString()));
        Set<Pattern> unused = new HashSet<>(known.keySet());
        List<String> others = new ArrayList<>();
        int odd = 0;
        for (int from = 0; from < INPUTS; from += BATCH) {
            JsonNode actual = get("answers/" + topic + "/" + from + "/" + (from + BATCH));
            for (int i = 0; i < BATCH; i++) {
                String input = expected.get(from + i).get(0).asString();
                String there = expected.get(from + i).get(1).asString();
                String here = actual.get(i).get(1).asString();
                assertThat(actual.get(i).get(0).asString()).isEqualTo(input);
                if (there.startsWith("!") || input.contains("\\u") || input.contains("false")) {
                    odd++;
                }
                if (!here.equals(there)) {
                    String whole = input + " => " + here + " instead of " + there;
                    List<Pattern> reasons = known.keySet().stream().filter(each -> each.matcher(whole).find()).toList();
                    unused.removeAll(reasons);
                    if (reasons.isEmpty()) {
                        others.add(whole);
                    }
                }
            }
        }
        assertThat(others.size())
                .as(() -> "differ from Node, e.g. " + String.join("\n", others.subList(0, Math.min(20, others.size()))))
                .isZero();
        assertThat(unused).as("is listed, and differs no more").isEmpty();
        assertThat(odd).as("are wrong or more than ASCII").isGreaterThan(INPUTS / 3);
    }
}
