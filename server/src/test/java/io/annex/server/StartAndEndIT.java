package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.RunningCommand.Ended;
import io.annex.server.config.Setting;
import io.annex.server.http.ConnectionLoad;
import io.annex.testing.UnlistableFolder;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The first and the last seconds of a server, as its clients see them. */
class StartAndEndIT {
    private static final Pattern LISTENING = Pattern.compile("Listening on (http\\S+);");

    @TempDir
    Path folder;

    private void addon(String name, String script) throws IOException {
        Path addon = Files.createDirectories(folder.resolve("addons").resolve(name));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"" + name + "\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(addon.resolve("index.js"), script);
    }

    private static String answering(String text) {
        return "require('router').get('/', (req, res) => res.send('" + text + "'));\n";
    }

    /** With the grace that its configuration says. */
    private RunningCommand run(String... how) throws IOException {
        List<String> before = new ArrayList<>(List.of("env", "-u", "ANNEX_GRACE"));
        before.addAll(List.of(how));
        return RunningCommand.installed(folder, before,
                List.of("run", "addons", "--port", "0", "--isolation", RunningServer.ISOLATION.code()));
    }

    private static int status(URI url, String path) {
        return Http.get(url.resolve(path)).statusCode();
    }

    // ---- the start
    // -------------------------------------------------------------------------------------------------

