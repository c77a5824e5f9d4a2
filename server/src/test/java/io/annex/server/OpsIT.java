package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an add-on may call of the host is bounded, whether its code waits for
 * the answer or not, and counted.
 */
class OpsIT {
    private static final Path RUN = Path.of("src/test/addons/outbound").toAbsolutePath();
    private static final List<String> NAMES = List.of("pace", "open", "bytes", "java");

    @TempDir
    private static Path folder;
    private static Peer peer;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        peer = Peer.on("127.0.0.1");
        String code = Files.readString(RUN.resolve("index.js"));
        for (String name : NAMES.subList(0, 3)) {
            Path addon = Files.createDirectory(folder.resolve(name));
            Files.writeString(addon.resolve("index.js"), "globalThis.requires = require;\n" + code);
            Files.writeString(addon.resolve("manifest.json"),
                    "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"}".formatted(name));
        }
        JavaSources.addon(folder.resolve("java"), "1", """
                public void endpoints(Router router) {
                    router.get("/session", exchange -> {
                        try {
                            exchange.send("session: " + exchange.session().get("x").isPresent());
                        } catch (ServiceException e) {
                            exchange.send(e.code() + ": " + e.getMessage());
                        }
                    });
                }
                """);
        server = RunningServer.startIn("""
                java: true
                grants: {networks: [127.0.0.1/32]}
                limits: {cpu: 30 s, wall: 60 s, workers: 1}
                addons:
                  pace: {limits: {ops: 300}}
                  open: {limits: {opsInFlight: 4, callIdle: 10 min, callTime: 10 min}}
                  bytes: {limits: {opBytes: 32 KB}}
                  java: {limits: {ops: 2}}
                """, NAMES.stream().map(folder::resolve).toArray(Path[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
        peer.close();
    }

    private static JsonNode run(String addon, String code) {
        String body = JsonMapper.shared().createObjectNode().put("base", peer.url()).put("code", code).toString();
        return Http.json(Http.post(server.uri("/rest-api/" + addon + "/run"), "application/json", body));
    }

    private static void goesOn(String addon) {
        Waiting.until("its calls are served again", () -> run(addon, """
                crypto.getRandomValues(new Uint8Array(1));
                return (await fetch(base + '/text')).status;
                """).path("value").asInt() == 200);
    }

    @Test
    void moreCallsInASecondThanAllowedAreAnError() {
        assertThat(run("pace", "for (let i = 0; i < 2000; i++) crypto.getRandomValues(new Uint8Array(1));").toString())
                .contains("more than 300 calls of host services in a second (limits.ops)");
        goesOn("pace");
        assertThat(run("pace", """
                const calls = [];
                for (let i = 0; i < 2000; i++) calls.push(fetch('http://127.0.0.1:1/').catch((e) => e));
                const failed = await Promise.all(calls);
                throw failed.find((each) => each.message.includes('limits.'));
                """).toString()).contains("more than 300 calls of host services in a second (limits.ops)");
        goesOn("pace");
    }

    @Test
    void moreCallsThatAreNotAnsweredThanAllowedAreAnError() {
        assertThat(run("open",
                """
                        const stop = new AbortController();
                        const held = [1, 2, 3, 4].map(() => fetch(base + '/hang', { signal: stop.signal }).catch((e) => e.name));
                        const fifth = await fetch(base + '/text').catch((e) => e.message);
                        let sync = '';
                        try { crypto.getRandomValues(new Uint8Array(1)); } catch (e) { sync = e.message; }
                        stop.abort();
                        await Promise.all(held);
                        return [fifth, sync];
                        """)
                .path("value").valueStream().map(JsonNode::asString)).hasSize(2)
                .allMatch(each -> each.contains("4 calls of host services are not answered yet (limits.opsInFlight)"));
        goesOn("open");
    }

    @Test
    void callsThatCarryMoreThanAllowedAreAnError() {
        String over = "more than 32768 bytes in calls of host services that are not answered yet (limits.opBytes)";
        assertThat(run("bytes", "requires('appResource').getNode('x'.repeat(40000))").toString()).contains(over);
        assertThat(run("bytes", "await fetch(base, { method: 'POST', body: 'x'.repeat(40000) })").toString())
                .contains(over);
        goesOn("bytes");
    }

    @Test
    void callsOfAddonsInJavaCountToo() {
        URI uri = server.uri("/java/java/session");
        Waiting.until("it calls too often", () -> Http.get(uri).body()
                .equals("limit: more than 2 calls of host services in a second (limits.ops)"));
        Waiting.until("its calls are served again", () -> Http.get(uri).body().equals("session: false"));
    }

    @Test
    void callsAreCountedByTheirNamesAndOutcomes() {
        run("bytes", "crypto.getRandomValues(new Uint8Array(1))");
        run("bytes", "requires('appResource').getNode('x'.repeat(40000))");
        assertThat(metrics("bytes"))
                .anyMatch(each -> each.startsWith("annex_ops_total{addon=\"bytes\",op=\"random\",outcome=\"ok\"}"))
                .anyMatch(each -> each
                        .startsWith("annex_ops_total{addon=\"bytes\",op=\"resource.find\",outcome=\"limit\"}"))
                .anyMatch(each -> each.startsWith("annex_op_duration_seconds_count{addon=\"bytes\",op=\"script\"}"));
    }

    private static Stream<String> metrics(String addon) {
        return Http.get(server.uri("/-/metrics")).body().lines()
                .filter(each -> each.startsWith("annex_op") && each.contains("addon=\"" + addon + "\""));
    }
}
