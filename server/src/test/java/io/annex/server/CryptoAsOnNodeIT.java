package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Both APIs of cryptography, compared with Node: cases made from a seed, of
 * which many are damaged or wrong, come to the same or to the same kind of
 * error; what is something else each time is made here and looked at there, and
 * the other way round. What differs is listed with its reason in
 * {@code differences.json}, and nothing else may. Published answers come on
 * top.
 */
class CryptoAsOnNodeIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SOURCES = Path.of("src/test/crypto").toAbsolutePath();
    private static final List<String> FILES = List.of("run.js", "tools.js", "subtle-cases.js", "node-cases.js",
            "cross-cases.js", "known-answers.js", "keys.json");
    /** Of each API, with each change of the code. */
    private static final int CASES = 3_000;
    private static final int CROSS = 200;
    /** Beside those. */
    private static final int MANY = 30_000;
    private static final int BATCH = 500;
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private static Process node;
    private static JsonNode differences;

    /** How many cases there are of each kind, and from which number on. */
    private record Cases(int from, int each, int cross) {
        Path folder() {
            return folder.resolve("node-" + from);
        }

        String[] arguments() {
            return new String[]{folder().toString(), String.valueOf(from), String.valueOf(each), String.valueOf(each),
                    String.valueOf(cross)};
        }
    }

    private static final Cases USUAL = new Cases(0, CASES, CROSS);

    @BeforeAll
    @TakesUpTo(minutes = 3)
    static void start() throws Exception {
        assertThat(AsOnNode.NODE).as("npm's Node, of the guest library's package.json").isExecutable();
        Files.createDirectories(USUAL.folder());
        node = onNode("run", USUAL.arguments());
        Path addon = Files.createDirectories(folder.resolve("crypto"));
        for (String name : List.of("index.js", "manifest.json")) {
            Files.copy(SOURCES.resolve("addon").resolve(name), addon.resolve(name));
        }
        for (String name : FILES) {
            Files.copy(SOURCES.resolve(name), addon.resolve(name));
        }
        differences = JSON.readTree(SOURCES.resolve("differences.json"));
        styles();
        server = RunningServer.startIn("""
                addons:
                  crypto: {limits: {cpu: 120 s, wall: 240 s, heap: 256 MB, body: 20 MB}}
                jbackend:
                  endpoints:
                    - {path: /jbackend, access: free}
                """, addon, folder.resolve("styles"));
        ended("run", node);
    }

    /** An add-on of each other style. */
    private static void styles() throws Exception {
        String script = """
                const used = async () => {
                  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
                  const algorithm = { name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) };
                  const sealed = await crypto.subtle.encrypt(algorithm, structuredClone(key), new TextEncoder().encode('a secret'));
                  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('abc'));
                  return `${new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, sealed))} ${Buffer.from(digest).toString('base64url')} ${key instanceof CryptoKey} ${crypto.subtle instanceof SubtleCrypto}`;
                };
                """;
        write("desk/server.js", script + """
                const { Application } = require('webpoints');
                const app = new Application();
                app.operations['/use'] = async (req, res) => { res.send(await used()); };
                app.run();
                """);
        write("early/manifest.json", "{\"id\": \"early\", \"version\": \"1\", \"type\": \"rest\"}");
        write("early/index.ts",
                """
                        import router from 'router';
                        const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']) as CryptoKeyPair;
                        const base = await crypto.subtle.importKey('raw', new TextEncoder().encode('password'), 'PBKDF2', false, ['deriveBits']);
                        const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: new TextEncoder().encode('salt'), iterations: 4096 }, base, 160);
                        const many = await crypto.subtle.digest('SHA-256', new Uint8Array(100_000));
                        router.get('/use', (req: any, res: any) => res.send(`${pair.privateKey.type} ${Buffer.from(bits).toString('hex')} ${many.byteLength}`));
                        """);
        write("till/widget.js", "");
        write("till/backend.js", script + """
                module.exports = (r) => { r.register('use', async (req, res) => res.send(await used())); };
                """);
        write("sealed/sealed.xml", """
                <?xml version="1.0" encoding="utf-8"?>
                <extension version="3.0" type="plugin" group="jbackend" method="upgrade">
                  <name>plg_jbackend_sealed</name>
                  <version>1.0.0</version>
                  <files><filename plugin="sealed">sealed.js</filename></files>
                </extension>
                """);
        write("sealed/sealed.js", script + """
                module.exports = {
                  async onRequestSealed(module, response, status) {
                    if (module !== 'sealed') return true;
                    status.moduleStack('sealed');
                    response.set({ status: 'ok', said: await used() });
                    return true;
                  },
                };
                """);
    }

    private static void write(String path, String content) throws Exception {
        Path file = folder.resolve("styles").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @AfterAll
    static void stop() {
        node.destroyForcibly();
        server.close();
    }

    private static Process onNode(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(AsOnNode.NODE.toString(), "--no-warnings", SOURCES.resolve("run.cjs").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".txt").toFile()).start();
    }

    private static void ended(String name, Process process) throws Exception {
        assertThat(Waiting.exit(LONG, process)).as(Files.readString(folder.resolve(name + ".txt"))).isZero();
    }

    private static JsonNode body(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body() + server.log()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode get(String path) {
        return body(Http.get(server.uri("/rest-api/crypto/" + path)));
    }

    /** Two lists of what cases came to, from a number on. */
    private static void same(String topic, int from, JsonNode expected, List<String> actual) {
        assertThat(actual).hasSize(expected.size());
        Map<Pattern, String> known = new LinkedHashMap<>();
        differences.get(topic).properties()
                .forEach(each -> known.put(Pattern.compile(each.getKey()), each.getValue().asString()));
        Set<Pattern> unused = new HashSet<>(known.keySet());
        List<String> others = new ArrayList<>();
        int failed = 0;
        for (int i = 0; i < actual.size(); i++) {
            String there = expected.get(i).asString();
            String here = actual.get(i);
            failed += there.contains(" !") ? 1 : 0;
            if (!here.equals(there)) {
                String whole = "%d: %s instead of %s".formatted(from + i, here, there);
                List<Pattern> reasons = known.keySet().stream().filter(each -> each.matcher(whole).find()).toList();
                unused.removeAll(reasons);
                if (reasons.isEmpty()) {
                    others.add(whole);
                }
            }
        }
        System.out.printf("%s: %d cases compared with Node, %d fail on both, %d differ%n", topic, actual.size(), failed,
                others.size());
        assertThat(others.size())
                .as(() -> "differ from Node:\n" + String.join("\n", others.subList(0, Math.min(40, others.size()))))
                .isZero();
        if (from == 0 && topic.equals("subtle")) {
            assertThat(unused).as("is listed, and differs no more").isEmpty();
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(each -> all.add(each.asString()));
        return all;
    }

    private static void compared(String topic, Cases cases) {
        List<String> actual = new ArrayList<>();
        for (int at = cases.from(); at < cases.from() + cases.each(); at += BATCH) {
            int to = Math.min(cases.from() + cases.each(), at + BATCH);
            actual.addAll(texts(get("answers/" + topic + "/" + at + "/" + to)));
        }
        same(topic, cases.from(), JSON.readTree(cases.folder().resolve(topic + ".json")), actual);
    }

    /** What either makes is to the other what it is to itself. */
    private static void crossed(Cases cases) throws Exception {
        String theirs = Files.readString(cases.folder().resolve("made.json"));
        JsonNode here = body(
                Http.post(server.uri("/rest-api/crypto/checked/" + cases.from()), "application/json", theirs));
        same("cross", cases.from(), JSON.readTree(cases.folder().resolve("checked.json")), texts(here));
        String path = "made/" + cases.from() + "/" + (cases.from() + cases.cross());
        String own = get(path).toString();
        JsonNode said = body(
                Http.post(server.uri("/rest-api/crypto/checked/" + cases.from()), "application/json", own));
        Path file = Files.writeString(cases.folder().resolve("own.json"), own);
        ended("check",
                onNode("check", cases.folder().toString(), "check", String.valueOf(cases.from()), file.toString()));
        same("cross", cases.from(), JSON.readTree(cases.folder().resolve("theirs.json")), texts(said));
    }

    @ParameterizedTest
    @ValueSource(strings = {"subtle", "node"})
    @TakesUpTo(minutes = 3)
    void casesComeToTheSame(String topic) {
        compared(topic, USUAL);
    }

    @Test
    @TakesUpTo(minutes = 3)
    void whatOneMakesTheOtherUnderstands() throws Exception {
        crossed(USUAL);
    }

    @Test
    void publishedAnswersAreGiven() {
        JsonNode known = get("known");
        assertThat(known.get("wrong").toString()).isEqualTo("{}");
        assertThat(known.get("count").asInt()).isGreaterThanOrEqualTo(46);
    }

    @Test
    void anAddonMayWaitForItWhileItLoads() {
        assertThat(Http.get(server.uri("/rest-api/early/use")).body())
                .isEqualTo("private 4b007901b765489abead49d926f721d065a429c1 32");
    }

    @ParameterizedTest
    @CsvSource({"/desk/use, ''", "/console/wb/use, till", "/jbackend?action=get&module=sealed&resource=x, ''"})
    void addonsOfEachStyleHaveIt(String path, String widget) {
        HttpResponse<String> answer = widget.isEmpty()
                ? Http.get(server.uri(path))
                : Http.get(server.uri(path), "widget-id", widget);
        assertThat(answer.statusCode()).as(answer.body() + server.log()).isEqualTo(200);
        assertThat(answer.body()).contains("a secret ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0 true true");
    }

    @Test
    @Tag("long")
    @TakesUpTo(minutes = 30)
    void manyMoreCasesComeToTheSame() throws Exception {
        Cases many = new Cases(CASES, MANY, CROSS * 10);
        Files.createDirectories(many.folder());
        ended("many", onNode("many", many.arguments()));
        compared("subtle", many);
        compared("node", many);
        crossed(many);
    }
}
