package io.annex.server;

import static io.annex.server.Archives.bzip2;
import static io.annex.server.Archives.cut;
import static io.annex.server.Archives.directoryChanged;
import static io.annex.server.Archives.gzip;
import static io.annex.server.Archives.in;
import static io.annex.server.Archives.tar;
import static io.annex.server.Archives.widget;
import static io.annex.server.Archives.widgetAnd;
import static io.annex.server.Archives.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.annex.server.Archives.Entry;
import io.annex.server.config.Setting;
import io.annex.testing.Pace;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Widgets are installed, updated and removed over HTTP. */
class InstallIT {
    private static final String TOKEN = "a-token-of-the-operator's-choice";
    private static final String YAML = """
            operator:
              token: "%s"
              grants: {networks: [127.0.0.1/32]}
            install: {size: 4 MB, time: 2 s}
            """.formatted(TOKEN);
    private static final int MANY = 100_001;

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private static Console console;
    private static HttpServer elsewhere;

    @BeforeAll
    static void start() throws IOException {
        Path house = Files.createDirectories(folder.resolve("addons/house"));
        Files.writeString(house.resolve("backend.js"),
                "module.exports = (r) => r.register('v', (q, s) => s.send('h'))");
        server = RunningServer.startIn(YAML, folder.resolve("addons"));
        console = new Console(server.uri(""), TOKEN);
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        elsewhere.createContext("/", InstallIT::elsewhere);
        elsewhere.start();
    }

    @AfterAll
    static void stop() {
        assertThat(server.log()).doesNotContain(TOKEN).doesNotContain(basic(TOKEN));
        server.close();
        elsewhere.stop(0);
    }

