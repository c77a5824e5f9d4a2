package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Node's {@code fs} in all styles: what it does in a folder that is granted is
 * compared with what Node does, and nothing leads out of what is granted.
 */
class FsIT {
    private static final Path USE = Path.of("src/test/fs/use.js").toAbsolutePath();
    private static final int FEWEST = 110;
    /** What differs, with the reason. */
    private static final Map<String, String> DIFFERING = Map.of("read above and below",
            "'..' is resolved before anything is looked up, so what it leaves need not be there");

    /** What must not be reached, and what is said of it. */
    private static final String REACH = """
            const code = (f) => { try { return f(); } catch (e) { return e.code; } };
            const reach = async (fs) => {
              const text = (path) => code(() => fs.readFileSync(path, 'utf8'));
              const later = (p) => p.then(() => 'done', (e) => e.code);
              return {
                brought: [text('/brought.txt'), text('brought.txt'), text(__dirname + '/brought.txt'), text('../../../brought.txt'), text('file:///brought.txt')],
                own: [code(() => fs.writeFileSync('/brought.txt', 'x')), code(() => fs.mkdirSync('/sub')), code(() => fs.rmSync('/brought.txt')), code(() => fs.renameSync('/brought.txt', 'READ/x')),
                  code(() => fs.chmodSync('/brought.txt', 0o777)), await later(fs.promises.appendFile('/brought.txt', 'x')), code(() => fs.accessSync('/brought.txt', 2)), code(() => fs.openSync('/brought.txt', 'r+'))],
                outside: [text('/etc/passwd'), text('/etc'), text('/proc/self/environ'), text('OUTSIDE/secret.txt'), text('READ/../outside/secret.txt'), text('READ/sub/../../outside/secret.txt'),
                  text('WRITE/..'), code(() => fs.readdirSync('/etc')), code(() => fs.statSync('OUTSIDE')), fs.existsSync('OUTSIDE/secret.txt'), code(() => fs.writeFileSync('/tmp/x', 'x')),
                  code(() => fs.writeFileSync('WRITE/../outside/new', 'x')), code(() => fs.copyFileSync('OUTSIDE/secret.txt', 'WRITE/stolen')), code(() => fs.renameSync('OUTSIDE/secret.txt', 'WRITE/stolen')),
                  await later(fs.promises.readFile('OUTSIDE/secret.txt')), code(() => fs.cpSync('OUTSIDE', 'WRITE/all', { recursive: true }))],
                read: [text('READ/hello.txt'), code(() => fs.writeFileSync('READ/hello.txt', 'x')), code(() => fs.unlinkSync('READ/hello.txt')), code(() => fs.mkdirSync('READ/x')), code(() => fs.accessSync('READ/hello.txt', 2)),
                  code(() => fs.createWriteStream), await new Promise((ok) => fs.createWriteStream('READ/x').on('error', (e) => ok(e.code))), code(() => fs.renameSync('WRITE/keep.txt', 'READ/x')),
                  code(() => fs.rmSync('READ/none', { force: true }))],
                links: [text('WRITE/link.txt'), text('WRITE/linked/secret.txt'), code(() => fs.writeFileSync('WRITE/linked/new', 'x')), code(() => fs.statSync('WRITE/link.txt')), code(() => fs.realpathSync('WRITE/link.txt')),
                  fs.readdirSync('WRITE').filter((name) => /keep|link|stolen|mine/.test(name)), code(() => fs.symlinkSync('OUTSIDE', 'WRITE/mine')), code(() => fs.linkSync('OUTSIDE/secret.txt', 'WRITE/mine')), code(() => fs.appendFileSync('WRITE/link.txt', 'x')),
                  code(() => fs.truncateSync('WRITE/link.txt')), code(() => fs.copyFileSync('WRITE/link.txt', 'WRITE/stolen')), code(() => fs.cpSync('WRITE/linked', 'WRITE/stolen', { recursive: true }))],
                names: [code(() => fs.writeFileSync('WRITE/' + 'x'.repeat(300), '')), code(() => fs.writeFileSync('WRITE/.annex-part-x', '')), code(() => fs.readFileSync('WRITE/.annex-part')),
                  code(() => fs.writeFileSync('WRITE/a\\\\b', '')), code(() => fs.rmSync('WRITE', { recursive: true })), code(() => fs.renameSync('WRITE', 'WRITE2'))],
                lasting: [fs.writeFileSync('/annex/files/mine.txt', 'mine'), text('/annex/files/mine.txt'), require('annex/files').readText('mine.txt'), code(() => fs.writeFileSync('/annex/files/large', Buffer.alloc(3000000))),
                  code(() => fs.renameSync('/annex/files/mine.txt', 'WRITE/mine.txt')), fs.copyFileSync('/brought.txt', '/annex/files/copy.txt'), text('/annex/files/copy.txt'), fs.rmSync('/annex/files/copy.txt'), fs.readdirSync('/annex/files')],
                open: [code(() => { const all = []; try { for (;;) all.push(fs.openSync('/brought.txt')); } finally { all.forEach((fd) => fs.closeSync(fd)); } }), code(() => fs.writeFileSync(fs.openSync('/brought.txt'), 'x')), code(() => fs.watch('/'))],
              };
            };
            """;
    private static final String REACHED = """
            {"brought":["brought","brought","brought","brought","ENOENT"],
             "own":["EACCES","EACCES","EACCES","EACCES","EACCES","EACCES","EACCES","EACCES"],
             "outside":["ENOENT","ENOENT","ENOENT","ENOENT","ENOENT","ENOENT","ENOENT","ENOENT","ENOENT",false,"EACCES","EACCES","ENOENT","ENOENT","ENOENT","ENOENT"],
             "read":["hello","EACCES","EACCES","EACCES","EACCES",null,"EACCES","EACCES",null],
             "links":["ENOENT","ENOENT","ENOENT","ENOENT","ENOENT",["keep.txt"],"EPERM","EPERM","EACCES","ENOENT","ENOENT","ENOENT"],
             "names":["EINVAL","EINVAL","ENOENT","EINVAL","EACCES","EACCES"],
             "lasting":[null,"mine","mine","EDQUOT","EXDEV",null,"brought",null,["mine.txt"]],
             "open":["EMFILE","EBADF","ENOSYS"]}
            """;

