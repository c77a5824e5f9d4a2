package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.RunningCommand.Ended;
import io.annex.server.database.DatabaseOptions;
import io.annex.server.database.PostgresServer;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Started servers and their database: restarts, kills, commands beside them.
 */
class DatabaseServerIT {
    private static final String COUNTER = Path.of("src/test/addons/counter").toAbsolutePath().toString();

    @TempDir
    Path folder;

    private RunningCommand server() throws IOException {
        return RunningCommand.installed(folder, List.of("run", COUNTER, "--port", "0", "--no-watch"));
    }

    /**
     * A busy machine may take longer to write than an answer waits, and then the
     * change may be lost.
     */
    private RunningCommand serverThatWaits() throws IOException {
        return RunningCommand.installed(folder, List.of("env", "ANNEX_SESSION_WRITE=100 s"),
                List.of("run", COUNTER, "--port", "0", "--no-watch"));
    }

    private Ended annex(String input, String... arguments) throws IOException, InterruptedException {
        try (RunningCommand command = RunningCommand.installed(folder, List.of(arguments))) {
            command.process().getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            command.process().getOutputStream().close();
            return command.end();
        }
    }

    private static HttpResponse<String> count(URI server, String cookie) {
        URI counter = server.resolve("/rest-api/counter/");
        return cookie.isEmpty() ? Http.get(counter) : Http.get(counter, "Cookie", cookie);
    }

    private static String cookie(HttpResponse<String> answer) {
        String header = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return header.substring(0, header.indexOf(';'));
    }

    @Test
    void sessionsOutliveAStopAndAKill() throws Exception {
        String cookie;
        try (RunningCommand first = serverThatWaits()) {
            URI url = first.ready();
            assertThat(folder.resolve(".annex/database/annex.mv.db")).doesNotExist();
            cookie = cookie(count(url, ""));
            assertThat(count(url, cookie).body()).isEqualTo("{\"count\":2}");
            first.process().destroy();
            first.end();
        }
        assertThat(PosixFilePermissions
                .toString(Files.getPosixFilePermissions(folder.resolve(".annex/database"), LinkOption.NOFOLLOW_LINKS)))
                .isEqualTo("rwx------");
        try (RunningCommand second = serverThatWaits()) {
            URI url = second.ready();
            assertThat(count(url, cookie).body()).isEqualTo("{\"count\":3}");
            // What was answered is in the file.
            Waiting.exit(second.process().destroyForcibly());
        }
        try (RunningCommand third = serverThatWaits()) {
            assertThat(count(third.ready(), cookie).body()).isEqualTo("{\"count\":4}");
        }
    }

    @Test
    void commandsWorkWithAServerAndWithoutOne() throws Exception {
        Ended made = annex("", "keys", "add", "--owner", "Ada Lovelace", "--limit", "5", "--expires", "2099-01-31",
                "--endpoint", "/api", "--comment", "for tests");
        assertThat(made.err()).isEmpty();
        assertThat(made.status()).isZero();
        assertThat(made.out().lines().findFirst().orElse("")).matches("[A-Z0-9]{20}");
        try (RunningCommand running = server()) {
            running.ready();
            assertThat(annex("", "keys", "list").out().lines().map(line -> line.replaceAll("  +", "|")))
                    .containsExactly("NUMBER|OWNER|STATE|TODAY|LIMIT|HITS|LAST USED|EXPIRES|ENDPOINTS|COMMENT",
                            "1|Ada Lovelace|on|0|5|0|-|2099-01-31T00:00:00Z|/api|for tests");
            assertThat(annex("", "keys", "disable", "1").out()).isEqualTo("Key 1 is switched off.\n");
            assertThat(annex("secret\n", "users", "add", "ada", "--email", "ada@example.org").out())
                    .isEqualTo("User ada is added, number 1.\n");
        }
        assertThat(annex("", "keys", "list", "--json").out()).contains("\"enabled\" : false")
                .doesNotContain(made.out().lines().findFirst().orElseThrow());
        refused(annex("secret\n", "users", "add", "Ada"), 1, "there is a user Ada already");
        refused(annex("", "users", "add", "bob"), 2, "no password was given (see: annex users add --help)");
        refused(annex("", "users", "remove", "bob"), 1, "there is no user bob (see: annex users list)");
        refused(annex("", "keys", "remove", "7"), 1, "there is no key with the number 7 (see: annex keys list)");
        refused(annex("", "keys", "add", "--owner", "Ada", "--expires", "soon"), 2,
                "--expires: soon (expected: e.g. 2027-01-31 or 2027-01-31T12:00:00Z) (see: annex keys add --help)");
        assertThat(annex("", "trace").out()).startsWith("ENDPOINT  MODULE  REQUESTS");
    }

