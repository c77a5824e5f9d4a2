package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an add-on does while its code is evaluated is limited too: the deploy
 * fails and says by which limit, and nobody else notices.
 */
class LoadIT {
    private static final String LIMITS = """
            limits:
              load: 400 ms
              heap: 32 MB
              external: 16 MB
            """;

    @TempDir
    Path addons;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "while (true) {}                                                    | it used ",
            "(function again() { Promise.resolve().then(again); })();           | it used ",
            "const all = []; while (true) all.push({ it: [all.length] });       | its heap had ",
            "const all = []; while (true) all.push(new Uint8Array(1 << 20));    | it had "})
    void whatTakesTooMuchToLoadIsNotDeployedUntilItsCodeIsReplaced(String code, String limit) throws IOException {
        write("greedy", code);
        write("neighbour", "");
        try (RunningServer server = RunningServer.startIn(LIMITS, addons)) {
            assertThat(server.server().failedAddons()).isEqualTo(1);
            assertThat(server.log().lines().filter(line -> line.contains("greedy was not deployed: "))).singleElement()
                    .asString().containsPattern("evaluating /index.js was stopped: " + limit + ".*[(]limit: limits[.]");
            assertThat(Http.get(server.uri("/rest-api/greedy/")).statusCode()).isEqualTo(404);
            assertThat(Http.get(server.uri("/rest-api/neighbour/")).body()).isEqualTo("well");

            write("greedy", "");
            Waiting.until("the new code serves", () -> Http.get(server.uri("/rest-api/greedy/")).body().equals("well"));
        }
    }

    @Test
    void aVersionThatTakesTooLongToLoadLeavesTheOldOneServing() throws IOException {
        write("greedy", "");
        try (RunningServer server = RunningServer.startIn(LIMITS, addons)) {
            write("greedy", "while (true) {}");
            server.awaitLog("evaluating /index.js was stopped: it used ");
            assertThat(Http.get(server.uri("/rest-api/greedy/")).body()).isEqualTo("well");
        }
    }

    /** As in Node: until nothing is left that could bring it. */
    @Test
    void whatTheTopLevelWaitsForComes() throws IOException {
        Peer peer = Peer.on("127.0.0.1");
        write("waits",
                """
                        const text = await (await fetch('PEER/text')).text();
                        const pause = (ms) => new Promise((resolve) => setTimeout(() => resolve(`${ms} ms`), ms));
                        const all = await Promise.all([pause(30), pause(20), new Promise((resolve) => setImmediate(() => process.nextTick(resolve, 'ticks')))]);
                        require('router').get('/waited', (req, res) => res.json([text, ...all]));
                        """
                        .replace("PEER", peer.url()));
        write("never", "await new Promise(() => {});");
        write("unkept", "setTimeout(() => {}, 1e6).unref(); await new Promise(() => {});");
        write("late", "setInterval(() => {}, 50); await new Promise(() => {});");
        write("loops", "await new Promise(() => setTimeout(() => { while (true); }, 1));");
        write("adds", """
                for (;;) {
                  await new Promise((resolve) => setTimeout(resolve, 1));
                  for (let i = 0; i < 1e7; i++);
                }
                """);
        write("fails",
                "setTimeout(() => { throw new Error('in a timer'); }, 1); await new Promise((resolve, reject) => setTimeout(() => reject(new Error('in vain')), 10));");
        Path widget = Files.createDirectories(addons.resolve("widget"));
        Files.writeString(widget.resolve("widget.js"), "");
        Files.writeString(widget.resolve("backend.js"), """
                module.exports = async (r) => {
                  const waited = await new Promise((resolve) => setTimeout(() => resolve('waited'), 20));
                  r.register('waited', 'GET', (req, res) => res.send(waited));
                };
                """);
        try (RunningServer server = RunningServer.startIn(LIMITS + """
                addons:
                  waits: {grants: {networks: [127.0.0.1/32]}}
                  late: {limits: {wall: 1 s}}
                """, addons)) {
            assertThat(Http.get(server.uri("/rest-api/waits/waited")).body())
                    .isEqualTo("[\"no JSON, Grüße\",\"30 ms\",\"20 ms\",\"ticks\"]");
            assertThat(Http.get(server.uri("/console/wb/waited"), "widget-id", "widget").body()).isEqualTo("waited");
            Map<String, String> why = Map.of("never", "waits for something that does not come", "unkept",
                    "waits for something that does not come", "late", "was stopped: .*limits.wall", "loops",
                    "was stopped: it used .*limits.load", "adds", "was stopped: it used .*limits.load", "fails",
                    "Error: in vain");
            why.forEach(
                    (name, text) -> assertThat(server.log()).containsPattern(name + " was not deployed: .*" + text));
            assertThat(server.log()).contains("in a timer");
            assertThat(server.server().failedAddons()).isEqualTo(why.size());
        } finally {
            peer.close();
        }
    }

    private void write(String name, String code) throws IOException {
        Path addon = Files.createDirectories(addons.resolve(name));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + name + "\", \"version\": \"1\", \"type\": \"RESTApp\"}");
        Files.writeString(addon.resolve("index.js"),
                "require('router').get('/', (req, res) => res.send('well'));\n" + code + "\n");
    }
}
