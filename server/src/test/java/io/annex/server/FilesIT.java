package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.annex.server.operator.AdminSocket;
import io.annex.server.operator.Administration;
import io.annex.server.operator.CommandRefused;
import io.annex.testing.Waiting;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Files that last, in all styles. */
class FilesIT {
    private static final String USE = """
            const files = require('annex/files');
            const code = (f) => { try { return f(); } catch (e) { return e.code; } };
            const large = new Uint8Array(2500000).map((_, i) => i);
            files.write('a.txt', 'one');
            files.append('a.txt', ', two å');
            const made = [files.createFolder('sub'), files.createFolder('sub')];
            await files.writeAsync('sub/large', large);
            const read = files.read('sub/large');
            const same = [read, await files.readAsync('sub/large')].map((each) => each.length === large.length && each.every((b, i) => b === large[i]));
            await files.copyAsync('a.txt', 'sub/copy.txt');
            files.move('sub/copy.txt', 'sub/moved.txt');
            const info = files.stat('a.txt');
            const listed = [files.list(), await files.listAsync('sub')].map((each) => each.map(({ name, folder, size }) => [name, folder, size]));
            const failed = [code(() => files.read('none')), code(() => files.read('sub')), code(() => files.write('a.txt', 'x', { create: true })),
              code(() => files.remove('sub')), code(() => files.write('../a', '')), code(() => files.folder('/etc').read('passwd')),
              code(() => files.folder('SHARED').write('x', '')), await files.readAsync('none').catch((e) => e.code)];
            const text = [files.readText('a.txt'), await files.readTextAsync('sub/moved.txt'), files.folder('SHARED').readText('hello.txt'), files.stat('none')];
            const gone = [files.remove('sub', { recursive: true }), files.remove('sub')];
            const usage = files.usage();
            files.remove('a.txt');
            const all = JSON.stringify({ made, same, info: [info.size, info.modified instanceof Date], listed, failed, text, gone, used: usage.used, limit: usage.limit, left: files.list() });
            """;
    private static final String SAID = """
            {"made":[true,false],"same":[true,true],"info":[11,true],"listed":[[["a.txt",false,11],["sub",true,0]],[["large",false,2500000],["moved.txt",false,11]]],\
            "failed":["not_found","is_a_folder","exists","not_empty","invalid","denied","read_only","not_found"],\
            "text":["one, two å","one, two å","hello",null],"gone":[true,false],"used":4096,"limit":8388608,"left":[]}""";