    private static void refused(Ended ended, int status, String message) {
        assertThat(ended.err()).isEqualTo("annex: " + message + "\n");
        assertThat(ended.status()).isEqualTo(status);
    }

    @Test
    void twoServersOnOnePostgresqlShareSessionsAndLiveThroughItsAbsence() throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            DatabaseOptions options = postgres.database();
            Files.writeString(folder.resolve("annex.yaml"), "database: {url: '" + options.url() + "', user: annex}\n");
            List<RunningCommand> servers = new ArrayList<>();
            try {
                for (String data : List.of("one", "two")) {
                    servers.add(RunningCommand.installed(folder,
                            List.of("run", COUNTER, "--port", "0", "--no-watch", "--data", data)));
                }
                URI one = servers.get(0).ready();
                URI two = servers.get(1).ready();
                String cookie = cookie(count(one, ""));
                Waiting.until("the other has it", () -> Http
                        .get(two.resolve("/rest-api/counter/peek"), "Cookie", cookie).body().contains("\"count\":1"));
                assertThat(count(two, cookie).body()).isEqualTo("{\"count\":2}");
                Waiting.until("the first has it", () -> Http
                        .get(one.resolve("/rest-api/counter/peek"), "Cookie", cookie).body().contains("\"count\":2"));
                postgres.stop();
                assertThat(count(one, cookie).body()).isEqualTo("{\"count\":3}");
                Waiting.until("the health page says so",
                        () -> Http.get(one.resolve("/-/health")).body().contains("\"database\":\"away\""));
                assertThat(count(one, cookie).body()).isEqualTo("{\"count\":4}");
                assertThat(servers.get(0).err().lines().filter(line -> line.contains("cannot be used"))).hasSize(1);
                postgres.resume();
                Waiting.until("the other has what was not written", () -> Http
                        .get(two.resolve("/rest-api/counter/peek"), "Cookie", cookie).body().contains("\"count\":4"));
                Waiting.until("the health page says so",
                        () -> Http.get(one.resolve("/-/health")).body().equals("{\"status\":\"ready\"}"));
            } finally {
                servers.forEach(RunningCommand::close);
            }
        }
    }

    @Test
    void whatWasAnsweredOutlivesAKillOnPostgresqlToo() throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            DatabaseOptions options = postgres.database();
            Files.writeString(folder.resolve("annex.yaml"), "database: {url: '" + options.url() + "', user: annex}\n");
            String cookie;
            try (RunningCommand first = serverThatWaits()) {
                URI url = first.ready();
                cookie = cookie(count(url, ""));
                assertThat(count(url, cookie).body()).isEqualTo("{\"count\":2}");
                Waiting.exit(first.process().destroyForcibly());
            }
            try (RunningCommand second = serverThatWaits()) {
                URI url = second.ready();
                assertThat(count(url, cookie).body()).isEqualTo("{\"count\":3}");
                Http.get(url.resolve("/rest-api/counter/end"), "Cookie", cookie);
                Waiting.exit(second.process().destroyForcibly());
            }
            try (RunningCommand third = serverThatWaits()) {
                assertThat(count(third.ready(), cookie).body()).as("it was ended").isEqualTo("{\"count\":1}");
            }
        }
    }
}
