package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Node's modules, compared with Node: the same file of small uses runs there
 * and in an add-on. What differs is listed with its reason in
 * {@code differences.json}, and nothing else may.
 */
class NodeModulesIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SOURCES = Path.of("src/test/node").toAbsolutePath();
    private static final int FEWEST = 400;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    @TakesUpTo(minutes = 2)
    static void start() throws Exception {
        assertThat(AsOnNode.NODE).as("npm's Node, of the guest library's package.json").isExecutable();
        Path output = folder.resolve("node.txt");
        Process node = new ProcessBuilder(AsOnNode.NODE.toString(), SOURCES.resolve("oracle.cjs").toString(),
                folder.resolve("expected.json").toString(), folder.resolve("crypto.json").toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        Path addon = Files.createDirectories(folder.resolve("node"));
        for (String name : List.of("addon/index.js", "addon/manifest.json", "run.js", "probes.js", "zlib-probes.js",
                "ordinary-probes.js", "crypto-probes.js", "crypto-keys.js")) {
            Files.copy(SOURCES.resolve(name), addon.resolve(Path.of(name).getFileName()));
        }
        Path styles = styles();
        server = RunningServer.startIn("""
                jbackend: {endpoints: [{path: /modules, access: free}]}
                addons:
                  node: {limits: {cpu: 30 s, wall: 60 s, external: 256 MB}}
                  uses: {limits: {external: 32 MB}}
                  vault: {allowedModules: [crypto]}
                """, addon, uses(), plain(), styles.resolve("vault"), styles.resolve("locked"), styles.resolve("hall"),
                styles.resolve("plugin"));
        assertThat(Waiting.exit(node)).as(Files.readString(output)).isZero();
    }

    /** One that requires none of Node's modules. */
    private static Path plain() throws Exception {
        Path addon = Files.createDirectories(folder.resolve("plain"));
        Files.createDirectories(addon.resolve("esm"));
        for (String name : List.of("run.js", "plain.js", "esm/index.mjs", "esm/parts.mjs", "esm/object.mjs",
                "esm/all.cjs", "esm/common.cjs")) {
            Files.copy(SOURCES.resolve(name), addon.resolve(name));
        }
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"plain\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                const run = require('./run');
                router.get('/probes', async (req, res) => res.json(await run(require('./plain'))));
                """);
        return addon;
    }

    /** What tells a test something by itself. */
    private static Path uses() throws Exception {
        Path addon = Files.createDirectories(folder.resolve("uses"));
        Files.writeString(addon.resolve("manifest.json"), "{\"id\": \"uses\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.writeString(addon.resolve("index.js"), """
                const router = require('router');
                const message = (run) => { try { run(); return 'it works'; } catch (error) { return error.message; } };
                router.get('/fails', (req, res) => res.json({
                  net: message(() => require('net').connect(80, 'example.com')),
                  tls: message(() => require('tls').connect(443)),
                  dns: message(() => require('dns').lookup('example.com', () => {})),
                  dgram: message(() => require('dgram').createSocket('udp4')),
                  child_process: message(() => require('child_process').execSync('ls')),
                  cluster: message(() => require('cluster').fork()),
                  worker_threads: message(() => new (require('worker_threads').Worker)('x.js')),
                  tty: message(() => new (require('tty').ReadStream)(0)),
                  v8: message(() => require('v8').getHeapStatistics()),
                  vm: message(() => require('vm').runInNewContext('1')),
                  inspector: message(() => require('inspector').open()),
                  http2: message(() => require('http2').connect('https://example.com')),
                  repl: message(() => require('repl').start()),
                  listen: message(() => require('http').createServer().listen(0)),
                }));
                router.get('/log', (req, res) => {
                  process.stdout.write('one line\\nand another\\n');
                  process.stderr.write('an error');
                  process.emitWarning('take care', 'CareWarning', 'C1');
                  res.json({});
                });
                process.on('unhandledRejection', (error) => console.log(`heard of ${error.message}`));
                router.get('/reject', (req, res) => {
                  setTimeout(() => Promise.reject(new Error('nobody took it')), 1);
                  res.json({});
                });
                router.get('/bombs', (req, res) => {
                  const zlib = require('zlib');
                  const member = zlib.gzipSync(Buffer.alloc(5e6));
                  const brotli = Buffer.from('y///P/gnAOKxQCD3/i//R+jwTwDEYRGA7gYd', 'base64');
                  res.json({
                    gzip: message(() => zlib.gunzipSync(Buffer.concat(Array(8).fill(member)))),
                    brotli: message(() => zlib.brotliDecompressSync(brotli)),
                    small: zlib.gunzipSync(member).length,
                  });
                });
                """);
        return addon;
    }

    /** Something of all that crypto does, in each style. */
    private static Path styles() throws Exception {
        String use = """
                const use = () => {
                  const crypto = require('crypto');
                  const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
                  const cipher = crypto.createCipheriv('aes-256-gcm', crypto.scryptSync('a', 'b', 32, { N: 16 }), Buffer.alloc(12));
                  return [
                    crypto.createHash('sha256').update('a').digest('hex').slice(0, 8),
                    crypto.createHmac('md5', 'a').update('a').digest('hex').slice(0, 8),
                    cipher.update('a', 'utf8', 'hex') + cipher.final('hex'),
                    crypto.verify('sha256', Buffer.from('a'), publicKey, crypto.sign('sha256', Buffer.from('a'), privateKey)),
                  ].join();
                };
                """;
        Path all = folder.resolve("styles");
        for (String widget : List.of("vault", "locked")) {
            write(all.resolve(widget + "/widget.js"), "");
            write(all.resolve(widget + "/backend.js"), use + """
                    module.exports = (r) => r.register('use', (req, res) => {
                      try { res.send(use()); } catch (error) { res.send(error.message); }
                    });
                    """);
        }
        write(all.resolve("hall/server.js"), use + """
                const { Application } = require('webpoints');
                const app = new Application();
                app.operations['/use'] = (req, res) => { res.send(use()); };
                app.run();
                """);
        write(all.resolve("plugin/plugin.xml"), """
                <?xml version="1.0" encoding="utf-8"?>
                <extension version="3.0" type="plugin" group="jbackend" method="upgrade">
                  <name>plg_jbackend_plugin</name><version>1.0.0</version>
                  <files><filename plugin="plugin">plugin.js</filename></files>
                </extension>
                """);
        write(all.resolve("plugin/plugin.js"), use + """
                module.exports = { onRequestPlugin(module, response) { response.set({ said: use() }); return true; } };
                """);
        return all;
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode get(String path) {
        HttpResponse<String> answer = Http.get(server.uri("/rest-api/" + path));
        assertThat(answer.statusCode()).as(answer.body() + server.log()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void usesComeToTheSame() throws Exception {
        JsonNode expected = JSON.readTree(folder.resolve("expected.json"));
        ObjectNode actual = (ObjectNode) get("node/probes");
        actual.setAll((ObjectNode) get("plain/probes"));
        JsonNode known = JSON.readTree(SOURCES.resolve("differences.json"));
        AsOnNode.isTheSame("uses of Node's modules", expected, actual, known, FEWEST);
    }

    @Test
    void usesOfCryptoComeToTheSame() throws Exception {
        JsonNode known = JSON.readTree(SOURCES.resolve("crypto-differences.json"));
        AsOnNode.isTheSame("uses of Node's crypto", JSON.readTree(folder.resolve("crypto.json")), get("node/crypto"),
                known, FEWEST);
    }

    @Test
    void cryptoIsThereInEveryStyle() throws Exception {
        String said = "ca978112,06f30dc9,a2,true";
        assertThat(Http.get(server.uri("/hall/use")).body()).contains(said);
        assertThat(Http.get(server.uri("/modules/get/plugin/use")).body()).contains(said);
        assertThat(Http.get(server.uri("/console/wb/use"), "widget-id", "vault").body()).contains(said);
        assertThat(Http.get(server.uri("/console/wb/use"), "widget-id", "locked").body()).as("without allowedModules")
                .contains("Cannot find module 'crypto'");
    }

    @Test
    void whatAnAddonHasNotFailsWhenItIsUsed() {
        JsonNode messages = get("uses/fails");
        assertThat(messages.propertyNames()).hasSize(14);
        for (String name : messages.propertyNames()) {
            assertThat(messages.get(name).asString()).as(name).contains("not available to an add-on", "expected: ");
        }
    }

    @Test
    void whatIsWrittenToTheProcessIsLogged() {
        get("uses/log");
        Waiting.until("it is logged", () -> server.log().contains("CareWarning"));
        assertThat(server.log()).contains("one line", "and another", "an error", "[C1] CareWarning: take care");
    }

    @Test
    void whatGetsMuchLargerIsRefused() {
        JsonNode bombs = get("uses/bombs");
        assertThat(bombs.get("gzip").asString()).startsWith("Cannot create a Buffer larger than");
        assertThat(bombs.get("brotli").asString()).as("more than 8 MB, and a thousand times what it was")
                .startsWith("Cannot create a Buffer larger than 8388608");
        assertThat(bombs.get("small").asInt()).isEqualTo(5_000_000);
    }

    @Test
    void rejectionsAreToldToWhoListens() {
        get("uses/reject");
        Waiting.until("the listener is told", () -> server.log().contains("heard of nobody took it"));
    }
}