    private static final String PLATFORM = """
            const router = require('router');
            const fileUtil = require('FileUtil');
            const folderUtil = require('@sitevision/api/server/FolderUtil');
            const temporary = require('TemporaryFileNodeBuilder');
            const top = fileUtil.getFolder();
            const names = (node) => { const all = []; for (const it = node.getNodes(); it.hasNext();) all.push(it.next().name); return all; };

            router.get('/nodes', (req, res) => {
              const folder = top.hasNode('texts') ? top.getNode('texts') : folderUtil.createFolder(top, 'texts');
              const one = fileUtil.createFileFromBase64(folder, 'one.txt', Buffer.from('first').toString('base64'));
              const two = fileUtil.createFileFromBase64(folder, 'one.txt', Buffer.from('second').toString('base64'));
              fileUtil.updateContent(one, 'changed');
              fileUtil.updateBinaryContentFromBase64(two, 'w6U=');
              const built = temporary.setFileName('three.json').setFile('{"a":1}').build();
              const three = fileUtil.createFileFromTemporary(folder, built);
              fileUtil.renameFile(three, 'four.json');
              const said = [names(folder), one.name, one.path, two.getName(), three.identifier, fileUtil.getContentAsString(one), fileUtil.getContentAsString(two, 'UTF-8'),
                fileUtil.getSize(one), fileUtil.getMimeType(three), folder.hasNode('none'), folder.hasNodes(), String(folder.primaryNodeType), [...folder.getNodes('*.txt')].length,
                fileUtil.getContentAsString(built), one.parent.name, require('ResourceLocatorUtil').getNodeByIdentifier(one.identifier).name,
                require('ResourceLocatorUtil').localFileRepository.hasNode('texts/one.txt'), require('Properties').get(one, 'displayName', 'length')];
              folder.remove();
              res.json([said, top.hasNode('texts')]);
            });
            const appData = require('appData');
            const atTheTop = appData.getNode('made');
            router.get('/named', (req, res) => {
              const node = (key) => { const found = appData.getNode(key); return found && [String(found), require('NodeTypeUtil').isFolder(found)]; };
              const made = appData.getNode('made');
              const file = fileUtil.createFileFromBase64(made, 'a.txt', '');
              const said = [node('own'), node('given'), node('within'), node('made'), String(atTheTop), require('NodeTreeUtil').isDescendantOf(file, appData.getNode('own')),
                node('missing'), node('outside'), node('page'), node('nothing')];
              require('FolderUtil').renameFolder(made, 'renamed');
              said.push(String(made), top.hasNode('papers/renamed/a.txt'));
              top.getNode('papers').remove();
              res.json(said);
            });
            router.get('/wrong', (req, res) => {
              const said = [];
              for (const f of [() => fileUtil.createFileFromBase64(top, 'a', '!!'), () => fileUtil.getContentAsString(top), () => top.getNode('none'), () => temporary.setFile(null).build(),
                () => fileUtil.createFileFromBase64(top, '../a', ''), () => fileUtil.createFile(top, 'a', 'http://127.0.0.1/a'), () => top.getNode('../../x'), () => fileUtil.createFileFromTemporary(top, null)]) {
                try { f(); said.push('nothing'); } catch (e) { said.push(e.message); }
              }
              res.json(said);
            });
            router.post('/upload', (req, res) => {
              const file = req.file('file');
              const kept = fileUtil.createFileFromTemporary(top, file);
              const said = { name: file.getName(), kept: kept.name, size: fileUtil.getSize(kept), same: fileUtil.getContentAsString(kept) === file.text(), upload: fileUtil.getContentAsString(file).length };
              kept.remove();
              res.json(said);
            });
            const imageUtil = require('ImageUtil');
            const { scaleAsync, size } = require('annex/images');
            router.post('/picture', async (req, res) => {
              const file = req.file('file');
              try {
                const made = imageUtil.scale(file, 30, 30);
                const part = imageUtil.crop(made, 0, 0, 10, 5);
                const kept = imageUtil.createImageFromTemporary(top, made);
                const said = [imageUtil.getWidth(file), imageUtil.getHeight(file), kept.name, imageUtil.getWidth(kept), imageUtil.getHeight(kept), imageUtil.getWidth(part),
                  size(await scaleAsync(file, { height: 10 })), imageUtil.toBase64(kept).slice(0, 6), imageUtil.updateBinaryContentFromTemporary(kept, part), imageUtil.getHeight(kept)];
                kept.remove();
                res.json(said);
              } catch (e) { res.json([e.code, e.message, imageUtil.getWidth(file)]); }
            });
            router.get('/log/:n', async (req, res) => {
              const files = require('annex/files');
              for (let i = 0; i < 20; i++) { files.append('log.txt', `${req.params.n}-${i}\\n`); await files.appendAsync('log.txt', `${req.params.n}+${i}\\n`); }
              res.send('ok');
            });
            router.get('/lines', (req, res) => { res.json(require('annex/files').readText('log.txt').split('\\n').length - 1); });
            router.get('/fill', (req, res) => {
              const files = require('annex/files');
              let count = 0;
              try { for (;; count++) files.write(`fill${count}`, new Uint8Array(1000000)); } catch (e) { res.json([count, e.code, e.message]); }
              finally { for (const { name } of files.list()) if (name.startsWith('fill')) files.remove(name); }
            });
            router.get('/keep/:text', (req, res) => { require('annex/files').write('kept.txt', req.params.text); res.send('kept'); });
            router.get('/kept', (req, res) => { res.send(require('annex/files').readText('kept.txt') + ' VERSION'); });
            """;

    @TempDir
    private static Path folder;
    @TempDir
    private static Path shared;
    private static RunningServer server;

