package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Isolation;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every add-on of {@code src/test/hostile} does its worst, twice at once, while
 * another add-on of the same server answers a steady load. Each time the server
 * lives, none of the load's requests fails, the outcome is as the script says,
 * no answer tells of the host, and the hostile add-on's harmless route answers
 * again.
 *
 * <p>
 * The add-ons are deployed into the running server a group at a time.
 */
class HostileIT {
    private static final boolean IN_CELLS = RunningServer.ISOLATION == Isolation.PROCESS;

    /**
     * Time passes for all, however busy the machine: only what waits for it to pass
     * is given little.
     */
    private static final String LIMITS = """
            limits:
              heap: 32 MB
              external: 16 MB
              output: 16 MB
              load: 500 ms
              idle: 30 s
              workers: 2
              deaths: 1000
            addons:
            """;
    /**
     * So that a cell need not be started for each; those that end their process
     * have one of their own.
     */
    private static final int IN_ONE_CELL = 8;
    private static final String GOOD = """
            const router = require('router');
            router.get('/', (req, res) => res.json({ good: true }));
            """;
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** What no answer may tell: classes, files and folders of the host. */
    private static final Pattern OF_THE_HOST = Pattern
            .compile("\\bjava\\.|io\\.annex|caoccao|[Jj]avet|\\.java:|/annex-process-|root:x:");
    private static final Pattern STACK = Pattern.compile("\\n\\s+at ");
    private static final Pattern DEFECT = Pattern.compile("(?m)^\\s+at io\\.annex.*");
    /** Entries that an add-on wrote, and what a terminal would obey. */
    private static final Pattern FORGED = Pattern.compile("(?m)^FORGED.*|\\u001b|\\r");

    private static Served served;

    /** A running server with the good add-on, its load, and one group of others. */
    private static final class Served implements AutoCloseable {
        private final ServerProcess server;
        private final SteadyLoad load;
        private String group = "";

        Served() {
            StringBuilder addons = new StringBuilder();
            List<HostileAddon> all = attacks();
            for (int i = 0; i < all.size(); i++) {
                addons.append(all.get(i).settings(IN_CELLS ? "cell-" + i / IN_ONE_CELL : ""));
            }
            server = ServerProcess.start(LIMITS + addons, List.of("--isolation", RunningServer.ISOLATION.code()));
            try {
                Path good = Files.createDirectories(server.addons().resolve("good"));
                Files.writeString(good.resolve("index.js"), GOOD);
                Files.writeString(good.resolve("manifest.json"),
                        "{\"id\": \"good\", \"version\": \"1\", \"type\": \"RESTApp\"}");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            Waiting.until("the good add-on is deployed", () -> status("/rest-api/good") == 200);
            load = new SteadyLoad(server.uri("/rest-api/good"), "{\"good\":true}");
        }

        void deploy(String next) {
            if (group.equals(next)) {
                return;
            }
            List<HostileAddon> all = attacks();
            all.stream().filter(each -> each.group().equals(group))
                    .forEach(each -> ServerProcess.delete(server.addons().resolve(each.id())));
            List<HostileAddon> group = all.stream().filter(each -> each.group().equals(next)).toList();
            this.group = next;
            long logged = server.logged();
            group.forEach(each -> each.writeTo(server.addons()));
            Set<HostileAddon> waiting = new HashSet<>(group);
            while (!waiting.isEmpty()) {
                Waiting.until("one more of " + waiting.size() + " is deployed or refused", () -> {
                    String log = server.log(logged);
                    return waiting.removeIf(each -> !server.isAlive() || log.contains(each.id() + " 1 is active at ")
                            || log.contains(each.id() + " was not deployed: "));
                });
            }
            tellsOfNoDefect(server.log(logged));
        }

        int status(String path) {
            return Http.get(server.uri(path)).statusCode();
        }

        CompletableFuture<HttpResponse<String>> later(String path) {
            HttpRequest request = HttpRequest.newBuilder(server.uri(path)).timeout(Waiting.time(PATIENCE)).build();
            return Http.later(request);
        }

        @Override
        public void close() {
            load.close();
            server.close();
        }
    }

