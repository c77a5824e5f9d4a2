package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.server.operator.AdminSocket;
import io.annex.server.operator.Administration;
import io.annex.server.operator.CommandRefused;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Settings that an operator changes while the server runs. */
class SettingsLiveIT {
    private static final String SECRET = "correct-horse-battery-staple";

    @TempDir
    private static Path addons;
    private static RunningServer server;

    private static void restapp(String name, String manifest, String script) throws IOException {
        Path addon = Files.createDirectories(addons.resolve(name));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"%s}".formatted(name, manifest));
        Files.writeString(addon.resolve("index.js"),
                "const router = require('router'); const appData = require('appData');\n" + script);
    }

    @BeforeAll
    static void start() throws IOException {
        String read = "const greeting = appData.get('greeting'); router.get('/', (req, res) => res.send(String(greeting)));";
        String greeting = ", \"settings\": {\"greeting\": {\"type\": \"string\", \"default\": \"Hello\"}, \"port\": {\"type\": \"integer\"}}";
        restapp("busy", greeting, read);
        restapp("kinds", greeting, read);
        restapp("over", greeting, read);
        restapp("vault", ", \"settings\": {\"token\": {\"type\": \"string\", \"secret\": true}}",
                "const token = appData.get('token'); router.get('/', (req, res) => res.send('length ' + String(token).length));");
        restapp("strict", "",
                "const token = appData.get('token'); if (!token) { throw new Error('no token'); } router.get('/', (req, res) => res.send(token));");
        restapp("asks", "",
                "const site = require('globalAppData').get('site'); router.get('/', (req, res) => res.send(String(site)));");
        restapp("moved", greeting, read);
        server = RunningServer.startWithEnvironment(Map.of("ANNEX_ADDON_OVER_GREETING", "of the environment"),
                "settings: {site: Main}\naddons: {busy: {settings: {greeting: of the file}}}\nwatch: false\n", addons);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ObjectNode settings(String what, String addon, String key) {
        return Administration.request("settings." + what).put("addon", addon).put("key", key);
    }

    private static ObjectNode ask(ObjectNode request) throws IOException, CommandRefused {
        return AdminSocket.ask(server.data(), request);
    }

    private static ObjectNode set(String addon, String key, String value) throws IOException, CommandRefused {
        return ask(settings("set", addon, key).put("value", value));
    }

    private static String get(String addon) {
        return Http.get(server.uri("/rest-api/" + addon)).body();
    }

    private static void refused(ObjectNode request, String message) {
        assertThatThrownBy(() -> ask(request)).isInstanceOf(CommandRefused.class).hasMessage(message);
    }

    @Test
    void aChangeIsLiveWhenItWasAnsweredAndNoRequestFails() throws Exception {
        assertThat(get("busy")).isEqualTo("of the file");
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<List<String>>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(CompletableFuture.supplyAsync(() -> {
                List<String> answers = new ArrayList<>();
                while (!over.get()) {
                    HttpResponse<String> answer = Http.get(server.uri("/rest-api/busy"));
                    answers.add(answer.statusCode() + " " + answer.body());
                }
                return answers;
            }));
        }
        try {
            for (int i = 1; i <= 3; i++) {
                assertThat(set("busy", "greeting", "change " + i).path("loaded").toString()).isEqualTo("[\"busy\"]");
                assertThat(get("busy")).isEqualTo("change " + i);
            }
            ask(settings("unset", "busy", "greeting"));
            assertThat(get("busy")).isEqualTo("of the file");
        } finally {
            over.set(true);
        }
        for (CompletableFuture<List<String>> client : clients) {
            assertThat(client.get()).isNotEmpty().allMatch(answer -> answer.matches("200 (of the file|change [123])"));
        }
        assertThat(server.log()).contains("The setting greeting of busy was set by " + System.getProperty("user.name"))
                .contains("The setting greeting of busy was unset by ");
    }

    @Test
    void aValueIsHeldToWhatTheAddonDeclares() throws Exception {
        refused(settings("set", "kinds", "port").put("value", "many"),
                "port of kinds: many (expected: a whole number)");
        set("kinds", "port", "8080");
        ObjectNode port = ask(settings("get", "kinds", "port"));
        assertThat(port.path("value").asInt()).isEqualTo(8080);
        assertThat(port.path("from").asString()).isEqualTo("run time");
        assertThat(set("kinds", "grating", "x").path("notes").toString())
                .contains("the add-on does not declare it; it declares greeting, port");
        refused(settings("unset", "kinds", "greeting"),
                "greeting of kinds is not set at run time (see: annex settings list)");
        refused(settings("get", "kinds", "nothing"),
                "nothing of kinds: there is no such setting (see: annex settings list)");
        refused(settings("set", "kinds", " ").put("value", "x"),
                "no name of a setting (expected: at most 200 characters, no control character)");
    }

    @Test
    void theEnvironmentHasTheLastWord() throws Exception {
        assertThat(set("over", "greeting", "at run time").path("notes").toString())
                .contains("the environment has the last word: ANNEX_ADDON_OVER_GREETING");
        assertThat(get("over")).isEqualTo("of the environment");
    }

    @Test
    void aSecretIsNeitherShownNorLoggedNorReadableWhereItIsKept() throws Exception {
        refused(settings("set", "vault", "token").put("value", SECRET).put("argument", true),
                "token of vault: a secret on the command line, where others can see it (expected: the value on the standard input, or --file)");
        assertThat(set("vault", "token", SECRET).toString()).doesNotContain(SECRET).contains("\"secret\":true");
        assertThat(get("vault")).endsWith(String.valueOf(SECRET.length()));
        assertThat(ask(settings("get", "vault", "token")).toString()).doesNotContain(SECRET).contains("run time");
        assertThat(ask(Administration.request("settings.list")).toString()).doesNotContain(SECRET);
        // One that nobody has declared, and once a secret always one.
        assertThat(ask(settings("set", "kinds", "pin").put("value", SECRET).put("secret", true)).toString())
                .contains("\"secret\":true");
        assertThat(set("kinds", "pin", SECRET).toString()).contains("\"secret\":true");
        assertThat(server.log()).doesNotContain(SECRET).contains("The setting token of vault was set, a secret, by ");
        Path key = server.data().resolve("database/secrets.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        // Versions have the add-ons' own files alone, and go while others look.
        try (Stream<Path> files = Stream.concat(Files.walk(server.data().resolve("database")),
                Files.walk(server.data().resolve("endpoints")))) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1)).as(each.toString())
                        .doesNotContain(SECRET);
            }
        }
    }

    @Test
    void whatHasNotLoadedWithoutASettingLoadsWithIt() throws Exception {
        assertThat(Http.get(server.uri("/rest-api/strict")).statusCode()).isEqualTo(404);
        assertThat(set("strict", "token", "t1").path("loaded").toString()).isEqualTo("[\"strict\"]");
        assertThat(get("strict")).isEqualTo("t1");
        ObjectNode emptied = set("strict", "token", "");
        assertThat(emptied.path("failures").toString()).contains("no token");
        assertThat(get("strict")).as("what served before").isEqualTo("t1");
        set("strict", "token", "t2");
        assertThat(get("strict")).isEqualTo("t2");
    }

    @Test
    void aSettingOfAllLoadsThoseAnewThatHaveAskedForThem() throws Exception {
        assertThat(get("asks")).isEqualTo("Main");
        assertThat(set("", "site", "Other").path("loaded").toString()).isEqualTo("[\"asks\"]");
        assertThat(get("asks")).isEqualTo("Other");
        assertThat(ask(settings("get", "", "site")).path("from").asString()).isEqualTo("run time");
        ask(settings("unset", "", "site"));
        assertThat(get("asks")).isEqualTo("Main");
    }

    @Test
    void theFilesAreThoseThatServeWhateverHasBecomeOfTheSource() throws Exception {
        Files.writeString(addons.resolve("moved/index.js"), "this is no script");
        assertThat(set("moved", "greeting", "still").path("failures").toString()).isEqualTo("[]");
        assertThat(get("moved")).isEqualTo("still");
    }
}
