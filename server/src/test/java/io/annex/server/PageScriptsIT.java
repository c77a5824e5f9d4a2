package io.annex.server;

import static io.annex.server.Archives.zip;
import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.Archives.Entry;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Widgets without a backend: their scripts are compiled, and they have no
 * process.
 */
class PageScriptsIT {
    private static final String TOKEN = "a-token-of-the-operator's-choice";
    private static final int MANY = 12;
    /** One that compiles, one in advance, and their successors after a pause. */
    private static final int FEW = 5;

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private static Console console;

    @BeforeAll
    static void start() throws IOException {
        server = RunningServer.startIn(
                "operator: {token: \"" + TOKEN + "\"}\nlimits: {cpu: 500 ms, load: 2 s, heap: 32 MB}\n",
                Files.createDirectories(folder.resolve("addons")));
        console = new Console(server.uri(""), TOKEN);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> install(String id, String script) {
        return console.post(id + ".zip",
                zip(List.of(Entry.file("widget.js", script), Entry.file("widget.png", "png"))));
    }

    private static double metric(String begin) {
        return Http.get(server.uri("/-/metrics")).body().lines().filter(line -> line.startsWith(begin + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(begin.length() + 1))).sum();
    }

    private static HttpResponse<String> script(String id) {
        return Http.get(server.uri("/console/widgets/" + id + "/widget.js"));
    }

    @Test
    void manyWidgetsAreCompiledInOneCell() {
        Set<Long> cells = new HashSet<>();
        for (String id : IntStream.range(0, MANY).mapToObj(n -> "page" + n).toList()) {
            assertThat(install(id, "f(<b>" + id + "</b>);").statusCode()).isEqualTo(200);
            assertThat(script(id).body()).contains("React.createElement('b', null, \"" + id + "\")");
            assertThat(metric("annex_workers{addon=\"" + id + "\"}")).isZero();
            assertThat(metric("annex_cells")).isLessThanOrEqualTo(3);
            ProcessHandle.current().children().map(ProcessHandle::pid).forEach(cells::add);
        }
        assertThat(cells).hasSizeLessThanOrEqualTo(FEW);
        Waiting.until("what compiled has gone", () -> metric("annex_cells") <= 2);
    }

    @Test
    void whatIsWrongWithOneIsItsOwn() {
        assertThat(install("wrong", "f(<p>\n</b>);").statusCode()).isEqualTo(200);
        assertThat(script("wrong").statusCode()).isEqualTo(422);
        assertThat(Http.json(script("wrong")).path("detail").asString()).contains("wrong/widget.js:2:");
        assertThat(install("fine", "f(<p/>);").statusCode()).isEqualTo(200);
        assertThat(script("fine").statusCode()).isEqualTo(200);
    }

    /** They end within their own limits, and the next is compiled. */
    @Test
    void hostileScriptsHarmNobody() {
        List<String> scripts = List.of("}), (() => { for (;;); })(), (function () {", "} for (;;); {",
                "f(" + "<p>".repeat(200_000), "f(" + "[".repeat(500_000) + "<p/>", "a = `${".repeat(100_000) + "<p/>",
                "f(<p>{".repeat(20_000) + "}</p>".repeat(20_000));
        for (int n = 0; n < scripts.size(); n++) {
            HttpResponse<String> hostile = install("hostile" + n, scripts.get(n));
            assertThat(hostile.statusCode()).as(hostile.body()).isIn(200, 400, 404);
            HttpResponse<String> after = install("after" + n, "f(<i>after</i>);");
            assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
            assertThat(script("after" + n).body()).contains("\"after\"");
            assertThat(script("hostile" + n).statusCode()).isIn(404, 422);
        }
    }
}
