package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.RawClient;
import io.annex.server.http.RawClient.Reply;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server-sent events. */
class EventStreamsIT {
    private static final String HANDLERS = """
            let stream;
            const listen = (req, res) => { stream = res.sse(); stream.send({ from: stream.lastEventId }, { event: 'hello', id: 7, retry: 50 }); };
            const tell = (req, res) => { res.send(String(stream.send('a\\r\\nb\\nc'))); };
            const closed = (req, res) => { res.send(String(stream.closed)); };
            const close = (req, res) => { stream.close(); res.send(String(stream.closed) + stream.send('x')); };
            const wrong = (req, res) => {
              const refused = [];
              for (const fields of [{ id: '1\\n2' }, { event: 'a\\rb' }, { retry: -1 }, { id: '\\0' }]) {
                try { stream.send('x', fields); } catch (error) { refused.push(error.constructor.name); }
              }
              res.send(refused.join());
            };
            const much = (req, res) => {
              const events = res.sse();
              while (!events.closed) { events.send('x'.repeat(100000)); }
            };
            const quiet = (req, res) => { res.sse(); };
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        rest(folder, "1");
        Path points = Files.createDirectories(folder.resolve("points"));
        Files.writeString(points.resolve("server.js"), """
                const { Application } = require('webpoints');
                const app = new Application();
                """ + HANDLERS + """
                Object.assign(app.operations, { '/listen': listen, '/tell': tell, '/closed': closed, '/close': close,
                  '/wrong': wrong, '/much': much, '/quiet': quiet });
                app.run();
                """);
        server = RunningServer.startIn("""
                server: {hosts: [127.0.0.1, localhost], heartbeat: 500 ms}
                limits: {workers: 1}
                addons:
                  points: {limits: {streamIdle: 2 s}}
                """, folder);
    }

    private static void rest(Path in, String version) throws IOException {
        Path rest = Files.createDirectories(in.resolve("rest"));
        Files.writeString(rest.resolve("manifest.json"),
                "{\"id\": \"rest\", \"version\": \"" + version + "\", \"type\": \"RESTApp\"}");
        Files.writeString(rest.resolve("index.js"), "const router = require('router');\n" + HANDLERS + """
                for (const [name, handler] of Object.entries({ listen, tell, closed, close, wrong, much, quiet })) {
                  router.get('/' + name, handler);
                }
                """ + "router.get('/version', (req, res) => res.send('" + version + "'));\n");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient ask(RunningServer of, String path, String... headers) throws IOException {
        return new RawClient(of.port()).get(path, headers);
    }

    private static String reply(String path) throws IOException {
        try (RawClient client = ask(server, path)) {
            return client.reply().text();
        }
    }

    /** The next event that is none of the heartbeats. */
    private static String event(RawClient client) throws IOException {
        byte[] chunk = client.chunk();
        while (chunk != null && new String(chunk, StandardCharsets.UTF_8).equals(":\n\n")) {
            chunk = client.chunk();
        }
        return chunk == null ? "broken off" : new String(chunk, StandardCharsets.UTF_8);
    }

    @Test
    void eventsComeAsTheyAreSent() throws Exception {
        for (String addon : List.of("/rest-api/rest", "/points")) {
            try (RawClient client = ask(server, addon + "/listen", "Last-Event-ID: 6")) {
                Reply head = client.replyToHead();
                assertThat(head.header("content-type")).startsWith("text/event-stream");
                assertThat(head.header("cache-control")).isEqualTo("no-cache");
                assertThat(event(client)).isEqualTo("event: hello\nid: 7\nretry: 50\ndata: {\"from\":\"6\"}\n\n");
                assertThat(reply(addon + "/tell")).isEqualTo("true");
                assertThat(event(client)).isEqualTo("data: a\ndata: b\ndata: c\n\n");
                assertThat(reply(addon + "/wrong")).isEqualTo("TypeError,TypeError,TypeError,TypeError");
                assertThat(reply(addon + "/close")).isEqualTo("truefalse");
                assertThat(event(client)).isEmpty();
            }
        }
    }

    @Test
    void whoLeavesIsSeen() throws Exception {
        for (String addon : List.of("/rest-api/rest", "/points")) {
            try (RawClient client = ask(server, addon + "/listen")) {
                assertThat(client.replyToHead().status()).isEqualTo(200);
                assertThat(event(client)).startsWith("event: hello");
                assertThat(reply(addon + "/closed")).isEqualTo("false");
            }
            Waiting.until("it is closed", () -> {
                try {
                    return reply(addon + "/closed").equals("true");
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void aQuietStreamHasHeartbeatsWhichAreNoEvents() throws Exception {
        try (RawClient client = ask(server, "/points/quiet")) {
            assertThat(client.replyToHead().status()).isEqualTo(200);
            assertThat(client.chunk()).asString(StandardCharsets.UTF_8).isEqualTo(":\n\n");
            assertThat(event(client)).isEqualTo("broken off");
        }
        server.awaitLog("(limit: limits.streamIdle)");
    }

    @Test
    void whoDoesNotFollowIsLeft() throws Exception {
        try (RawClient client = ask(server, "/rest-api/rest/much")) {
            assertThat(client.replyToHead().status()).isEqualTo(200);
            server.awaitLog("its client does not follow");
        }
    }

    @Test
    void aDeployEndsThemWithARetry(@TempDir Path addons) throws Exception {
        rest(addons, "1");
        try (RunningServer own = RunningServer.startIn("server: {hosts: [127.0.0.1, localhost], grace: 0 s}\n",
                addons)) {
            try (RawClient client = ask(own, "/rest-api/rest/listen")) {
                assertThat(client.replyToHead().status()).isEqualTo(200);
                assertThat(event(client)).startsWith("event: hello");
                rest(addons, "2");
                assertThat(event(client)).matches("retry: [12]\\d{3}\n\n");
                assertThat(event(client)).isEmpty();
            }
            try (RawClient client = ask(own, "/rest-api/rest/listen")) {
                assertThat(client.replyToHead().status()).isEqualTo(200);
                assertThat(event(client)).startsWith("event: hello");
                Thread end = Thread.ofVirtual().start(own.server()::close);
                assertThat(event(client)).matches("retry: [12]\\d{3}\n\n");
                assertThat(event(client)).isEmpty();
                end.join();
            }
        }
    }
}
