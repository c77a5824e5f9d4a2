package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebAssembly, for add-ons in cells that were granted it. */
class CellWebAssemblyIT {
    private static final Path SOURCE = Path.of("src/test/wasm/wasm").toAbsolutePath();

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        server = RunningServer.startIn("""
                isolation: process
                limits: {cpu: 20 s, wall: 60 s, resident: 300 MB, deaths: 100}
                addons:
                  granted: {grants: {wasm: true}}
                  quick: {grants: {wasm: true}, limits: {cpu: 300 ms}}
                  trusted: {grants: {wasm: true}, isolation: thread}
                """, copy("granted"), copy("quick"), copy("trusted"), without());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Path copy(String name) throws IOException {
        Path addon = Files.createDirectories(folder.resolve(name));
        Files.copy(SOURCE.resolve("index.js"), addon.resolve("index.js"));
        Files.writeString(addon.resolve("manifest.json"),
                Files.readString(SOURCE.resolve("manifest.json")).replace("wasm", name));
        return addon;
    }

    private static Path without() throws IOException {
        Path addon = Files.createDirectories(folder.resolve("without"));
        Files.writeString(addon.resolve("index.js"),
                "require('router').get('/', (req, res) => res.json([typeof WebAssembly, 'WebAssembly' in globalThis]));");
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"without\", \"version\": \"1\", \"type\": \"rest\"}");
        return addon;
    }

    private static HttpResponse<String> get(String path) {
        return Http.get(server.uri("/rest-api/" + path));
    }

    @Test
    void itCompilesAndRuns() {
        assertThat(get("granted/").body()).isEqualTo(
                "{\"sums\":[5,5,5,5,5],\"valid\":[true,false],\"refused\":[\"CompileError\",\"TypeError: Incorrect response MIME type. Expected 'application/wasm'.\",\"TypeError\"]}");
    }

    @Test
    void withoutTheGrantItIsNotThere() {
        assertThat(get("without/").body()).isEqualTo("[\"undefined\",false]");
    }

    @Test
    void inTheServersProcessItIsRefusedWhenTheAddonLoads() {
        assertThat(server.log()).contains("WebAssembly needs a cell, which bounds its memory: take 'wasm' out of its "
                + "grants, or let it have 'isolation: process' under addons.trusted in annex.yaml");
        assertThat(get("trusted/").statusCode()).isNotEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "one"})
    void itsMemoryIsBounded(String path) {
        HttpResponse<String> answer = get("granted/" + path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("\"reason\":\"memory\"");
        Waiting.until("it serves again", () -> get("granted/").statusCode() == 200);
        assertThat(get("without/").statusCode()).isEqualTo(200);
    }

    @Test
    void addressesWithoutMemoryHarmNobodyElse() {
        assertThat(get("granted/reserved").statusCode()).isIn(200, 503);
        assertThat(get("without/").statusCode()).isEqualTo(200);
        Waiting.until("it serves again", () -> get("granted/").statusCode() == 200);
    }

    @Test
    void aLoopIsStopped() {
        HttpResponse<String> answer = get("quick/spin");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"reason\":\"cpu\"");
        assertThat(get("quick/").statusCode()).isEqualTo(200);
    }
}
