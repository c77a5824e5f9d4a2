package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Pace;
import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Cells are killed at random for half a minute or for several, under load;
 * descriptors run out.
 */
class CellChaosIT {
    private static final Duration BETWEEN_KILLS = Duration.ofMillis(700);
    private static final List<String> ADDONS = List.of("one", "two", "three");
    private static final String SCRIPT = """
            const router = require('router');
            router.get('/', (req, res) => res.json({ well: true }));
            """;

    /** Calls one add-on without a pause, and keeps what came. */
    private static final class Caller {
        private final URI uri;
        final AtomicInteger right = new AtomicInteger();
        final AtomicInteger stopped = new AtomicInteger();
        final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final Thread thread;

        Caller(URI uri, AtomicBoolean done) {
            this.uri = uri;
            this.thread = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    call();
                }
            });
        }

        private void call() {
            try {
                HttpResponse<String> answer = Http.get(uri);
                if (answer.statusCode() == 200 && answer.body().equals("{\"well\":true}")) {
                    right.incrementAndGet();
                } else if (answer.statusCode() == 503 && answer.body().contains("\"reason\":\"terminated\"")
                        && answer.body().contains("\"incident\":")) {
                    stopped.incrementAndGet();
                } else {
                    wrong.add(answer.statusCode() + " " + answer.body());
                }
            } catch (RuntimeException e) {
                wrong.add(e.toString());
            }
        }
    }

    @Test
    void cellsAreKilledAtRandomAndNothingElseIsLost() throws Exception {
        killAtRandom(Duration.ofSeconds(30));
    }

    @Test
    @Tag("long")
    @TakesUpTo(minutes = 5)
    void cellsAreKilledAtRandomForLongAndNothingElseIsLost() throws Exception {
        killAtRandom(Duration.ofMinutes(3));
    }

    private static void killAtRandom(Duration time) throws Exception {
        try (ServerProcess server = ServerProcess.start("limits: {deaths: 10000}\n",
                List.of("--isolation", "process", "--data", "data"))) {
            for (String addon : ADDONS) {
                deploy(server, addon);
            }
            Random random = new Random(20261121);
            AtomicBoolean done = new AtomicBoolean();
            List<Caller> callers = new ArrayList<>();
            for (String addon : ADDONS) {
                for (int i = 0; i < 2; i++) {
                    callers.add(new Caller(server.uri("/rest-api/" + addon), done));
                }
            }
            int kills = 0;
            long end = System.nanoTime() + time.toNanos();
            long pause = Waiting.time(BETWEEN_KILLS).toNanos();
            while (System.nanoTime() < end || kills <= 20) {
                List<ProcessHandle> cells = server.process().children().toList();
                if (!cells.isEmpty()) {
                    cells.get(random.nextInt(cells.size())).destroyForcibly();
                    kills++;
                }
                Pace.pause(Duration.ofNanos(random.nextLong(2 * pause)));
            }
            done.set(true);
            for (Caller caller : callers) {
                caller.thread.join();
                assertThat(caller.wrong).isEmpty();
                assertThat(caller.right.get()).isGreaterThan(100);
                // No more than one for each death; most are a waiting and a right answer.
                assertThat(caller.stopped.get()).isLessThanOrEqualTo(kills);
            }
            for (String addon : ADDONS) {
                assertThat(Http.get(server.uri("/rest-api/" + addon)).statusCode()).isEqualTo(200);
            }
            Waiting.until("one cell for each add-on, and a spare one",
                    () -> server.process().children().count() == ADDONS.size() + 1);
            try (Stream<Path> left = Files.list(server.folder().resolve("data/run"))) {
                assertThat(left).as("what cells leave while they start").hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    /** Without descriptors nothing new can begin; what is open goes on. */
    @Test
    void withoutDescriptorsWhatIsOpenGoesOn() throws Exception {
        try (ServerProcess server = ServerProcess.startWithFewDescriptors(160, List.of("--isolation", "process"))) {
            deploy(server, "one");
            URI uri = server.uri("/rest-api/one");
            List<Socket> sockets = new ArrayList<>();
            try (Socket open = new Socket(uri.getHost(), uri.getPort())) {
                open.setSoTimeout((int) Waiting.time().toMillis());
                assertThat(ask(open)).startsWith("HTTP/1.1 200");
                for (int i = 0; i < 300; i++) {
                    sockets.add(new Socket(uri.getHost(), uri.getPort()));
                }
                assertThat(ask(open)).startsWith("HTTP/1.1 200");
                // No other cell can be started now.
                server.process().children().forEach(ProcessHandle::destroyForcibly);
                assertThat(ask(open)).startsWith("HTTP/1.1 503");
                assertThat(server.isAlive()).isTrue();
            } finally {
                for (Socket each : sockets) {
                    each.close();
                }
            }
            Waiting.until("it answers again", () -> {
                try {
                    return Http.get(uri).statusCode() == 200;
                } catch (RuntimeException e) {
                    return false;
                }
            });
        }
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET /rest-api/one HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        return length < 0 ? "" : new String(answer, 0, length, java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static void deploy(ServerProcess server, String addon) {
        try {
            Path folder = Files.createDirectories(server.addons().resolve(addon));
            Files.writeString(folder.resolve("index.js"), SCRIPT);
            Files.writeString(folder.resolve("manifest.json"),
                    "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"}".formatted(addon));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Waiting.until(addon + " is deployed", () -> Http.get(server.uri("/rest-api/" + addon)).statusCode() == 200);
    }
}