    @Test
    void anAddonServesWhileOthersAreBeingLoaded() throws Exception {
        addon("a-first", answering("first"));
        addon("b-endless", "while (true) {}\n");
        addon("c-last", answering("last"));
        Files.writeString(folder.resolve("annex.yaml"), """
                limits: {load: 10 s, wall: 2 min}
                jbackend: {endpoints: [{path: /rest, access: free}]}
                """);
        try (RunningCommand running = run()) {
            Waiting.until(running::err, () -> LISTENING.matcher(running.err()).find());
            Matcher listening = LISTENING.matcher(running.err());
            assertThat(listening.find()).isTrue();
            URI url = URI.create(listening.group(1));
            assertThat(status(url, "/-/health/live")).isEqualTo(200);
            Waiting.until("the first add-on serves", () -> status(url, "/rest-api/a-first") == 200);
            HttpResponse<String> ready = Http.get(url.resolve("/-/health/ready"));
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("{\"status\":\"starting\"}");
            HttpResponse<String> early = Http.get(url.resolve("/rest-api/c-last"));
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.headers().firstValue("retry-after")).hasValue("1");
            assertThat(early.body()).contains("\"reason\":\"starting\"");
            for (String path : List.of("/no/such", "/console/wb/x", "/console/", "/console/widgets",
                    "/console/widgets/x/widget.js", "/rest/get/Shop/greeting", "/-/openapi.json")) {
                assertThat(status(url, path)).as(path).isEqualTo(503);
            }
            assertThat(status(url, "/-/metrics")).isEqualTo(200);
            assertThat(status(url, "/rest-api/a-first/none")).isEqualTo(404);
            assertThat(running.ready()).isEqualTo(url);
            // One that has failed has had its turn.
            assertThat(status(url, "/-/health/ready")).isEqualTo(200);
            assertThat(status(url, "/rest-api/c-last")).isEqualTo(200);
            assertThat(status(url, "/rest-api/b-endless")).isEqualTo(404);
            assertThat(status(url, "/no/such")).isEqualTo(404);
            assertThat(status(url, "/-/openapi.json")).isEqualTo(200);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatCannotBeReadIsOneAddonsFailure() throws Exception {
        addon("good", answering("good"));
        Path installed = Files.createDirectories(folder.resolve("data/installed"));
        try (UnlistableFolder unlistable = UnlistableFolder.make()) {
            Files.createSymbolicLink(folder.resolve("addons/broken"), unlistable.path());
            Files.createSymbolicLink(installed.resolve("widget"), unlistable.path());
            Files.createSymbolicLink(folder.resolve("others"), unlistable.path());
            try (RunningServer server = RunningServer.startWith(Map.of(Setting.DATA, folder.resolve("data").toString()),
                    folder.resolve("others"), folder.resolve("addons"))) {
                assertThat(Http.get(server.uri("/rest-api/good")).body()).isEqualTo("good");
                assertThat(server.server().failedAddons()).isEqualTo(2);
                assertThat(server.log()).contains("addons/broken was not deployed: it cannot be read: ",
                        "others was not deployed: it cannot be read: ",
                        "installed/widget was not deployed: it cannot be read: ");
                addon("later", answering("later"));
                Waiting.until("what comes later is deployed",
                        () -> Http.get(server.uri("/rest-api/later")).statusCode() == 200);
            }
        }
    }

    /** Though both could share it out, as every event loop does. */
    @Test
    void aPortInUseEndsTheStart() throws Exception {
        addon("app", answering("here"));
        try (RunningCommand first = run()) {
            URI url = first.ready();
            String port = Integer.toString(url.getPort());
            try (RunningCommand second = RunningCommand.installed(folder, List.of("run", "addons", "--port", port,
                    "--data", "another", "--isolation", RunningServer.ISOLATION.code()))) {
                Ended ended = second.end();
                assertThat(ended.status()).isEqualTo(1);
                assertThat(ended.out()).doesNotContain("ready");
                assertThat(ended.err()).contains("cannot serve on 127.0.0.1 port " + port + ": ", "in use")
                        .doesNotContain("Exception", "\tat ");
            }
            assertThat(status(url, "/rest-api/app")).isEqualTo(200);
        }
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    @Test
    void whatIsStillLoadedAtTheEndIsNobodysFault() throws Exception {
        addon("endless", "console.log('begun'); while (true) {}\n");
        Files.writeString(folder.resolve("annex.yaml"), "limits: {load: 5 min, wall: 5 min}\n");
        try (RunningCommand running = run()) {
            Waiting.until(running::err, () -> running.err().contains("begun"));
            running.process().destroy();
            Ended ended = running.end();
            assertThat(ended.status()).isZero();
            assertThat(ended.err()).contains("addons/endless is not deployed: the ").doesNotContain("ERROR", "WARN");
        }
    }

    @Test
    void nobodyIsHurtBySigtermUnderLoad() throws Exception {
        addon("app", answering("here"));
        Files.writeString(folder.resolve("annex.yaml"), "server: {grace: 2 s}\n");
        try (RunningCommand running = run()) {
            URI url = running.ready();
            try (ConnectionLoad load = new ConnectionLoad(url.getPort(), "/rest-api/app", "here", 3, 3)) {
                Waiting.until("the load is on", () -> load.answered() > 200);
                running.process().destroy();
                Waiting.until("the health says that it ends", () -> status(url, "/-/health/ready") == 503);
                long before = load.answered();
                assertThat(status(url, "/-/health/live")).isEqualTo(200);
                assertThat(status(url, "/rest-api/app")).isEqualTo(200);
                Waiting.until("the load is still served", () -> load.answered() > before + 20);
                assertThat(load.failedUntilRefused()).isEmpty();
            }
            Ended ended = running.end();
            assertThat(ended.status()).isZero();
            assertThat(ended.err()).doesNotContain("Exception", "\tat ", "ERROR", "WARN");
        }
    }

    @Test
    void whoSaysItTwiceMeansAtOnce() throws Exception {
        addon("app", answering("here"));
        Files.writeString(folder.resolve("annex.yaml"), "server: {grace: 10 min}\n");
        try (RunningCommand running = run()) {
            URI url = running.ready();
            running.process().destroy();
            Waiting.until("the health says that it ends", () -> status(url, "/-/health/ready") == 503);
            running.process().destroy();
            assertThat(running.end().status()).isEqualTo(143);
        }
    }

    /**
     * Who has started the tests may have them ignore SIGINT, which is inherited.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whoPressesControlCDoesNotWaitForTheGrace() throws Exception {
        addon("app", """
                require('router').get('/', (req, res) => new Promise((done) => setTimeout(() => {
                  res.send('answered');
                  done();
                }, 1500)));
                """);
        Files.writeString(folder.resolve("annex.yaml"), "server: {grace: 10 min}\n");
        try (RunningCommand running = run("--default-signal=INT")) {
            URI url = running.ready();
            CompletableFuture<HttpResponse<String>> slow = Http.later(url.resolve("/rest-api/app"));
            Waiting.until("the request has begun", () -> Http.get(url.resolve("/-/metrics")).body()
                    .contains("annex_exchanges_in_flight{addon=\"app\"} 1"));
            Process kill = new ProcessBuilder("kill", "-INT", Long.toString(running.process().pid())).start();
            assertThat(Waiting.exit(kill)).isZero();
            assertThat(Waiting.get("the answer", slow).body()).isEqualTo("answered");
            assertThat(running.end().status()).isZero();
        }
    }
}
