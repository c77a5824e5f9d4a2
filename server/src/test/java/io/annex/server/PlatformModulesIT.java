package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Modules of RESTApps' platform that need nothing of the host but Java. The
 * script that a test runs is its own: what {@code POST} sends is evaluated.
 */
class PlatformModulesIT {
    private static final String APP = """
            const router = require('router');
            router.post('/run', (req, res) => res.json(new Function('require', 'req', 'res', req.body)(require, req, res) ?? null));
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        Path app = Files.createDirectories(folder.resolve("app"));
        Files.writeString(app.resolve("manifest.json"),
                "{\"id\": \"app\", \"version\": \"1\", \"name\": \"app\", \"type\": \"RestApp\"}");
        Files.writeString(app.resolve("index.js"), APP);
        server = RunningServer.startIn("limits: {workers: 1, cpu: 2 s}", folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String run(String script, String... headers) {
        HttpResponse<String> answer = Http.send(Http.request(server.uri("/rest-api/app/run"), headers)
                .header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString(script)).build());
        assertThat(answer.statusCode()).as(() -> answer.body() + server.log()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void datesAreThoseOfJavaInTheServersTimeZone() {
        Instant at = Instant.ofEpochMilli(1751364930000L);
        assertThat(run("return require('TimestampUtil').format(1751364930000, 'yyyy-MM-dd HH:mm:ss XXX');")).isEqualTo(
                at.atZone(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("\"yyyy-MM-dd HH:mm:ss XXX\"")));
        assertThat(run("""
                const dates = require('DateUtil');
                const day = dates.parseDate('1 juli 2025', 'd MMMM yyyy', 'sv');
                return dates.getDateAsString('EEEE', day);""", "Accept-Language", "de, sv;q=0.8, en;q=0.5"))
                .isEqualTo("\"tisdag\"");
        assertThat(
                run("""
                        const dates = require('dateUtil');
                        const calendar = dates.toCalendar(new Date(2025, 0, 31));
                        calendar.add(calendar.MONTH, 1);
                        return [calendar.get(calendar.MONTH), calendar.get(calendar.DATE), calendar.time.getTime() === calendar.timeInMillis];"""))
                .isEqualTo("[1,28,true]");
    }

    @Test
    void digestsAreThoseOfTheJdk() {
        assertThat(
                run("""
                        const digester = require('@sitevision/api/server/MessageDigesterFactory').getSHA256();
                        digester.updateString('a');
                        digester.updateBytes([98, 99]);
                        return [digester.algorithm, digester.digest().map((b) => (b & 0xff).toString(16).padStart(2, '0')).join('')];"""))
                .isEqualTo("[\"SHA-256\",\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"]");
    }

    @Test
    void whatJavaRefusesIsAnErrorOfTheAuthors() {
        assertThat(run("""
                try { return require('TimestampUtil').format(0, 'bad'); } catch (e) { return e.message; }"""))
                .contains("pattern: 'bad' (expected: ");
        assertThat(
                run("""
                        try { return require('TimestampUtil').format(0, 'y'.repeat(3000)); } catch (e) { return e.message; }"""))
                .contains("expected: at most");
    }
}