    private static void write(String path, String content) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content.replace("SHARED", shared.toString()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void manifest(String name, String version) {
        write(name + "/manifest.json",
                "{\"id\": \"" + name + "\", \"version\": \"" + version + "\", \"name\": \"x\", \"type\": \"RestApp\"}");
    }

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(shared.resolve("hello.txt"), "hello");
        for (String name : List.of("app", "pages", "none")) {
            manifest(name, "1");
        }
        write("app/index.js",
                "const router = require('router');\nrouter.get('/', async (req, res) => {" + USE + "res.send(all);});");
        write("none/index.js", """
                require('router').get('/', (req, res) => {
                  try { require('annex/files').write('a', 'b'); } catch (e) { res.json([e.code, e.message]); }
                });
                """);
        write("pages/index.js", PLATFORM.replace("VERSION", "1"));
        write("till/widget.js", "");
        write("till/backend.ts",
                "import files from 'annex/files';\nmodule.exports = (r: any) => r.register('till', async (req: any, res: any) => {"
                        + USE.replace("const files = require('annex/files');", "") + "res.send(all);});");
        write("desk/server.js",
                "const { Application } = require('webpoints');\nconst app = new Application(); app.operations['/desk'] = async (req, res) => {"
                        + USE + "res.send(all);}; app.run();");
        JavaSources.addon(folder.resolve("probe"), "1",
                """
                        private Files files;
                        public void start(AddonContext context) {
                            files = context.service(Files.class);
                        }
                        public void endpoints(Router router) {
                            router.get("/", exchange -> {
                                files.writeText("a.txt", "one");
                                files.append("a.txt", new byte[] { '!' });
                                files.createFolder("sub");
                                files.write("sub/large", new byte[2500000]);
                                files.move("sub/large", "moved");
                                files.copy("moved", "copied");
                                String code = "";
                                try {
                                    files.read("none");
                                } catch (ServiceException e) {
                                    code = e.code();
                                }
                                exchange.send(files.readText("a.txt") + " " + files.read("copied").length + " " + files.list("").size() + " "
                                        + files.find("a.txt").get().size() + " " + files.find("none").isPresent() + " " + code + " "
                                        + files.folder("%s").readText("hello.txt") + " " + files.delete("a.txt") + files.delete("a.txt"));
                                for (Files.Entry each : files.list("")) {
                                    files.deleteAll(each.name());
                                }
                            });
                        }
                        """
                        .formatted(shared));
        String grants = "{limits: {files: 8 MB, imagePixels: 1000000}, grants: {files: [true, {path: " + shared
                + ", access: read}]}}";
        String named = "{own: ./, given: " + shared + "/hello.txt, within: " + shared + ", made: papers/new/,"
                + " missing: none.txt, outside: /etc/passwd, page: 4.1a2b}";
        server = RunningServer.startIn("java: true\naddons:\n" + Stream
                .of("app", "pages", "till", "desk", "probe", "gone")
                .map(each -> "  " + each + ": " + grants.replace("{limits", "{settings: " + named + ", limits") + "\n")
                .reduce("", String::concat), folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get(String path, String... headers) {
        return Http.get(server.uri(path), headers).body();
    }

    @ParameterizedTest
    @CsvSource({"/rest-api/app/, ''", "/console/wb/till, till", "/desk/desk, ''"})
    void filesLastInEachStyle(String path, String widget) {
        assertThat(widget.isEmpty() ? get(path) : get(path, "widget-id", widget)).isEqualTo(SAID);
    }

    @Test
    void filesLastForAddonsInJava() {
        assertThat(get("/java/probe/")).isEqualTo("one! 2500000 4 4 false not_found hello truefalse");
    }

    @Test
    void withoutTheGrantNothingIsWritten() {
        assertThat(get("/rest-api/none/")).isEqualTo("[\"denied\",\"files.write: not granted: add 'files: true, or "
                + "[{path: …, access: read or write}, …]' under addons.none.grants in annex.yaml\"]");
    }

    @Test
    void filesAreNodesForThePlatformsModules() {
        assertThat(get("/rest-api/pages/nodes")).isEqualTo(
                """
                        [[["four.json","one-1.txt","one.txt"],"one.txt","/texts/one.txt","one-1.txt","files::texts/four.json","changed","å",\
                        7,"application/json",false,true,"sv:folder",2,"{\\"a\\":1}","texts","one.txt",true,{"displayName":"one.txt","length":7}],false]""");
    }

    @Test
    void aSettingNamesAFileOrAFolder() {
        assertThat(get("/rest-api/pages/named")).isEqualTo(
                "[[\"/\",true],[\"SHARED/hello.txt\",false],[\"SHARED/\",true],[\"/papers/new\",true],\"/papers/new\",true,null,null,null,null,\"/papers/renamed\",true]"
                        .replace("SHARED", shared.toString()));
        server.awaitLog("appData.getNode('missing'): null: there is no 'none.txt' (expected: a path in the add-on's own"
                + " folder, or in a folder that is granted by 'files')");
    }

    @Test
    void whatIsWrongSaysWhatIsExpected() {
        assertThat(get("/rest-api/pages/wrong")).isEqualTo(
                """
                        ["FileUtil.createFileFromBase64: the content is no base64","FileUtil.getContentAsString: a folder (expected: the Node of a file, or an uploaded file)",\
                        "There is no Node 'none' in /","TemporaryFileNodeBuilder.build: there is no file (expected: setFile and setFileName before)",\
                        "FileUtil.createFileFromBase64: name: '../a' (expected: a name without '/')",\
                        "FileUtil.createFile: http://127.0.0.1/a was not fetched: GET http://127.0.0.1/a: 127.0.0.1 is no public address (loopback, RFC 1122): add 'networks: [127.0.0.1/32]' under addons.pages.grants in annex.yaml",\
                        "files.stat: path: '../../x' (expected: a path below the folder, without '.' and '..')",\
                        "FileUtil.createFileFromTemporary: null (expected: a temporary file Node, an uploaded file, bytes or a text)"]""");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 3000000})
    void anUploadIsKeptAsAFile(int size) {
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + "x".repeat(size) + "\r\n--b--\r\n";
        HttpResponse<String> answer = Http.send(
                Http.request(server.uri("/rest-api/pages/upload"), "Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofString(body)).build());
        assertThat(answer.body()).isEqualTo(
                "{\"name\":\"x.txt\",\"kept\":\"x.txt\",\"size\":" + size + ",\"same\":true,\"upload\":" + size + "}");
    }

    private static String picture(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), "png", png);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.png\"\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(png.toByteArray());
        body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        return Http.send(
                Http.request(server.uri("/rest-api/pages/picture"), "Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())).build())
                .body();
    }

    @Test
    void picturesAreScaledAndCropped() throws IOException {
        assertThat(picture(60, 40)).isEqualTo("[60,40,\"x.png\",30,20,10,"
                + "{\"width\":15,\"height\":10,\"type\":\"image/png\"},\"iVBORw\",null,5]");
    }

    @Test
    void aPictureOfTooManyPixelsIsToldAndNotDecoded() throws IOException {
        assertThat(picture(1001, 1000)).isEqualTo("[\"limit\",\"image.scale: 1001 × 1000 pixels "
                + "(expected: 1 to 1000000 in all, limits.imagePixels)\",1001]");
    }

    @Test
    void whatManyAppendIsAllThere() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 8)
                .mapToObj(i -> Http.later(server.uri("/rest-api/pages/log/" + i))).toList();
        for (CompletableFuture<HttpResponse<String>> each : all) {
            assertThat(Waiting.get("an answer", each).body()).isEqualTo("ok");
        }
        assertThat(get("/rest-api/pages/lines")).isEqualTo("320");
    }

    @Test
    void aFullFolderSaysSoAndLeavesNoHalfFile() {
        assertThat(get("/rest-api/pages/fill")).matches(
                "\\[8,\"quota\",\"files.write: the folder is full: it has .* and 980 KB are to come \\(limits.files: 8 MB;.*");
    }

    @Test
    void theOperatorRemovesTheFilesOfAnAddonThatServesNoMore() throws Exception {
        write("gone/index.js",
                "require('router').get('/', (req, res) => { require('annex/files').write('b', 'x'); res.send('here'); });");
        manifest("gone", "1");
        Waiting.until("it serves", () -> get("/rest-api/gone/").equals("here"));
        JsonNode request = Administration.request("files.remove").put("addon", "gone");
        assertThatExceptionOfType(CommandRefused.class).isThrownBy(() -> AdminSocket.ask(server.data(), request))
                .withMessageStartingWith("the files of gone are in use");
        Path own = server.data().resolve("files/gone");
        assertThat(own.resolve("b")).exists();
        Path outside = Files.writeString(shared.resolve("outside.txt"), "stays");
        Files.createSymbolicLink(own.resolve("link"), shared);
        Files.delete(folder.resolve("gone/manifest.json"));
        Files.delete(folder.resolve("gone/index.js"));
        Files.delete(folder.resolve("gone"));
        server.awaitLog("gone 1 was removed");
        assertThat(AdminSocket.ask(server.data(), request).path("files").asInt()).isPositive();
        assertThat(own).doesNotExist();
        assertThat(outside).exists();
        assertThat(AdminSocket.ask(server.data(), request).path("files").asInt()).isZero();
    }

    @Test
    void aDeployLeavesTheFilesAlone() {
        assertThat(get("/rest-api/pages/keep/these")).isEqualTo("kept");
        write("pages/index.js", PLATFORM.replace("VERSION", "2"));
        manifest("pages", "2");
        URI kept = server.uri("/rest-api/pages/kept");
        Waiting.until("the next serves", () -> Http.get(kept).body().equals("these 2"));
    }
}