    /** At load nothing answers later, but files are there. */
    private static final String LOADED = """
            const fs = require('node:fs');
            const loaded = [fs.readFileSync('/brought.txt', 'utf8'), require('node:fs/promises') === fs.promises];
            """;

    @TempDir
    private static Path folder;
    private static Path outside;
    private static Path read;
    private static Path write;
    private static RunningServer server;

    private static String named(String script) {
        return script.replace("OUTSIDE", outside.toString()).replace("READ", read.toString()).replace("WRITE",
                write.toString());
    }

    private static void write(String path, String content) throws IOException {
        Path file = folder.resolve("addons").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @BeforeAll
    static void start() throws IOException {
        outside = Files.createDirectories(folder.resolve("outside"));
        read = Files.createDirectories(folder.resolve("read"));
        write = Files.createDirectories(folder.resolve("write"));
        Files.createDirectories(read.resolve("sub"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.writeString(read.resolve("hello.txt"), "hello");
        Files.writeString(write.resolve("keep.txt"), "keep");
        Files.createSymbolicLink(write.resolve("link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(write.resolve("linked"), outside);
        String use = "const use = " + Files.readString(USE).replaceFirst("(?s)^//[^\n]*\n", "").strip() + ";\n";
        String script = LOADED + named(REACH) + use
                + "const run = async (dir) => { fs.mkdirSync(dir); return use(fs, dir); };\n";
        for (String name : List.of("app", "none")) {
            write(name + "/manifest.json",
                    "{\"id\": \"" + name + "\", \"version\": \"1\", \"name\": \"x\", \"type\": \"RestApp\"}");
            write(name + "/brought.txt", "brought");
        }
        write("app/index.js",
                script + """
                        const router = require('router');
                        router.get('/use', async (req, res) => res.json(await run('WRITE/restapp')));
                        router.get('/reach', async (req, res) => res.json([loaded, await reach(fs)]));
                        router.get('/race', (req, res) => {
                          const seen = new Set();
                          for (let i = 0; i < 400; i++) for (const path of ['WRITE/swap/secret.txt', 'WRITE/swap.txt']) seen.add(code(() => fs.readFileSync(path, 'utf8')));
                          res.json([...seen].sort());
                        });
                        router.get('/many/:n', async (req, res) => {
                          const all = await Promise.all(Array.from({ length: 30 }, async (_, i) => {
                            const path = `/annex/files/many-${req.params.n}-${i}`;
                            await fs.promises.writeFile(path, path.repeat(i));
                            const same = (await fs.promises.readFile(path, 'utf8')) === path.repeat(i);
                            await fs.promises.unlink(path);
                            return same;
                          }));
                          res.json(all.every((each) => each));
                        });
                        router.get('/late', (req, res) => { fs.readFile('WRITE/keep.txt', 'utf8', () => { throw new Error('in a callback'); }); });
                        """
                        .replace("WRITE", write.toString()));
        write("none/index.js",
                LOADED + """
                        const code = (f) => { try { return f(); } catch (e) { return e.message; } };
                        require('router').get('/', (req, res) => res.json([loaded, fs.readdirSync('/'), code(() => fs.readFileSync('READ/hello.txt')), code(() => fs.writeFileSync('READ/x', '')), code(() => fs.mkdirSync('/annex/files/x'))]));
                        """
                        .replace("READ", read.toString()));
        write("till/widget.js", "");
        write("till/brought.txt", "brought");
        write("till/backend.js", script + """
                module.exports = async (r) => {
                  const early = await fs.promises.readFile('/brought.txt', 'utf8');
                  r.register('use', async (req, res) => res.send(await run('WRITE/widget')));
                  r.register('reach', async (req, res) => res.send([[...loaded, early], await reach(fs)]));
                };
                """.replace("WRITE", write.toString()));
        write("desk/brought.txt", "brought");
        write("desk/server.js", script + """
                const { Application } = require('webpoints');
                const app = new Application();
                app.operations['/use'] = async (req, res) => { res.send(await run('WRITE/webpoints')); };
                app.operations['/reach'] = async (req, res) => { res.send([loaded, await reach(fs)]); };
                app.run();
                """.replace("WRITE", write.toString()));
        String grants = "{limits: {files: 2 MB, wall: 60 s, cpu: 60 s}, grants: {files: [true, {path: " + write
                + ", access: write}, {path: " + read + ", access: read}]}";
        server = RunningServer.startIn("addons:\n  app: " + grants + "}\n  desk: " + grants + "}\n  till: " + grants
                + ", allowedModules: [fs, annex]}\n", folder.resolve("addons"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode get(String path, String widget) {
        HttpResponse<String> answer = widget.isEmpty()
                ? Http.get(server.uri(path))
                : Http.get(server.uri(path), "widget-id", widget);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }

    /** What Node says of the same. */
    private static JsonNode node(Path work) throws Exception {
        Path output = folder.resolve("node.json");
        Path script = Files.writeString(folder.resolve("node.js"),
                "const use = require('vm').runInThisContext(require('fs').readFileSync(process.argv[2], 'utf8'));\n"
                        + "use(require('fs'), process.argv[3]).then((said) => process.stdout.write(JSON.stringify(said)));\n");
        Process node = new ProcessBuilder(AsOnNode.NODE.toString(), script.toString(), USE.toString(), work.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).redirectOutput(output.toFile()).start();
        assertThat(Waiting.exit(Duration.ofSeconds(30), node)).isZero();
        return JsonMapper.shared().readTree(Files.readString(output));
    }

    @ParameterizedTest
    @CsvSource({"/rest-api/app/use, ''", "/console/wb/use, till", "/desk/use, ''"})
    void inAGrantedFolderItDoesWhatNodeDoes(String path, String widget) throws Exception {
        JsonNode said = get(path, widget);
        JsonNode expected = node(Files.createTempDirectory(folder, "node"));
        List<String> differing = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<String, JsonNode> each : expected.properties()) {
            compared++;
            JsonNode here = said.path(each.getKey());
            if (!here.equals(each.getValue()) && !DIFFERING.containsKey(each.getKey())) {
                differing.add(each.getKey() + ": " + here + " (Node: " + each.getValue() + ")");
            }
        }
        assertThat(differing).as("%d compared", compared).isEmpty();
        assertThat(compared).isGreaterThan(FEWEST);
        assertThat(said.size()).isEqualTo(expected.size());
    }

    @ParameterizedTest
    @CsvSource({"/rest-api/app/reach, ''", "/console/wb/reach, till", "/desk/reach, ''"})
    void nothingElseIsReached(String path, String widget) throws IOException {
        JsonNode said = get(path, widget);
        assertThat(said.get(0).toString()).startsWith("[\"brought\",true");
        JsonNode expected = JsonMapper.shared().readTree(REACHED);
        for (Map.Entry<String, JsonNode> each : expected.properties()) {
            assertThat(said.get(1).get(each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
        }
        assertThat(outside).isDirectoryNotContaining(file -> !file.endsWith("secret.txt"));
        assertThat(Files.readString(outside.resolve("secret.txt"))).isEqualTo("secret");
        assertThat(Files.readString(read.resolve("hello.txt"))).isEqualTo("hello");
    }

    @Test
    void withoutAGrantThereIsWhatTheAddonBringsAlong() {
        JsonNode said = get("/rest-api/none/", "");
        assertThat(said.get(0).toString()).isEqualTo("[\"brought\",true]");
        assertThat(said.get(1).toString()).isEqualTo("[\"brought.txt\",\"index.js\",\"manifest.json\"]");
        assertThat(said.get(2).asString())
                .isEqualTo("ENOENT: no such file or directory, open '" + read + "/hello.txt'");
        assertThat(said.get(3).asString()).startsWith("EACCES: permission denied, open '" + read
                + "/x' (expected: a folder that grants.files lets the add-on write");
        assertThat(said.get(4).asString()).startsWith("EACCES: permission denied, mkdir '/annex/files/x'");
    }

    /** A folder, and a file, that become links to elsewhere while they are read. */
    @Test
    void whoeverSwapsALinkInMeanwhileGainsNothing() throws Exception {
        Path real = Files.createDirectories(folder.resolve("real"));
        Files.writeString(real.resolve("secret.txt"), "plain");
        Path swap = write.resolve("swap");
        Path file = write.resolve("swap.txt");
        List<CompletableFuture<HttpResponse<String>>> readers = IntStream.range(0, 4)
                .mapToObj(i -> Http.later(server.uri("/rest-api/app/race"))).toList();
        while (!readers.stream().allMatch(CompletableFuture::isDone)) {
            Files.move(real, swap, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(file, "plain");
            Files.move(swap, real, StandardCopyOption.ATOMIC_MOVE);
            Path link = Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret.txt"));
            Files.createSymbolicLink(swap, outside);
            Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(swap);
        }
        Files.deleteIfExists(file);
        for (CompletableFuture<HttpResponse<String>> each : readers) {
            assertThat(Waiting.get("the answer", each).body()).doesNotContain("\"secret\"").startsWith("[");
        }
    }

    @Test
    void manyAtOnceKeepTheirFilesApart() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 8)
                .mapToObj(i -> Http.later(server.uri("/rest-api/app/many/" + i))).toList();
        for (CompletableFuture<HttpResponse<String>> each : all) {
            assertThat(Waiting.get("the answer", each).body()).isEqualTo("true");
        }
    }

    @Test
    void whatACallbackThrowsIsTheExchanges() {
        HttpResponse<String> answer = Http.get(server.uri("/rest-api/app/late"));
        assertThat(answer.statusCode()).isEqualTo(500);
        server.awaitLog("in a callback");
    }
}
