package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.RawClient;
import io.annex.server.http.RawClient.Reply;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files of an add-on's folder, as clients of all kinds ask for them. */
class StaticFilesIT {
    private static final int LARGE = 64 << 20;
    private static final String SECRET = "not to be served";
    private static final String INDEX = """
            const router = require('router');
            router.files('/files', 'public');
            router.files('/aged', './public', { maxAge: 3999, hidden: true });
            router.files('/strict', 'public', { redirect: false });
            router.files('/both', 'public', { fallThrough: true });
            router.get('/both/:name', (req, res) => res.send(`no ${req.params.name}`));
            router.get('/sent', (req, res) => {
              res.set('X-Own', 'yes').set('ETag', '"mine"');
              if (req.query.status) res.status(Number(req.query.status)).type('text/x-own');
              res.sendFile(req.query.path);
            });
            router.get('/version', (req, res) => res.send('VERSION'));
            """;

    @TempDir
    static Path folder;

    private static Path addon;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        addon = Files.createDirectories(folder.resolve("addons/library"));
        Path files = Files.createDirectories(addon.resolve("public/sub/deep")).getParent().getParent();
        Files.createDirectories(addon.resolve("public/.well-known"));
        Files.createDirectories(addon.resolve("public/empty"));
        Files.writeString(files.resolve("a.txt"), "0123456789");
        Files.writeString(files.resolve("nothing.css"), "");
        Files.writeString(files.resolve("index.html"), "<h1>index</h1>");
        Files.writeString(files.resolve("sub/index.html"), "<h1>sub</h1>");
        Files.writeString(files.resolve("sub/deep/b.json"), "{}");
        Files.writeString(files.resolve("größe 100%.TXT"), "size");
        Files.writeString(files.resolve(".env"), "hidden");
        Files.writeString(files.resolve(".well-known/x.unknown"), "known");
        Files.write(files.resolve("middle.bin"), new byte[200_000]);
        try (RandomAccessFile large = new RandomAccessFile(files.resolve("large.bin").toFile(), "rw")) {
            large.setLength(LARGE);
            large.seek(LARGE - 3);
            large.writeBytes("end");
        }
        Files.writeString(addon.resolve("secret.txt"), SECRET);
        write("1");
        server = RunningServer.startIn("", addon);
    }

    private static void write(String version) throws IOException {
        Files.writeString(addon.resolve("index.js"), INDEX.replace("VERSION", version));
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"library\", \"version\": \"" + version + "\", \"type\": \"rest\"}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply ask(String method, String path, String... headers) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.send(method + " /rest-api/library" + path + " HTTP/1.1\r\nHost: localhost\r\n"
                    + String.join("", Stream.of(headers).map(header -> header + "\r\n").toList()) + "\r\n");
            return method.equals("HEAD") ? client.replyToHead() : client.reply();
        }
    }

    /**
     * {@code request | status | body or *, header: value, …}; {@code request} is a
     * method, a path and header fields. A header with {@code -} is absent.
     */
    private static final String CASES = """
            GET /files/a.txt | 200 | 0123456789 | content-type: text/plain; charset=utf-8 | content-length: 10 | cache-control: public, max-age=0 | accept-ranges: bytes
            HEAD /files/a.txt | 200 | | content-type: text/plain; charset=utf-8 | content-length: 10
            GET /files/nothing.css | 200 | | content-type: text/css; charset=utf-8 | content-length: 0
            GET /files | 200 | <h1>index</h1> | content-type: text/html; charset=utf-8
            GET /files/ | 200 | <h1>index</h1>
            GET /files/index.html | 200 | <h1>index</h1>
            GET /files/sub/ | 200 | <h1>sub</h1>
            GET /files/sub?x=1&y | 301 | | location: /rest-api/library/files/sub/?x=1&y | content-length: 0
            GET /files/%73ub | 301 | | location: /rest-api/library/files/%73ub/
            GET /strict/sub | 404 | *
            GET /strict/sub/ | 200 | <h1>sub</h1>
            GET /files/empty/ | 404 | *
            GET /files/a.txt/ | 404 | *
            GET /files/a.txt/b | 404 | *
            GET /files/A.TXT | 404 | *
            GET /files/sub/deep/b.json | 200 | {} | content-type: application/json; charset=utf-8
            GET /files/gr%C3%B6%C3%9Fe%20100%25.TXT | 200 | size | content-type: text/plain; charset=utf-8
            GET /aged/a.txt | 200 | 0123456789 | cache-control: public, max-age=3
            GET /files/.env | 404 | *
            GET /files/%2eenv | 404 | *
            GET /files/.well-known/x.unknown | 404 | *
            GET /aged/.env | 200 | hidden | content-type: application/octet-stream
            GET /aged/.well-known/x.unknown | 200 | known | content-type: application/octet-stream
            GET /both/a.txt | 200 | 0123456789
            GET /both/b.txt | 200 | no b.txt
            GET /both/none/b.txt | 404 | *
            POST /files/a.txt | 405 | * | allow: GET, HEAD, OPTIONS
            DELETE /files/a.txt | 405 | *
            OPTIONS /files/a.txt | 204 |
            GET /files/a.txt, Sec-Fetch-Site: cross-site, Cookie: a=1 | 403 | *
            GET /files/a.txt, Sec-Fetch-Site: cross-site | 200 | 0123456789
            GET /files/a.txt, Range: bytes=2-4 | 206 | 234 | content-range: bytes 2-4/10 | content-length: 3
            GET /files/a.txt, Range: bytes=7- | 206 | 789 | content-range: bytes 7-9/10
            GET /files/a.txt, Range: bytes=-2 | 206 | 89 | content-range: bytes 8-9/10
            GET /files/a.txt, Range: bytes=-99 | 206 | 0123456789 | content-range: bytes 0-9/10
            GET /files/a.txt, Range: BYTES=9-99999999999 | 206 | 9 | content-range: bytes 9-9/10
            GET /files/a.txt, Range: bytes=10- | 416 | * | content-range: bytes */10
            GET /files/a.txt, Range: bytes=-0 | 416 | * | content-range: bytes */10
            GET /files/nothing.css, Range: bytes=0- | 416 | * | content-range: bytes */0
            GET /files/a.txt, Range: bytes=4-2 | 200 | 0123456789 | content-range: -
            GET /files/a.txt, Range: bytes=x | 200 | 0123456789
            GET /files/a.txt, Range: bytes=1-2;3-4 | 200 | 0123456789
            GET /files/a.txt, Range: bytes=99999999999999999999- | 200 | 0123456789
            GET /files/a.txt, Range: items=0-1 | 200 | 0123456789
            GET /files/a.txt, Range: bytes=0-5+3-8 | 200 | 0123456789
            GET /files/a.txt, Range: bytes=0-1+99-+-0 | 206 | 01 | content-range: bytes 0-1/10
            GET /files/a.txt, Range: bytes=0-0+1-1+2-2+3-3+4-4+5-5+6-6+7-7+8-8+9-9+11-+12-+13-+14-+15-+16-+17- | 200 | 0123456789
            HEAD /files/a.txt, Range: bytes=2-4 | 200 | | content-length: 10
            GET /sent?path=public/a.txt | 200 | 0123456789 | content-type: text/plain; charset=utf-8 | x-own: yes
            GET /sent?path=./public/a.txt, Range: bytes=0-0 | 206 | 0 | content-range: bytes 0-0/10 | x-own: yes
            GET /sent?path=public/gr%C3%B6%C3%9Fe%20100%25.TXT | 200 | size
            GET /sent?path=public/a.txt&status=404, Range: bytes=0-0 | 404 | 0123456789 | content-type: text/x-own; charset=utf-8 | etag: -
            GET /sent?path=../library/secret.txt | 404 | *
            GET /sent?path=public/../secret.txt | 404 | *
            GET /sent?path=public%5Ca.txt | 404 | *
            GET /sent?path=/etc/passwd | 404 | *
            GET /sent?path=public/a.txt%00.html | 404 | *
            GET /sent?path=public/none | 404 | *
            GET /sent?path=public/.env | 404 | *
            """;

    @TestFactory
    Stream<DynamicTest> requestsAreAnsweredAsTheTableSays() {
        return CASES.lines().map(line -> DynamicTest.dynamicTest(line, () -> check(line)));
    }

    private static void check(String line) throws IOException {
        String[] cells = line.split(" ?\\| ?", -1);
        String[] request = cells[0].split(", ", -1);
        String method = request[0].substring(0, request[0].indexOf(' '));
        String[] headers = Stream.of(request).skip(1).map(header -> header.replace('+', ',')).toArray(String[]::new);
        // Twice: from the disk, and from memory.
        for (int i = 0; i < 2; i++) {
            Reply reply = ask(method, request[0].substring(method.length() + 1), headers);
            assertThat(reply.status()).as(reply.text()).isEqualTo(Integer.parseInt(cells[1]));
            if (!cells[2].equals("*")) {
                assertThat(reply.text()).isEqualTo(cells[2]);
            }
            for (String header : Arrays.copyOfRange(cells, 3, cells.length)) {
                String name = header.substring(0, header.indexOf(':'));
                String value = header.substring(name.length() + 2);
                assertThat(reply.header(name)).as(name).isEqualTo(value.equals("-") ? "" : value);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> noSpellingLeadsOutOfTheFolder() {
        return Stream.of("/files/../secret.txt", "/files/%2e%2e/secret.txt", "/files/.%2E/secret.txt",
                "/files/sub/../../secret.txt", "/files/..%2fsecret.txt", "/files/%2e%2e%2fsecret.txt",
                "/files/..%5csecret.txt", "/files/..\\secret.txt", "/files//../secret.txt", "/files//secret.txt",
                "/files/./../secret.txt", "/files/%252e%252e/secret.txt", "/files/%c0%ae%c0%ae/secret.txt",
                "/files/\u00c0\u00ae\u00c0\u00ae/secret.txt", "/files/..%c0%afsecret.txt",
                "/files/%e0%80%ae%e0%80%ae/secret.txt", "/files/%ef%bc%8e%ef%bc%8e/secret.txt",
                "/files/..%e2%88%95secret.txt", "/files/..;/secret.txt", "/files/%00/../secret.txt",
                "/files/..%00/secret.txt", "/files/a.txt%00", "/files/a.txt%00.html", "/files/\0",
                "/files/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/files//etc/passwd",
                "/files/%2fetc/passwd", "/files/C:/secret.txt", "/files/~/secret.txt", "/files/%uff0e%uff0e/secret.txt",
                "/files/....//secret.txt", "/files/..../secret.txt", "/files/sub/%2e", "/files/" + "a/".repeat(3000),
                "/files/" + "a".repeat(3000)).map(path -> DynamicTest.dynamicTest(shown(path), () -> {
                    Reply reply = ask("GET", path);
                    assertThat(reply.status()).isIn(400, 404);
                    assertThat(reply.text()).doesNotContain(SECRET, "root:");
                }));
    }

    private static String shown(String path) {
        return path.substring(0, Math.min(path.length(), 60)).replaceAll("\\p{Cntrl}", "?");
    }

    @Test
    void onlyWhatTheClientHasNotIsSent() throws IOException {
        for (String path : List.of("/files/a.txt", "/files/middle.bin")) {
            Reply first = ask("GET", path);
            String tag = first.header("etag");
            String modified = first.header("last-modified");
            String past = "Sun, 06 Nov 1994 08:49:37 GMT";
            String future = "Fri, 31 Dec 2100 23:59:59 GMT";
            assertThat(tag).startsWith("\"");
            for (Map.Entry<List<String>, Integer> each : Map.<List<String>, Integer>ofEntries(
                    Map.entry(List.of("If-None-Match: " + tag), 304),
                    Map.entry(List.of("If-None-Match: W/" + tag), 304),
                    Map.entry(List.of("If-None-Match: \"a,b\", " + tag), 304),
                    Map.entry(List.of("If-None-Match: *"), 304), Map.entry(List.of("If-None-Match: \"x\""), 200),
                    Map.entry(List.of("If-None-Match: \"x\"", "If-Modified-Since: " + modified), 200),
                    Map.entry(List.of("If-Modified-Since: " + modified), 304),
                    Map.entry(List.of("If-Modified-Since: " + future), 304),
                    Map.entry(List.of("If-Modified-Since: Friday, 31-Dec-66 23:59:59 GMT"), 304),
                    Map.entry(List.of("If-Modified-Since: Sun Nov  6 08:49:37 1994"), 200),
                    Map.entry(List.of("If-Modified-Since: yesterday"), 200),
                    Map.entry(List.of("If-Match: " + tag), 200), Map.entry(List.of("If-Match: *"), 200),
                    Map.entry(List.of("If-Match: W/" + tag), 412), Map.entry(List.of("If-Match: \"x\""), 412),
                    Map.entry(List.of("If-Unmodified-Since: " + modified), 200),
                    Map.entry(List.of("If-Unmodified-Since: " + past), 412),
                    Map.entry(List.of("If-Match: \"x\"", "If-None-Match: " + tag), 412),
                    Map.entry(List.of("Range: bytes=0-1", "If-Range: " + tag), 206),
                    Map.entry(List.of("Range: bytes=0-1", "If-Range: W/" + tag), 200),
                    Map.entry(List.of("Range: bytes=0-1", "If-Range: \"x\""), 200),
                    Map.entry(List.of("Range: bytes=0-1", "If-Range: " + modified), 206),
                    Map.entry(List.of("Range: bytes=0-1", "If-Range: " + past), 200),
                    Map.entry(List.of("Range: bytes=0-1", "If-None-Match: " + tag), 304)).entrySet()) {
                Reply reply = ask("GET", path, each.getKey().toArray(String[]::new));
                assertThat(reply.status()).as(path + ' ' + each.getKey()).isEqualTo(each.getValue());
                if (reply.status() == 304) {
                    assertThat(reply.body()).isEmpty();
                    assertThat(reply.header("etag")).isEqualTo(tag);
                    assertThat(reply.header("cache-control")).isEqualTo("public, max-age=0");
                }
            }
        }
    }

    @Test
    void severalRangesComeAsParts() throws IOException {
        for (String path : List.of("/files/a.txt", "/files/large.bin")) {
            int size = Integer.parseInt(ask("HEAD", path).header("content-length"));
            Reply reply = ask("GET", path, "Range: bytes=4-5, 0-1 , -3");
            assertThat(reply.status()).isEqualTo(206);
            String type = reply.header("content-type");
            assertThat(type).startsWith("multipart/byteranges; boundary=");
            String boundary = "--" + type.substring(type.indexOf('=') + 1);
            String[] parts = reply.text().split("\r\n" + boundary, -1);
            assertThat(parts).hasSize(5);
            assertThat(parts[0]).isEmpty();
            String of = path.endsWith("txt") ? "text/plain; charset=utf-8" : "application/octet-stream";
            List<String> bodies = path.endsWith("txt") ? List.of("45", "01", "789") : List.of("\0\0", "\0\0", "end");
            List<String> ranges = List.of("4-5", "0-1", (size - 3) + "-" + (size - 1));
            for (int i = 0; i < 3; i++) {
                assertThat(parts[i + 1]).isEqualTo("\r\nContent-Type: " + of + "\r\nContent-Range: bytes "
                        + ranges.get(i) + '/' + size + "\r\n\r\n" + bodies.get(i));
            }
            assertThat(parts[4]).isEqualTo("--\r\n");
        }
    }

    @Test
    void aLargeFileIsSentWithoutBeingRead() throws IOException {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("GET /rest-api/library/files/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes(1000);
            assertThat(new String(head, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200")
                    .contains("content-length: " + LARGE);
            assertThat(openFiles("large.bin")).isEqualTo(1);
            System.gc();
            assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(16 << 20);
            byte[] buffer = new byte[1 << 20];
            long left = LARGE + new String(head, StandardCharsets.US_ASCII).indexOf("\r\n\r\n") + 4 - head.length;
            while (left > 0) {
                int read = socket.getInputStream().read(buffer);
                assertThat(read).isPositive();
                left -= read;
            }
        }
        Waiting.until("the file is closed", () -> openFiles("large.bin") == 0);
    }

    @Test
    void aClientThatLeavesClosesTheFile() throws IOException {
        for (String range : List.of("", "Range: bytes=0-1, 2-60000000\r\n")) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.getOutputStream().write(
                        ("GET /rest-api/library/files/large.bin HTTP/1.1\r\nHost: localhost\r\n" + range + "\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
                assertThat(openFiles("large.bin")).isEqualTo(1);
            }
            Waiting.until("the file is closed", () -> openFiles("large.bin") == 0);
        }
    }

    private static long openFiles(String name) {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(each -> {
                try {
                    return Files.readSymbolicLink(each).toString().contains('/' + name);
                } catch (IOException e) {
                    return false;
                }
            }).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What the host serves is its own copy; here somebody gets at that. */
    @Test
    void noLinkIsFollowedAndNothingButFilesOpened() throws Exception {
        Path copy;
        try (Stream<Path> versions = Files.list(server.data().resolve("versions"))) {
            copy = versions.max(java.util.Comparator.naturalOrder()).orElseThrow().resolve("public");
        }
        Files.createSymbolicLink(copy.resolve("link.txt"), addon.resolve("secret.txt"));
        Files.createSymbolicLink(copy.resolve("inside.txt"), Path.of("a.txt"));
        Files.createSymbolicLink(copy.resolve("up"), Path.of(".."));
        assertThat(Waiting.exit(new ProcessBuilder("mkfifo", copy.resolve("fifo").toString()).start())).isZero();
        Files.createDirectory(copy.resolve("indexed"));
        Files.createSymbolicLink(copy.resolve("indexed/index.html"), addon.resolve("secret.txt"));
        for (String path : List.of("/link.txt", "/inside.txt", "/up/secret.txt", "/fifo", "/indexed/", "/up/")) {
            Reply reply = ask("GET", "/files" + path);
            assertThat(reply.status()).as(path).isEqualTo(404);
            assertThat(reply.text()).doesNotContain(SECRET);
        }
        // Faster than one can look: a folder is a link, and a folder again.
        Files.createDirectory(copy.resolve("real"));
        Files.write(copy.resolve("real/secret.txt"), "public".repeat(30_000).getBytes(StandardCharsets.US_ASCII));
        Path swapped = copy.resolve("swapped");
        Thread swapper = Thread.ofPlatform().start(() -> {
            try {
                while (!Thread.interrupted()) {
                    Files.createSymbolicLink(swapped, Path.of(".."));
                    Files.delete(swapped);
                    Files.move(copy.resolve("real"), swapped);
                    Files.move(swapped, copy.resolve("real"));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        int found = 0;
        for (int i = 0; i < 2000; i++) {
            Reply reply = ask("GET", "/files/swapped/secret.txt");
            assertThat(reply.text()).doesNotContain(SECRET);
            found += reply.status() == 200 ? 1 : 0;
        }
        swapper.interrupt();
        swapper.join();
        assertThat(found).isPositive();
    }

    @Test
    void aFileOfAVersionThatWasReplacedIsSentToItsEnd() throws Exception {
        Path addons = Files.createDirectories(folder.resolve("replaced"));
        Path mine = Files.createDirectories(addons.resolve("old"));
        for (String version : List.of("1", "2")) {
            Files.writeString(mine.resolve("manifest.json"),
                    "{\"id\": \"old\", \"version\": \"" + version + "\", \"type\": \"rest\"}");
            Files.writeString(mine.resolve("index.js"),
                    "const router = require('router');\nrouter.files('/', 'public');\nrouter.get('/v', (q, s) => s.send('"
                            + version + "'));\n");
            if (version.equals("1")) {
                Files.createDirectories(mine.resolve("public"));
                Files.copy(addon.resolve("public/large.bin"), mine.resolve("public/large.bin"));
            }
        }
        try (RunningServer replaced = RunningServer.startIn("", addons);
                Socket socket = new Socket("127.0.0.1", replaced.port())) {
            socket.getOutputStream()
                    .write("GET /rest-api/old/large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] begin = socket.getInputStream().readNBytes(1000);
            Files.delete(mine.resolve("public/large.bin"));
            Files.writeString(mine.resolve("index.js"),
                    "const router = require('router');\nrouter.get('/v', (q, s) => s.send('3'));\n");
            Waiting.until("the next version serves",
                    () -> Http.get(replaced.uri("/rest-api/old/v")).body().equals("3"));
            Waiting.until("the files are deleted", () -> openFiles("large.bin (deleted)") > 0);
            long rest = socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            assertThat(begin.length + rest).isGreaterThan(LARGE);
            assertThat(Http.get(replaced.uri("/rest-api/old/large.bin")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whereAFileBecomesShorterTheConnectionEnds() throws Exception {
        Path copy;
        try (Stream<Path> versions = Files.list(server.data().resolve("versions"))) {
            copy = versions.max(java.util.Comparator.naturalOrder()).orElseThrow().resolve("public");
        }
        for (String range : List.of("", "Range: bytes=0-1, 2-60000000\r\n")) {
            Path shrinking = Files.copy(addon.resolve("public/large.bin"), copy.resolve("shrinking.bin"));
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout((int) Waiting.time().toMillis());
                socket.getOutputStream().write(
                        ("GET /rest-api/library/files/shrinking.bin HTTP/1.1\r\nHost: localhost\r\n" + range + "\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
                try (RandomAccessFile file = new RandomAccessFile(shrinking.toFile(), "rw")) {
                    file.setLength(20 << 20);
                }
                long sent = socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                assertThat(sent).isLessThan(30 << 20);
            }
            Files.delete(shrinking);
            Waiting.until("the file is closed", () -> openFiles("shrinking.bin") == 0);
        }
    }
}
