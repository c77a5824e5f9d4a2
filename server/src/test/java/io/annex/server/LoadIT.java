package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private void write(String name, String code) throws IOException {
        Path addon = Files.createDirectories(addons.resolve(name));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + name + "\", \"version\": \"1\", \"type\": \"RESTApp\"}");
        Files.writeString(addon.resolve("index.js"),
                "require('router').get('/', (req, res) => res.send('well'));\n" + code + "\n");
    }
}
