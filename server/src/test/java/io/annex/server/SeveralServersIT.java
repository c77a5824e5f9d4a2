package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.database.DatabaseOptions;
import io.annex.server.database.PostgresServer;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two server processes that share a PostgreSQL, and one add-on. */
class SeveralServersIT {
    /** The shortest timer is due every second and a half, for these tests. */
    private static final String STEP = "-Dannex.timers.step=PT1.5S";
    private static final String ADDON = """
            const events = require('events');
            const router = require('router');
            let hangs = false;
            events.on('sv:every-5-minutes', (o) => {
              if (hangs) { console.log('HANGS'); return new Promise(() => {}); }
              console.log(`RUN ${Math.floor(o.timestamp / 1500)}`);
            });
            router.post('/hang', (req, res) => { hangs = true; res.send('hangs'); });
            events.on('hello', (o) => console.log(`HEARD ${o.n}`));
            router.post('/emit/:n', (req, res) => { events.emit('hello', { n: req.params.n }); res.send('emitted'); });
            """;
    private static final Pattern RUN = Pattern.compile("RUN (\\d+)");
    private static PostgresServer postgres;
    private static DatabaseOptions database;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
        database = postgres.database();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static ServerProcess server() {
        return ServerProcess.startWithJava("database: {url: '" + database.url() + "', user: " + database.user()
                + "}\nisolation: " + RunningServer.ISOLATION.code() + "\n", STEP, List.of());
    }

    private static void deploy(ServerProcess server) throws IOException {
        Path addon = Files.createDirectories(server.addons().resolve("app"));
        Files.writeString(addon.resolve("index.js"), ADDON);
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"app\", \"version\": \"1\", \"type\": \"RESTApp\"}");
        Waiting.until("it serves",
                () -> Http.post(server.uri("/rest-api/app/emit/0"), "text/plain", "").statusCode() == 200);
    }

    /** By time: how often it was run. */
    private static Map<Long, Integer> runs(ServerProcess... servers) {
        Map<Long, Integer> runs = new TreeMap<>();
        for (ServerProcess server : servers) {
            for (Matcher run = RUN.matcher(server.log()); run.find();) {
                runs.merge(Long.valueOf(run.group(1)), 1, Integer::sum);
            }
        }
        return runs;
    }

    @Test
    void whatIsDueRunsOnceAndGoesOnElsewhereWhenAServerIsKilled() throws Exception {
        List<ServerProcess> open = new ArrayList<>();
        try {
            ServerProcess one = server();
            open.add(one);
            ServerProcess two = server();
            open.add(two);
            deploy(one);
            deploy(two);
            Waiting.until(() -> "both have run it: " + runs(one) + runs(two), () -> runs(one, two).size() >= 6);
            assertThat(runs(one, two)).allSatisfy((time, times) -> assertThat(times).as("at " + time).isEqualTo(1));
            hearsOnce("one", one, two);
            hearsOnce("two", two, one);

            int before = runs(two).size();
            one.kill();
            Waiting.until("it goes on", () -> runs(two).size() >= before + 3);
            assertThat(runs(one, two)).allSatisfy((time, times) -> assertThat(times).as("at " + time).isEqualTo(1));
        } finally {
            open.forEach(ServerProcess::close);
        }
    }

    /** What it left running counts until its lease has run out. */
    @Test
    @Tag("long")
    void aServerThatIsKilledInTheMidstOfARunHoldsItForHalfAMinute() throws Exception {
        List<ServerProcess> open = new ArrayList<>();
        try {
            ServerProcess one = server();
            open.add(one);
            deploy(one);
            Waiting.until("it has begun, and goes on", () -> {
                Http.post(one.uri("/rest-api/app/hang"), "text/plain", "");
                return one.log().contains("HANGS");
            });
            ServerProcess two = server();
            open.add(two);
            deploy(two);
            one.kill();
            long killed = System.nanoTime();
            Waiting.until(Duration.ofSeconds(60), "it goes on", () -> !runs(two).isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Waiting.time(Duration.ofSeconds(35)));
            assertThat(two.log()).contains("is passed over: the run before has not ended");
        } finally {
            open.forEach(ServerProcess::close);
        }
    }

    /** The add-on is on both, and one of them tells it. */
    private static void hearsOnce(String name, ServerProcess from, ServerProcess other) {
        for (int n = 0; n < 20; n++) {
            Http.post(from.uri("/rest-api/app/emit/" + name + n), "text/plain", "");
        }
        Waiting.until("all are heard", () -> heard(name, from, other).size() >= 20);
        // What the other one emits comes after all that was emitted here.
        Http.post(other.uri("/rest-api/app/emit/end" + name), "text/plain", "");
        Waiting.until("the last is heard", () -> !heard("end" + name, from, other).isEmpty());
        assertThat(heard(name, from, other)).doesNotHaveDuplicates().hasSize(20);
    }

    private static List<String> heard(String name, ServerProcess... servers) {
        List<String> heard = new ArrayList<>();
        Pattern pattern = Pattern.compile("HEARD " + name + "\\d*");
        for (ServerProcess server : servers) {
            pattern.matcher(server.log()).results().forEach(each -> heard.add(each.group()));
        }
        return heard;
    }
}