    private static void elsewhere(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (path.startsWith("/to/")) {
                exchange.getResponseHeaders().set("location", path.substring(3));
                exchange.sendResponseHeaders(302, -1);
            } else if (path.endsWith(".zip") || path.startsWith("/named/")) {
                byte[] archive = zip(widget("fetched"));
                if (path.startsWith("/named/")) {
                    exchange.getResponseHeaders().set("content-disposition",
                            "attachment; filename=" + path.substring(7));
                }
                exchange.sendResponseHeaders(200, archive.length);
                exchange.getResponseBody().write(archive);
            } else if (path.equals("/loop")) {
                exchange.getResponseHeaders().set("location", "/loop");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/file")) {
                exchange.getResponseHeaders().set("location", "file:///etc/passwd");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/endless") || path.equals("/slow")) {
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                while (true) {
                    out.write(new byte[path.equals("/slow") ? 1 : 64 << 10]);
                    out.flush();
                    Pace.pause(Duration.ofMillis(path.equals("/slow") ? 50 : 0));
                }
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (IOException e) {
            // The other end has had enough.
        }
    }

    /** What a test may not leave behind. */
    private static Object[] left() {
        return new Object[]{names(server.data().resolve("installed")),
                names(server.data().resolve("installed/.incoming")), names(server.data().resolve("uploads"))};
    }

    private static List<String> names(Path of) {
        try (Stream<Path> all = Files.list(of)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private static String service(String id) {
        HttpResponse<String> answer = Http.get(server.uri("/console/wb/v"), "widget-id", id);
        return answer.statusCode() == 200 ? answer.body() : Integer.toString(answer.statusCode());
    }

    private static void is(HttpResponse<String> answer, int status, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Http.json(answer).path("message").asString()).isEqualTo(message);
    }

    // ---- what goes well
    // --------------------------------------------------------------------------------------------

    private record Good(String name, byte[] archive) {
    }

    @TestFactory
    Stream<DynamicTest> everyKindOfArchiveIsInstalled() {
        List<Entry> hidden = widgetAnd(Entry.file("__MACOSX/._widget.js", ""),
                Entry.file(".DS_Store", "x".repeat(100_000)), Entry.file("sub/.hidden/x", "x"),
                Entry.file("sub/kept.txt", "kept"));
        String deep = "d/".repeat(90) + "deep.txt";
        return Stream
                .of(new Good("zip-top.zip", zip(widget("1"))),
                        new Good("zip-folder.zip", zip(in("zip-folder", widget("1")))),
                        new Good("tar-top.tar", tar(widget("1"))), new Good("gz-top.tar.gz", gzip(tar(widget("1")))),
                        new Good("gz-folder.tgz", gzip(tar(in("gz-folder", widget("1"))))),
                        new Good("bz2-top.tar.bz2", bzip2(tar(widget("1")))),
                        new Good("bz2-folder.tbz2", bzip2(tar(in("bz2-folder", widget("1"))))),
                        new Good("dot.slash.tar", tar(in(".", widget("1")))),
                        new Good("dot_folder.tar", tar(in("./dot_folder", widget("1")))),
                        new Good("long.tar", tar(widgetAnd(Entry.file(deep, "1")))),
                        new Good("hidden-zip.zip", zip(in("hidden-zip", hidden))),
                        new Good("hidden-beside.zip",
                                zip(Stream
                                        .concat(in("hidden-beside", widget("1")).stream(),
                                                Stream.of(Entry.file("__MACOSX/x", ""), Entry.file(".x", "")))
                                        .toList())),
                        new Good("hidden-tar.tar", tar(hidden)), new Good("by-content.zip", gzip(tar(widget("1")))),
                        new Good("without", zip(widget("1"))), new Good("a folder/with-path.zip", zip(widget("1"))))
                .map(good -> DynamicTest.dynamicTest(good.name(), () -> {
                    String id = good.name().replaceAll("^.*/", "").replaceFirst("\\..*$", "");
                    HttpResponse<String> answer = console.post(good.name(), good.archive());
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.body()).isEqualTo("{\"id\":\"" + id + "\",\"isCustom\":true}");
                    assertThat(service(id)).isEqualTo("1");
                    Path files = server.data().resolve("installed/" + id + "/1");
                    assertThat(names(files)).contains("widget.js", "widget.png")
                            .noneMatch(name -> name.startsWith(".") || name.startsWith("_"));
                    assertThat(console.send("DELETE", "/" + id).statusCode()).isEqualTo(200);
                    assertThat(service(id)).isEqualTo("404");
                    assertThat(files).doesNotExist();
                }));
    }

    @Test
    void aWidgetLivesFromItsInstallationToItsRemoval() {
        Object[] before = left();
        assertThat(console.post("life.zip", zip(widget("1"))).statusCode()).isEqualTo(200);
        assertThat(Http.json(console.send("GET", ""))).contains(Http.json("{\"id\":\"house\",\"isCustom\":false}"),
                Http.json("{\"id\":\"life\",\"isCustom\":true}"));
        assertThat(console.send("GET", "/life/used").body()).isEqualTo("[]");

        is(console.post("life.zip", zip(widget("2"))), 422, "Widget life is already installed");
        assertThat(service("life")).isEqualTo("1");
        HttpResponse<String> update = console.put("life", "life.tar", tar(in("life", widget("2"))));
        assertThat(update.body()).isEqualTo("{\"id\":\"life\",\"isCustom\":true}");
        assertThat(service("life")).isEqualTo("2");

        List<Entry> failing = new ArrayList<>(widget("3").subList(0, 2));
        failing.add(Entry.file("backend.js", "module.exports = (r) => r.register('v', 'HEAD', () => 0)"));
        is(console.put("life", "life.zip", zip(failing)), 404,
                "Error during importing widget backend from file life/backend.js - Method 'HEAD' not allowed. "
                        + "Valid methods: GET,POST,PUT,DELETE,PATCH");
        assertThat(service("life")).isEqualTo("2");
        is(console.put("life", "other.zip", zip(widget("3"))), 400,
                "Updated widget directory name invalid. Expected: 'life'. Received: 'other'");
        is(console.put("life", "life.zip", zip(in("other", widget("3")))), 400,
                "Updated widget directory name invalid. Expected: 'life'. Received: 'other'");
        assertThat(service("life")).isEqualTo("2");

        assertThat(console.send("DELETE", "/life").statusCode()).isEqualTo(200);
        assertThat(service("life")).isEqualTo("404");
        is(console.send("DELETE", "/life"), 404, "Widget life is not installed");
        is(console.put("life", "life.zip", zip(widget("3"))), 404, "Widget life is not installed");
        assertThat(left()).isEqualTo(before);
    }

    @Test
    void aWidgetOfTheOperatorsFolderIsChangedThereAlone() {
        is(console.post("house.zip", zip(widget("1"))), 422, "Widget house is already installed");
        String said = "Widget house was not installed here: it lies in a folder of add-ons that the server was started"
                + " with, and is changed there";
        is(console.put("house", "house.zip", zip(widget("1"))), 403, said);
        is(console.send("DELETE", "/house"), 403, said);
        assertThat(service("house")).isEqualTo("h");
    }

    @Test
    void ofManyInstallationsAtOnceOneWinsAndUpdatesFollowOneAnother() {
        List<CompletableFuture<HttpResponse<String>>> adding = IntStream.range(0, 5)
                .mapToObj(i -> Http.later(console.multipart("POST", "", "race.zip", zip(widget("a" + i))))).toList();
        List<Integer> statuses = adding.stream().map(each -> each.join().statusCode()).sorted().toList();
        assertThat(statuses).isEqualTo(List.of(200, 422, 422, 422, 422));
        assertThat(service("race")).startsWith("a");
        List<CompletableFuture<HttpResponse<String>>> updating = IntStream.range(0, 4)
                .mapToObj(i -> Http.later(console.multipart("PUT", "?id=race", "race.zip", zip(widget("u" + i)))))
                .toList();
        assertThat(updating).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(200));
        assertThat(service("race")).startsWith("u");
        assertThat(names(server.data().resolve("installed/race"))).containsExactly("5");
        List<Integer> removing = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> console.send("DELETE", "/race").statusCode()))
                .toList().stream().map(CompletableFuture::join).sorted().toList();
        assertThat(removing).as("one has removed it, and it was not there for the others")
                .isEqualTo(List.of(200, 404, 404));
    }

    private static HttpResponse<String> restore(byte[] snapshot) {
        return Http.send(console.at("/console/snapshots/widgets")
                .header("Content-Type", "multipart/form-data; boundary=" + Archives.BOUNDARY)
                .method("POST", Archives.form("snapshot", "widgets.zip", snapshot)).build());
    }

    @Test
    void aSnapshotPutsWidgetsBack() throws Exception {
        Object[] before = left();
        console.post("kept.zip", zip(widget("1")));
        console.post("lost.zip", zip(widgetAnd(Entry.file("deep/er.txt", "kept"))));
        HttpResponse<byte[]> snapshot = Http.bytes(console.at("/console/snapshots/widgets").build());
        assertThat(snapshot.headers().firstValue("content-type")).hasValue("application/zip");
        Waiting.until("it is not left lying", () -> names(server.data().resolve("uploads")).isEmpty());
        console.put("kept", "kept.zip", zip(widget("2")));
        console.send("DELETE", "/lost");
        console.post("newer.zip", zip(widget("3")));

        HttpResponse<String> answer = restore(snapshot.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo(
                "{\"widgets\":[{\"id\":\"kept\",\"isCustom\":true},{\"id\":\"lost\",\"isCustom\":true}],\"failed\":[]}");
        assertThat(List.of(service("kept"), service("lost"), service("newer"))).isEqualTo(List.of("1", "1", "3"));
        assertThat(server.data().resolve("installed/lost/1/deep/er.txt")).hasContent("kept");

        List<Entry> mixed = new ArrayList<>(in("lost", widget("4")));
        mixed.addAll(in("house", widget("4")));
        mixed.add(Entry.file("bare/widget.js", ""));
        mixed.addAll(in("kept", widget("4").subList(0, 2)));
        mixed.add(Entry.file("kept/backend.js", "module.exports = (r) => r.register('v', 'HEAD', () => 0)"));
        answer = restore(zip(mixed));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(Http.json(answer).path("failed").valueStream()
                .map(each -> each.path("id").asString() + ": " + each.path("message").asString()))
                .satisfiesExactly(bare -> assertThat(bare).startsWith("bare: The following files are required"),
                        house -> assertThat(house).startsWith("house: Widget house was not installed here"),
                        kept -> assertThat(kept).contains("kept/backend.js - Method 'HEAD' not allowed"));
        assertThat(List.of(service("kept"), service("lost"), service("house"))).isEqualTo(List.of("1", "4", "h"));
        is(restore("no archive".getBytes(StandardCharsets.UTF_8)), 400,
                "The following files are required for widget registration: widget.js, widget.png");
        assertThat(Http.get(server.uri("/console/snapshots/widgets")).statusCode()).isEqualTo(401);
        List.of("kept", "lost", "newer").forEach(id -> console.send("DELETE", "/" + id));
        assertThat(left()).isEqualTo(before);
    }

    // ---- what is refused
    // -------------------------------------------------------------------------------------------

    private record Bad(String what, String name, byte[] archive, int status, String said) {
        static Bad zip(String what, String said, Entry... more) {
            return zip(what, said, Archives.zip(widgetAnd(more)));
        }

        static Bad zip(String what, String said, byte[] archive) {
            return new Bad("zip: " + what, "bad.zip", archive, 400, said);
        }

        static Bad tar(String what, String said, Entry... more) {
            return new Bad("tar: " + what, "bad.tar.gz", gzip(Archives.tar(widgetAnd(more))), 400, said);
        }
    }

    private static Stream<Bad> names(boolean zip) {
        return Stream
                .of("../evil.js", "a/../../evil.js", "a/..", "/etc/evil.js", "..\\evil.js", "a\\b.js", "C:/evil.js",
                        "c:evil.js", "a/./b.js", "//evil.js", "a/ .. /b", "a/\u0001b", "n".repeat(256),
                        "d/".repeat(600) + "x")
                .map(name -> zip
                        ? Bad.zip("name " + name, "The archive is refused: '", Entry.file(name, "evil"))
                        : Bad.tar("name " + name, "The archive is refused: '", Entry.file(name, "evil")));
    }

    private static Stream<Bad> entries(boolean zip) {
        Entry a = Entry.file("a", "1");
        return Stream.of(
                new Object[]{"a name twice", "'a': is in the archive twice (expected: once)",
                        new Entry[]{a, Entry.file("b", "2")}},
                new Object[]{"names that differ in case", "'A': differs from 'a' in case alone",
                        new Entry[]{a, Entry.file("A", "2")}},
                new Object[]{"folders that differ in case", "'X/b': differs from 'x' in case alone",
                        new Entry[]{Entry.file("x/a", "1"), Entry.file("X/b", "2")}},
                new Object[]{"names that differ in their normal form", "in case alone",
                        new Entry[]{Entry.file("\u00e9", "1"), Entry.file("e\u0301", "2")}},
                new Object[]{"a file below a file", "'a/b': is a file and a folder in the archive (expected: once)",
                        new Entry[]{a, Entry.file("a/b", "2")}},
                new Object[]{"a file over a folder", "'a': is a file and a folder in the archive",
                        new Entry[]{Entry.file("a/b", "2"), a}})
                .map(each -> {
                    List<Entry> all = widgetAnd((Entry[]) each[2]);
                    byte[] archive = zip ? zip(all) : tar(all);
                    if (each[0].equals("a name twice")) {
                        archive = zip ? directoryChanged(archive, 46, 'a') : tar(widgetAnd(a, a));
                    }
                    return new Bad((zip ? "zip: " : "tar: ") + each[0], "bad.zip", archive, 400, (String) each[1]);
                });
    }

    private static Stream<Bad> damaged() {
        byte[] whole = zip(widgetAnd(Entry.file("last", "some text ".repeat(20))));
        byte[] packed = gzip(tar(widget("1")));
        byte[] header = tar(widget("1"));
        header[1024 + 100] ^= 1;
        byte[] stream = packed.clone();
        stream[stream.length - 6] ^= 1;
        byte[] random = new byte[2000];
        new Random(1).nextBytes(random);
        return Stream.of(Bad.zip("another checksum", "'last': is damaged", directoryChanged(whole, 16, 1, 2, 3, 4)),
                Bad.zip("another size", "'last': ", directoryChanged(whole, 24, 1)),
                Bad.zip("NUL in a name", "'", directoryChanged(whole, 46, 'l', 0)),
                Bad.zip("a link", "'last': a symbolic link",
                        directoryChanged(directoryChanged(whole, 5, 3), 40, 0xff, 0xa1)),
                Bad.zip("encrypted", "not a readable zip", directoryChanged(whole, 8, 9)),
                Bad.zip("cut off", "not a readable zip", cut(whole, 30)),
                Bad.zip("cut off at the front", "not a readable zip", cut(whole, whole.length - 100)),
                new Bad("tar: cut off", "bad.tar", cut(tar(widget("1")), 1024), 400,
                        "has no end: it is cut off (expected"),
                new Bad("tar: cut off in a file", "bad.tar",
                        Arrays.copyOf(tar(widgetAnd(Entry.file("a", "x".repeat(5000)))), 1024 * 3 + 1500), 400,
                        "cannot be"),
                new Bad("tar.gz: cut off", "bad.tgz", cut(packed, 20), 400, "cannot be"),
                new Bad("tar.gz: another checksum", "bad.tgz", stream, 400, "cannot be"),
                new Bad("tar: a damaged header", "bad.tar", header, 400, "header"),
                new Bad("nothing", "bad.zip", new byte[0], 400, "required"),
                new Bad("no archive", "bad.zip", random, 400, "required"),
                new Bad("a tar.bz2 that is cut", "bad.tar.bz2", Arrays.copyOf(bzip2(tar(widget("1"))), 200), 400, ""),
                new Bad("a bomb in bzip2", "bad.tar.bz2", bzip2(tar(widgetAnd(Entry.file("big", "0".repeat(4 << 20))))),
                        400, "packed"),
                new Bad("bzip2 of no archive", "bad.tar.bz2", bzip2("x".repeat(2000).getBytes(StandardCharsets.UTF_8)),
                        400, "required"),
                new Bad("an archive in gzip twice", "bad.tgz", gzip(gzip(tar(widget("1")))), 400, "required"),
                new Bad("an archive in an archive", "bad.zip",
                        zip(List.of(new Entry("bad.zip", TarConstants.LF_NORMAL, whole))), 400, "required"),
                new Bad("an empty zip", "bad.zip", zip(List.of()), 400, "required"));
    }

    private static Stream<Bad> bombs() {
        String zeros = "0".repeat(32 << 20);
        Entry[] many = IntStream.range(0, MANY).mapToObj(i -> Entry.of("f" + i, TarConstants.LF_NORMAL))
                .toArray(Entry[]::new);
        String pax = "200000 comment=" + "x".repeat(199984) + "\n";
        return Stream.of(
                Bad.zip("much of little", "'bomb': is more than 200 times as large", Entry.file("bomb", zeros)),
                Bad.tar("much of little", "unpacks to too much", Entry.file("bomb", zeros)),
                Bad.tar("hidden", "unpacks to too much", Entry.file(".bomb", zeros)),
                Bad.tar("many files", "expected: at most 100000;", many),
                Bad.tar("a large header of pax", "a header of more than 64 KB",
                        new Entry("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC, pax.getBytes(StandardCharsets.UTF_8))),
                Bad.tar("a long name of GNU", "a header of more than 64 KB",
                        new Entry("x", TarConstants.LF_GNUTYPE_LONGNAME, new byte[200_000])),
                new Bad("more than the setting says", "bad.zip", new byte[5 << 20], 413, "install.size"));
    }

    private static Stream<Bad> kinds() {
        return Stream.of(Map.entry(TarConstants.LF_SYMLINK, "a symbolic link"),
                Map.entry(TarConstants.LF_LINK, "a hard link"), Map.entry(TarConstants.LF_CHR, "a device"),
                Map.entry(TarConstants.LF_BLK, "a device"), Map.entry(TarConstants.LF_FIFO, "a pipe"),
                Map.entry(TarConstants.LF_GNUTYPE_SPARSE, ""), Map.entry((byte) 'V', "an entry of an unknown kind"))
                .map(each -> Bad.tar("kind " + (char) (byte) each.getKey(), each.getValue(),
                        Entry.of("special", each.getKey())));
    }

    private static Stream<Bad> widgets() {
        String missing = "The following files are required for widget registration: widget.js, widget.png";
        return Stream.of(new Bad("no picture", "bad.zip", zip(widget("1").subList(0, 1)), 400, missing), new Bad(
                "a folder of another name", "bad.zip", zip(in("other", widget("1"))), 400,
                "Incorrect widget folder name not consistent with widget id. Widget ID: 'bad'. Directory name: 'other'"),
                new Bad("a bad id", "b d.zip", zip(widget("1")), 400, "Widget id: 'b d'"),
                new Bad("a hidden id", "..zip", zip(widget("1")), 400, "Widget id: "),
                new Bad("no name", ".zip", zip(widget("1")), 400, "Widget id: ''"),
                new Bad("a module that is not there", "bad.zip",
                        zip(Stream.concat(widget("1").subList(0, 2).stream(),
                                Stream.of(Entry.file("backend.ts", "import fs from 'fs'; export default (r) => fs.x;")))
                                .toList()),
                        404,
                        "Error during importing widget backend from file bad/backend.ts - Cannot find module 'fs'"),
                new Bad("a mistake in the code", "bad.zip",
                        zip(Stream.concat(widget("1").subList(0, 2).stream(),
                                Stream.of(Entry.file("backend.js", "module.exports = (r => {"))).toList()),
                        404, "Error during importing widget backend from file bad/backend.js - "));
    }

    @TestFactory
    Stream<DynamicTest> whatIsHostileOrBrokenIsRefusedAndLeavesNothing() {
        return Stream
                .of(names(true), names(false), entries(true), entries(false), damaged(), bombs(), kinds(), widgets())
                .flatMap(each -> each).map(bad -> DynamicTest.dynamicTest(bad.what(), () -> {
                    Object[] before = left();
                    HttpResponse<String> answer = console.post(bad.name(), bad.archive());
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(bad.status());
                    assertThat(Http.json(answer).path("message").asString()).contains(bad.said());
                    // A form that was cut short is deleted a moment after the answer.
                    Waiting.until("nothing is left", () -> Arrays.deepEquals(left(), before));
                    assertThat(Http.json(console.send("GET", "")))
                            .doesNotContain(Http.json("{\"id\":\"bad\",\"isCustom\":true}"));
                    assertThat(server.data().getParent().resolve("evil.js")).doesNotExist();
                }));
    }

    // ---- from elsewhere
    // --------------------------------------------------------------------------------------------

    private static HttpResponse<String> fetch(String path) {
        return console.send("POST",
                "?url=" + URLEncoder.encode(
                        path.startsWith("/") ? "http://127.0.0.1:" + elsewhere.getAddress().getPort() + path : path,
                        StandardCharsets.UTF_8));
    }

    @TestFactory
    Stream<DynamicTest> anArchiveIsFetchedOrNot() {
        return Stream.of(new String[]{"/some/where/fetched.zip?raw=true", "200", "\"fetched\""},
                new String[]{"/named/by-header.x.zip", "200", "\"by-header\""},
                new String[]{"/named/%22a%20b/quoted.zip%22", "200", "\"quoted\""},
                new String[]{"/to/over-there.zip", "200", "\"over-there\""},
                new String[]{"/none", "502", "127.0.0.1 answered 404"},
                new String[]{"/loop", "502", "more than 10 redirects"}, new String[]{"/file", "400", "not an http"},
                new String[]{"/endless", "413", "install.size"}, new String[]{"/slow", "502", "took longer than"},
                new String[]{"ftp://127.0.0.1/x.zip", "400", "not an http or https URL"},
                new String[]{"file:///etc/passwd", "400", "not an http or https URL"},
                new String[]{"nonsense", "400", "not an http"}, new String[]{"http://a b/", "400", "not a URL"},
                new String[]{"http://u:p@127.0.0.1/x.zip", "400", "without credentials"},
                new String[]{"http://127.0.0.2/x.zip", "400", "under operator.grants in annex.yaml"},
                new String[]{"http://169.254.169.254/x.zip", "400", "no public address"})
                .map(each -> DynamicTest.dynamicTest(each[0], () -> {
                    HttpResponse<String> answer = fetch(each[0]);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(Integer.parseInt(each[1]));
                    assertThat(answer.body()).contains(each[2]);
                    assertThat(names(server.data().resolve("uploads"))).isEmpty();
                    if (answer.statusCode() == 200) {
                        String id = Http.json(answer).path("id").asString();
                        assertThat(service(id)).isEqualTo("fetched");
                        assertThat(console.send("DELETE", "/" + id).statusCode()).isEqualTo(200);
                    }
                }));
    }

    // ---- who may
    // ---------------------------------------------------------------------------------------------------

    private static String basic(String token) {
        return Base64.getEncoder().encodeToString(("admin:" + token).getBytes(StandardCharsets.UTF_8));
    }

    @TestFactory
    Stream<DynamicTest> theOperatorAloneMay() {
        return Stream
                .of(new String[]{"none", "401"}, new String[]{"Bearer " + TOKEN, "200"},
                        new String[]{"bearer " + TOKEN, "200"}, new String[]{"Basic " + basic(TOKEN), "200"},
                        new String[]{"Bearer " + TOKEN + "x", "401"}, new String[]{"Bearer", "401"},
                        new String[]{TOKEN, "401"}, new String[]{"Basic " + basic("wrong"), "401"},
                        new String[]{"Basic %%%", "401"}, new String[]{"Digest " + TOKEN, "401"})
                .map(each -> DynamicTest.dynamicTest(each[0].replace(TOKEN, "<token>"), () -> {
                    String[] headers = each[0].equals("none") ? new String[0] : new String[]{"Authorization", each[0]};
                    for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
                        if (method.equals("GET") || each[1].equals("401") && each[0].equals("none")) {
                            HttpResponse<String> answer = Http
                                    .send(Http.request(server.uri("/console/widgets"), headers)
                                            .method(method, BodyPublishers.noBody()).build());
                            assertThat(answer.statusCode()).as(method).isEqualTo(Integer.parseInt(each[1]));
                            assertThat(answer.headers().firstValue("www-authenticate").isPresent())
                                    .isEqualTo(each[1].equals("401"));
                            assertThat(answer.body()).doesNotContain(TOKEN);
                        }
                    }
                }));
    }

    @Test
    void withoutTheTokenNothingOfTheBodyIsReadAndNothingHappens() throws IOException {
        assertThat(raw("POST /console/widgets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n"
                + "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n")).isEqualTo("HTTP/1.1 401");
        HttpResponse<String> answer = new Console(server.uri(""), "").post("uninvited.zip", zip(widget("1")));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(names(server.data().resolve("uploads"))).isEmpty();
        assertThat(console.send("GET", "").body()).doesNotContain("uninvited");
    }

    /** Sends what no client would, and gives the beginning of the answer. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout((int) Waiting.time().toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aRequestOfAnotherSiteIsRefusedWhateverItCarries() {
        for (String site : List.of("cross-site", "same-site")) {
            assertThat(
                    Http.get(server.uri("/console/widgets"), "Authorization", "Bearer " + TOKEN, "Sec-Fetch-Site", site)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(Http.get(server.uri("/console/widgets"), "Authorization", "Bearer " + TOKEN, "Sec-Fetch-Site",
                "same-origin").statusCode()).isEqualTo(200);
    }

    @Test
    void wrongRequestsAreToldWhatIsRight() throws IOException {
        assertThat(raw("POST /console/widgets?url=%zz HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN
                + "\r\n\r\n")).isEqualTo("HTTP/1.1 400");
        is(console.send("POST", ""), 400,
                "There is no archive (expected: multipart/form-data with a file in the field 'widget', or ?url=)");
        is(console.put("", "x.zip", zip(widget("1"))), 404, "Widget  is not installed");
        is(console.send("PUT", ""), 400, "Which widget is to be updated is not said (expected: ?id=)");
        HttpResponse<String> patch = console.send("PATCH", "");
        assertThat(patch.statusCode()).isEqualTo(405);
        assertThat(patch.headers().firstValue("allow")).hasValue("GET, HEAD, POST, PUT");
        assertThat(console.send("GET", "/a").statusCode()).isEqualTo(405);
        assertThat(console.send("GET", "/a/b/c").statusCode()).isEqualTo(404);
        assertThat(console.send("HEAD", "").statusCode()).isEqualTo(200);
    }

    // ---- what remains
    // ----------------------------------------------------------------------------------------------

    @Test
    void whatWasInstalledIsThereAgainAndTheTokenIsTheOwnersAlone() throws Exception {
        Path data = folder.resolve("kept");
        Map<Setting, String> options = Map.of(Setting.DATA, data.toString());
        String token;
        try (RunningServer first = RunningServer.startWith(options)) {
            token = first.server().freshToken();
            Path file = data.resolve("operator-token");
            assertThat(file).hasContent(token);
            assertThat(token).hasSize(43);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            Console there = new Console(first.uri(""), token);
            assertThat(there.post("kept.zip", zip(widget("1"))).statusCode()).isEqualTo(200);
            assertThat(there.put("kept", "kept.zip", zip(widget("2"))).statusCode()).isEqualTo(200);
            assertThat(there.post("ill.zip", zip(widget("1"))).statusCode()).isEqualTo(200);
            assertThat(first.log()).doesNotContain(token);
            // Wrong tokens are slowed down, the missing one is not.
            AtomicInteger refused = new AtomicInteger();
            Waiting.until("it is too much", () -> {
                refused.incrementAndGet();
                return new Console(first.uri(""), "wrong").send("GET", "").statusCode() == 429;
            });
            assertThat(refused.get()).isBetween(20, 30);
            HttpResponse<String> waits = there.send("GET", "");
            assertThat(waits.statusCode()).isEqualTo(429);
            assertThat(waits.headers().firstValue("retry-after")).isPresent();
        }
        // As a crash would leave it.
        Files.createDirectories(data.resolve("installed/kept/1"));
        Files.createDirectories(data.resolve("installed/.incoming/9/x"));
        Files.createDirectories(data.resolve("installed/empty"));
        Files.writeString(data.resolve("installed/ill/1/backend.js"), "no (code");
        try (RunningServer second = RunningServer.startWith(options)) {
            assertThat(second.server().freshToken()).isEmpty();
            assertThat(Http.get(second.uri("/console/wb/v"), "widget-id", "kept").body()).isEqualTo("2");
            assertThat(names(data.resolve("installed"))).containsExactly(".incoming", "ill", "kept");
            // What does not load any more can still be seen, and repaired.
            second.awaitLog("installed/ill was not deployed: ");
            Console there = new Console(second.uri(""), token);
            assertThat(there.send("GET", "").body())
                    .isEqualTo("[{\"id\":\"ill\",\"isCustom\":true},{\"id\":\"kept\",\"isCustom\":true}]");
            is(there.post("ill.zip", zip(widget("2"))), 422, "Widget ill is already installed");
            assertThat(there.put("ill", "ill.zip", zip(widget("2"))).statusCode()).isEqualTo(200);
            assertThat(Http.get(second.uri("/console/wb/v"), "widget-id", "ill").body()).isEqualTo("2");
            assertThat(names(data.resolve("installed/.incoming"))).isEmpty();
            assertThat(names(data.resolve("installed/kept"))).containsExactly("2");
        }
        Files.writeString(data.resolve("operator-token"), "short");
        assertThatThrownBy(() -> RunningServer.startWith(options))
                .hasMessageContaining("operator-token: no operator's token (expected: at least 16 characters");
    }

    @Test
    void onAFullDiskNothingIsInstalledAndNothingIsLeft() throws IOException {
        try (ServerProcess little = ServerProcess
                .startWithLittleDisk(List.of("--isolation", RunningServer.ISOLATION.code()))) {
            Path data = little.folder().resolve(".annex");
            Console there = Console.of(little);
            byte[] block = new byte[16 << 10];
            new Random(2).nextBytes(block);
            byte[] large = new byte[6 << 20];
            for (int at = 0; at < large.length; at += block.length) {
                System.arraycopy(block, 0, large, at, block.length);
            }
            byte[] packed = zip(widgetAnd(new Entry("large", TarConstants.LF_NORMAL, large)));
            assertThat(packed.length).isLessThan(500_000);
            for (byte[] archive : List.of(packed, large)) {
                is(there.post("full.zip", archive), 507, "The widget cannot be stored now");
                Waiting.until("nothing is left", () -> names(data.resolve("uploads")).isEmpty());
                assertThat(names(data.resolve("installed"))).containsExactly(".incoming");
                assertThat(names(data.resolve("installed/.incoming"))).isEmpty();
            }
            assertThat(there.post("full.zip", zip(widget("1"))).statusCode()).isEqualTo(200);
        }
    }

    /**
     * A server that updates a widget without a pause is killed at some moment, and
     * started again, some times over.
     */
    @Test
    void aKillAtAnyMomentLeavesTheOldVersionOrTheNew() throws Exception {
        ServerProcess running = ServerProcess.start("", List.of("--isolation", RunningServer.ISOLATION.code()));
        try {
            Path data = running.folder().resolve(".annex");
            assertThat(Console.of(running).post("crash.zip", zip(many(1))).statusCode()).isEqualTo(200);
            AtomicInteger begun = new AtomicInteger(1);
            AtomicInteger done = new AtomicInteger(1);
            for (int round = 0; round < 4; round++) {
                Console there = Console.of(running);
                int first = begun.get();
                Thread updates = Thread.ofVirtual().start(() -> {
                    try {
                        while (true) {
                            int next = begun.incrementAndGet();
                            if (there.put("crash", "crash.zip", zip(many(next))).statusCode() == 200) {
                                done.set(next);
                            }
                        }
                    } catch (RuntimeException e) {
                        // The server was killed.
                    }
                });
                Waiting.until("it updates", () -> begun.get() > first);
                Pace.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(400)));
                running.kill();
                updates.join();
                running = running.again();

                HttpResponse<String> answer = Http.get(running.uri("/console/wb/v"), "widget-id", "crash");
                assertThat(answer.statusCode()).as(running.log()).isEqualTo(200);
                assertThat(Integer.parseInt(answer.body())).isBetween(done.get(), begun.get());
                List<String> versions = names(data.resolve("installed/crash"));
                assertThat(versions).hasSize(1);
                Path files = data.resolve("installed/crash/" + versions.getFirst());
                for (Entry expected : many(Integer.parseInt(answer.body()))) {
                    assertThat(files.resolve(expected.name())).hasBinaryContent(expected.content());
                }
                assertThat(names(data.resolve("installed/.incoming"))).isEmpty();
                assertThat(names(data.resolve("uploads"))).isEmpty();
            }
        } finally {
            running.close();
        }
    }

    private static List<Entry> many(int version) {
        List<Entry> all = widget(Integer.toString(version));
        for (int i = 0; i < 20; i++) {
            all.add(Entry.file("part/" + i, ("version " + version + '\n').repeat(200)));
        }
        Collections.shuffle(all, new Random(version));
        return all;
    }
}
