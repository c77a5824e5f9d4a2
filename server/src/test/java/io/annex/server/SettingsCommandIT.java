package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.RunningCommand.Ended;
import io.annex.server.database.DatabaseOptions;
import io.annex.server.database.PostgresServer;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code annex settings}, with a server, without one, and with two. */
class SettingsCommandIT {
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    private Path folder;

    @BeforeEach
    void addon() throws IOException {
        Path addon = Files.createDirectories(folder.resolve("shop"));
        Files.writeString(addon.resolve("manifest.json"), """
                {"id": "shop", "version": "1", "type": "RESTApp", "settings": {
                  "port": {"type": "integer", "default": 80, "title": "Where it listens", "env": true},
                  "token": {"type": "string", "secret": true}}}
                """);
        Files.writeString(addon.resolve("index.js"),
                """
                        const appData = require('appData');
                        const text = appData.get('port') + ' ' + appData.get('token') + ' ' + require('globalAppData').get('site');
                        require('router').get('/', (req, res) => res.send(text));
                        """);
    }

    private RunningCommand server(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("run", "shop", "--port", "0", "--no-watch", "--isolation", RunningServer.ISOLATION.code()));
        arguments.addAll(List.of(more));
        return RunningCommand.installed(folder, arguments);
    }

    private Ended annex(String input, String... arguments) throws IOException, InterruptedException {
        try (RunningCommand command = RunningCommand.installed(folder, List.of(arguments))) {
            command.process().getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            command.process().getOutputStream().close();
            return command.end();
        }
    }

    private static String answer(URI server) {
        URI shop = server.resolve("/rest-api/shop");
        // Where it found no room at the start it comes a little later.
        Waiting.until("it serves", () -> Http.get(shop).statusCode() == 200);
        return Http.get(shop).body();
    }

    @Test
    void whatWasSetOutlivesAKillRightAfterwards() throws Exception {
        try (RunningCommand first = server()) {
            URI url = first.ready();
            assertThat(answer(url)).isEqualTo("80 undefined undefined");
            assertThat(annex("", "settings", "set", "shop", "port", "8080").out())
                    .isEqualTo("The setting port of shop is set, and live in shop.\n");
            assertThat(annex("", "settings", "set", "--global", "site", "Main").out())
                    .isEqualTo("The setting site of all add-ons is set, and live in shop.\n");
            assertThat(annex("s3cret\n", "settings", "set", "shop", "token", "--secret").out())
                    .isEqualTo("The setting token of shop is set, and live in shop.\n");
            Waiting.exit(first.process().destroyForcibly());
        }
        try (RunningCommand second = server()) {
            assertThat(answer(second.ready())).isEqualTo("8080 s3cret Main");
            Ended list = annex("", "settings", "list");
            assertThat(list.out().lines().map(line -> line.replaceAll("  +", "|"))).containsExactly(
                    "ADD-ON|KEY|TYPE|VALUE|FROM|TITLE", "(all)|site|any|Main|run time",
                    "shop|port|integer|8080|run time|Where it listens", "shop|token|string|(secret)|run time");
            Ended refused = annex("", "settings", "set", "shop", "token", "s3cret");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("a secret on the command line, where others can see it");
            assertThat(second.err()).doesNotContain("s3cret");
        }
        // Without a server it counts from the next start.
        assertThat(annex("", "settings", "unset", "shop", "port").out())
                .isEqualTo("The setting port of shop is unset.\n");
        assertThat(annex("", "settings", "get", "shop", "token").out()).isEqualTo("(secret)\n");
        Ended check = annex("", "check", "shop");
        assertThat(check.out())
                .contains("  setting port (integer, in process.env): 80, by default - Where it listens\n")
                .contains("  setting token (string, secret): not set\n").contains("2 settings\n");
    }

    @Test
    void whatOneServerIsToldTheOthersHearWithinSeconds() throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            DatabaseOptions options = postgres.database();
            Files.writeString(folder.resolve("annex.yaml"),
                    "database: {url: '" + options.url() + "', user: annex}\nsecrets: {key: " + KEY + "}\n");
            try (RunningCommand one = server("--data", "one"); RunningCommand two = server("--data", "two")) {
                URI first = one.ready();
                URI second = two.ready();
                assertThat(answer(second)).isEqualTo("80 undefined undefined");
                assertThat(annex("s3cret\n", "settings", "set", "shop", "token", "--data", "one").out())
                        .isEqualTo("The setting token of shop is set, and live in shop.\n");
                assertThat(answer(first)).isEqualTo("80 s3cret undefined");
                Waiting.until("the other has it", () -> answer(second).equals("80 s3cret undefined"));
                Waiting.exit(one.process().destroyForcibly());
            }
            try (RunningCommand third = server("--data", "three")) {
                assertThat(answer(third.ready())).isEqualTo("80 s3cret undefined");
            }
        }
    }
}
