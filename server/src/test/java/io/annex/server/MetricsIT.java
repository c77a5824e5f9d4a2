package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.annex.core.addon.Endpoint;
import io.annex.core.addon.Version;
import io.annex.core.addon.VersionObserver;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of requests, and what becomes of it. */
class MetricsIT {
    @TempDir
    Path addons;

    @Test
    void bodiesAreCountedInBytes() throws IOException {
        write("app", "echo");
        try (RunningServer server = RunningServer.startIn("", addons)) {
            assertThat(Http.post(server.uri("/rest-api/app/echo"), "text/plain", "zwölf Bytes").body())
                    .isEqualTo("zwölf Bytes");
            awaitSample(server, "annex_request_body_bytes_total{%s,method=\"POST\",origin=\"http\"} 12.0");
            awaitSample(server, "annex_answer_body_bytes_total{%s,method=\"POST\",origin=\"http\"} 12.0");
            awaitSample(server, "annex_requests_total{%s,method=\"POST\",origin=\"http\",status=\"2xx\"} 1.0");
            awaitSample(server, "annex_requests_total{%s,method=\"POST\",origin=\"http\",status=\"5xx\"} 0.0");
        }
    }

    @Test
    void timesAreAHistogramWithTheLongestOfLate() throws IOException {
        write("app", "echo");
        try (RunningServer server = RunningServer.startIn("", addons)) {
            assertThat(metrics(server)).doesNotContain("annex_request_duration_seconds");
            Http.post(server.uri("/rest-api/app/echo"), "text/plain", "1");
            awaitSample(server, "annex_request_duration_seconds_count{%s,method=\"POST\",origin=\"http\"} 1");
            String page = metrics(server);
            assertThat(page.lines()).contains("# TYPE annex_request_duration_seconds histogram",
                    "# TYPE annex_request_duration_seconds_max gauge", "# TYPE annex_requests_total counter",
                    "# TYPE annex_cpu_seconds_total counter");
            assertThat(page.lines().filter(line -> line.startsWith("annex_request_duration_seconds_bucket{"))
                    .map(line -> line.substring(line.indexOf("le="), line.indexOf('}'))))
                    .containsExactly("le=\"0.001\"", "le=\"0.005\"", "le=\"0.01\"", "le=\"0.05\"", "le=\"0.1\"",
                            "le=\"0.5\"", "le=\"1.0\"", "le=\"5.0\"", "le=\"30.0\"", "le=\"+Inf\"");
            assertThat(value(page, "annex_request_duration_seconds_sum"))
                    .isCloseTo(value(page, "annex_request_duration_seconds_max"), within(1e-6)).isPositive();
            assertThat(value(page, "annex_cpu_seconds_total")).isPositive();
        }
    }

    private static double value(String page, String name) {
        String line = page.lines().filter(each -> each.startsWith(name + "{")).findFirst().orElseThrow();
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    @Test
    void theNextVersionGoesOnCountingAndWhatNoVersionHasIsGone() throws IOException {
        write("app", "echo", "old");
        try (RunningServer server = RunningServer.startIn("", addons)) {
            Http.post(server.uri("/rest-api/app/echo"), "text/plain", "1");
            Http.post(server.uri("/rest-api/app/old"), "text/plain", "1");
            write("app", "echo", "new");
            Waiting.until("the next version serves",
                    () -> Http.post(server.uri("/rest-api/app/new"), "text/plain", "1").statusCode() == 200);
            Waiting.until("the old endpoint is not counted any more",
                    () -> !metrics(server).contains("endpoint=\"/old\""));
            Http.post(server.uri("/rest-api/app/echo"), "text/plain", "1");
            awaitSample(server, "annex_requests_total{%s,method=\"POST\",origin=\"http\",status=\"2xx\"} 2.0");

            Files.delete(addons.resolve("app/manifest.json"));
            Files.delete(addons.resolve("app/index.js"));
            Files.delete(addons.resolve("app"));
            Waiting.until("nothing of the add-on is left", () -> !metrics(server).contains("addon=\"app\""));
        }
    }

    @Test
    void anExchangeIsCountedWithoutAllocation() throws IOException {
        write("app", "echo");
        try (RunningServer server = RunningServer.startIn("", addons)) {
            Version version = server.server().addons().getFirst();
            Endpoint endpoint = version.endpoints().getFirst();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            try (VersionObserver counted = new Metrics().serves(version)) {
                count(counted, endpoint, 20_000);
                long before = threads.getCurrentThreadAllocatedBytes();
                count(counted, endpoint, 20_000);
                assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 20_000).isZero();
            }
        }
    }

    private static void count(VersionObserver counted, Endpoint endpoint, int times) {
        for (int i = 0; i < times; i++) {
            counted.completed(endpoint, 200, 1_000_000, System.nanoTime() - 2_000_000, 10, 20);
        }
    }

    private static void awaitSample(RunningServer server, String sample) {
        String expected = sample.formatted("addon=\"app\",endpoint=\"/echo\"");
        Waiting.until(expected, () -> metrics(server).lines().anyMatch(expected::equals));
    }

    private static String metrics(RunningServer server) {
        return Http.get(server.uri("/-/metrics")).body();
    }

    private void write(String name, String... routes) throws IOException {
        Path addon = Files.createDirectories(addons.resolve(name));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + name + "\", \"version\": \"1\", \"type\": \"RESTApp\"}");
        StringBuilder script = new StringBuilder("const router = require('router');\n");
        for (String route : routes) {
            script.append("router.post('/" + route + "', (req, res) => res.send(req.body));\n");
        }
        Files.writeString(addon.resolve("index.js"), script);
    }
}