    /** The corpus, as far as the mode that the build runs this in survives it. */
    static List<HostileAddon> attacks() {
        return HostileAddon.all().stream().filter(addon -> IN_CELLS || !addon.needsProcess()).toList();
    }

    /**
     * In a cell, of what ends or holds its process, the first to be noticed is an
     * outcome too: that it ended, what it took, or that it does not come back. So
     * it is where memory is wanted faster than V8 asks whether there is any.
     */
    private static boolean expects(HostileAddon addon, HttpResponse<String> answer) {
        return addon.expects(answer) || (IN_CELLS && (addon.needsProcess() || addon.outcomes().contains("503 memory"))
                && List.of("terminated", "memory", "cpu").contains(Http.json(answer).path("reason").asString("")));
    }

    private static Served served() {
        if (served != null && !served.server.isAlive()) {
            served.close();
            served = null;
        }
        if (served == null) {
            served = new Served();
        }
        return served;
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void harmsNobodyElse(HostileAddon addon) {
        Served served = served();
        served.deploy(addon.group());
        long before = served.load.answered();
        long logged = served.server.logged();

        List<HttpResponse<String>> answers = new ArrayList<>();
        try {
            List<CompletableFuture<HttpResponse<String>>> attacks = new ArrayList<>();
            List<CompletableFuture<HttpResponse<String>>> bystanders = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                attacks.add(Http.later(addon.attack(served.server.uri(addon.route("/attack?n=" + i)))));
                if (addon.group().equals("forged")) {
                    bystanders.add(served.later(addon.route("/bystander/" + i)));
                }
            }
            attacks.forEach(attack -> answers.add(attack.join()));
            for (int i = 0; i < bystanders.size(); i++) {
                assertThat(bystanders.get(i).join().body()).isEqualTo("bystander " + i);
            }
        } catch (CompletionException e) {
            // The ports of a process that ends are closed before it has ended.
            Waiting.until("the server answers or has ended", () -> !served.server.isAlive() || answers(served));
            assertThat(served.server.isAlive())
                    .withFailMessage(() -> "the server died of " + addon + ": " + served.server.ending()).isTrue();
            throw e;
        }

        for (HttpResponse<String> answer : answers) {
            if (addon.refused()) {
                assertThat(answer.statusCode()).as("it must not be deployed").isEqualTo(404);
            } else {
                assertThat(expects(addon, answer)).withFailMessage(() -> "expected " + addon.outcomes() + " but was "
                        + answer.statusCode() + " " + shortened(answer.body())).isTrue();
            }
            tellsNothing(answer);
        }
        if (!addon.refused() && !addon.harmsItself()) {
            Waiting.until("it answers again", () -> status(served, addon.route("/after")) == 200);
        }
        served.load.noticedNothing(before);
        assertThat(served.status("/-/health")).isEqualTo(200);
        tellsOfNoDefect(served.server.log(logged));
    }

    private static void tellsOfNoDefect(String log) {
        assertThat(lines(DEFECT, log)).as("exceptions of the host in the log").isEmpty();
        assertThat(lines(FORGED, log)).as("forged entries of the log").isEmpty();
    }

    private static List<String> lines(Pattern pattern, String log) {
        return pattern.matcher(log).results().map(found -> found.group()).toList();
    }

    private static boolean answers(Served served) {
        try {
            return status(served, "/-/health") == 200;
        } catch (CompletionException _) {
            return false;
        }
    }

    private static int status(Served served, String path) {
        return served.later(path).join().statusCode();
    }

    private static void tellsNothing(HttpResponse<String> answer) {
        assertThat(OF_THE_HOST.matcher(answer.body()).results().map(found -> found.group()).toList())
                .as("what the answer tells of the host: " + shortened(answer.body())).isEmpty();
        if (HostileAddon.isProblem(answer)) {
            assertThat(STACK.matcher(answer.body()).find()).as(shortened(answer.body())).isFalse();
        }
    }

    private static String shortened(String body) {
        return body.length() > 500 ? body.substring(0, 500) + "…" : body;
    }
}
