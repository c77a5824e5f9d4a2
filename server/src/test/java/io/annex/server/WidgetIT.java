package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Widget backends with the real packages, which npm installs for the test:
 * every {@code cases.jsonl} of {@code src/test/widgets}, and what needs more
 * than one request.
 */
@SuppressWarnings("UnusedVariable")
class WidgetIT {
    private static final Path WIDGETS = Path.of("src/test/widgets").toAbsolutePath();
    private static final List<String> WITH_CASES = List.of("contract", "typed", "example");

    @TempDir
    private static Path folder;
    private static Path packages;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        packages = Files.createDirectories(folder.resolve("packages"));
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(Path.of("src/test/packages").resolve(file), packages.resolve(file));
        }
        Path output = folder.resolve("npm.txt");
        Process npm = new ProcessBuilder("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(packages.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertThat(npm.waitFor(4, TimeUnit.MINUTES)).as(Files.readString(output)).isTrue();
        assertThat(npm.exitValue()).as(Files.readString(output)).isZero();
        server = start("", WIDGETS);
    }

    private static RunningServer start(String yaml, Path... sources) {
        return RunningServer.startIn("packages: " + packages + "\nlimits: {wall: 2 s}\n" + yaml, sources);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(RunningServer on, String widget, String path) {
        return Http.get(on.uri("/console/wb" + path), "widget-id", widget);
    }

    private static Path widget(String name, String file, String source) throws IOException {
        Path widget = Files.createDirectories(folder.resolve(name));
        Files.writeString(widget.resolve(file), source);
        return widget;
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return WITH_CASES.stream()
                .flatMap(name -> Cases.of(WIDGETS.resolve(name), server.uri("/console/wb"), Map.of("widget-id", name)));
    }

    @Test
    void aGlobalOfOneWidgetIsNotSeenByAnother() {
        get(server, "contract", "/leak");
        assertThat(get(server, "neighbour", "/leaked").body()).isEqualTo("undefined undefined function");
        get(server, "polluter", "/pollute");
        assertThat(get(server, "neighbour", "/leaked").body()).isEqualTo("undefined undefined function");
    }
}
