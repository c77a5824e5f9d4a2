package io.annex.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Charsets, content codings and raw bytes of bodies, in all styles. */
class BodyContentIT {
    private static final String APP = "/rest-api/bodies/";
    private static final String PLAIN = "text/plain";
    private static RunningServer server;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        Path app = Files.createDirectories(folder.resolve("bodies"));
        Files.writeString(app.resolve("manifest.json"), "{\"id\": \"bodies\", \"version\": \"1\", \"type\": \"rest\"}");
        Files.createDirectories(app.resolve("resource"));
        Files.writeString(app.resolve("resource/a.docx"), "x");
        Files.writeString(app.resolve("index.js"),
                """
                        const router = require('router');
                        router.post('/', (req, res) => res.json({
                          body: ArrayBuffer.isView(req.body) ? null : req.body, raw: req.rawBody?.toString('hex'), params: req.params,
                          encoding: req.header('content-encoding'), length: req.header('content-length'),
                          file: req.file('f')?.text(),
                        }));
                        router.get('/text', (req, res) => res.set('Content-Type', req.query.type).send(req.query.text));
                        router.get('/type', (req, res) => res.type(req.query.of).send('x'));
                        router.get('/resource', (req, res) => res.sendFile(require('appResource').getNode('a.docx')));
                        """);
        Path points = Files.createDirectories(folder.resolve("points"));
        Files.createDirectories(points.resolve("files"));
        for (String name : new String[]{"a.docx", "b.ico", "c.apk", "d.xlsx"}) {
            Files.writeString(points.resolve("files").resolve(name), "x");
        }
        Files.writeString(points.resolve("server.js"),
                """
                        const wp = require('webpoints'), express = require('express');
                        const app = new wp.Application({});
                        const verify = (req, res, bytes) => { if (bytes.toString('hex') !== req.get('x-sum')) throw new Error('another body'); };
                        app.operations['/signed'] = Object.assign((req, res) => res.json(req.body), { method: 'post', middleware: [express.json({ verify })] });
                        app.operations['/raw'] = Object.assign((req, res) => res.send(req.body), { method: 'post', middleware: [express.raw({ type: '*/*' })] });
                        app.operations['/form'] = { method: 'post', params: { a: {} }, handler: (a, callback) => callback(a) };
                        app.operations['/end'] = Object.assign((req, res) => { res.setHeader('Content-Type', 'text/html; charset=iso-8859-1'); res.end('gr\\u00fcn'); }, { method: 'get' });
                        app.operations['/files'] = './files';
                        app.run();
                        """);
        Files.writeString(points.resolve("annex.json"),
                "{\"id\": \"points\", \"version\": \"1\", \"style\": \"webpoints\"}");
        server = RunningServer.startIn("""
                jbackend:
                  endpoints:
                    - {path: /jbackend, access: free}
                """, folder, Path.of("src/test/modules").toAbsolutePath());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // ---- content codings

    @Test
    void aBodyThatWasCompressedIsReadAsIfItHadNotBeen() throws IOException {
        byte[] json = "{\"a\": \"grün\"}".getBytes(UTF_8);
        JsonNode seen = Http.json(post(APP, "application/json", gzip(json), "Content-Encoding", "gzip"));
        assertThat(seen.at("/body/a").asString()).isEqualTo("grün");
        assertThat(seen.path("raw").asString()).isEqualTo(hex(json));
        assertThat(seen.path("encoding").isNull()).isTrue();
        assertThat(seen.path("length").asString()).isEqualTo(Integer.toString(json.length));
        JsonNode form = Http.json(
                post(APP, "application/x-www-form-urlencoded", deflate("a=1&b=2"), "Content-Encoding", "deflate"));
        assertThat(form.path("params").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(post("/points/raw", "application/x-any", gzip(json), "Content-Encoding", "gzip").body())
                .isEqualTo("{\"a\": \"grün\"}");
        assertThat(post("/jbackend", "application/x-www-form-urlencoded",
                gzip("action=get&module=helloworld&resource=greeting".getBytes(UTF_8)), "Content-Encoding", "gzip")
                .body()).contains("Hello");
    }

    @Test
    void aFormThatWasCompressedIsReadAndItsFilesAreBounded() throws IOException {
        String form = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nCONTENT\r\n--b--\r\n";
        String type = "multipart/form-data; boundary=b";
        JsonNode seen = Http.json(post(APP, type, gzip(form.replace("CONTENT", "some text").getBytes(UTF_8)),
                "Content-Encoding", "gzip"));
        assertThat(seen.path("file").asString()).isEqualTo("some text");
        assertThat(seen.has("raw")).isFalse();
        byte[] bomb = gzip(form.replace("CONTENT", "x".repeat(30 << 20)).getBytes(UTF_8));
        assertThat(post(APP, type, bomb, "Content-Encoding", "gzip").statusCode()).isEqualTo(413);
        byte[] cut = gzip(form.getBytes(UTF_8));
        assertThat(
                post(APP, type, java.util.Arrays.copyOf(cut, cut.length - 4), "Content-Encoding", "gzip").statusCode())
                .isEqualTo(400);
        Waiting.until("no upload is left", () -> {
            try (Stream<Path> files = Files.list(server.data().resolve("uploads"))) {
                return files.findAny().isEmpty();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void whatCannotBeDecodedOrIsTooMuchIsRefused() throws IOException {
        HttpResponse<String> unknown = post(APP, PLAIN, new byte[]{1, 2, 3}, "Content-Encoding", "br");
        assertThat(unknown.statusCode()).isEqualTo(415);
        assertThat(unknown.headers().firstValue("Accept-Encoding")).hasValue("gzip, deflate");
        assertThat(Http.json(unknown).path("detail").asString()).contains("expected: gzip, deflate");
        assertThat(post("/jbackend", PLAIN, new byte[]{1, 2, 3}, "Content-Encoding", "br").statusCode()).isEqualTo(415);
        assertThat(post(APP, PLAIN, "no gzip".getBytes(UTF_8), "Content-Encoding", "gzip").statusCode()).isEqualTo(400);
        // Within the limit of what is sent, and of what it may become; not of how many
        // times.
        assertThat(post(APP, PLAIN, gzip(new byte[5 << 20]), "Content-Encoding", "gzip").statusCode()).isEqualTo(413);
        // Over the limit of a body.
        byte[] random = new byte[11 << 20];
        for (int i = 0; i < random.length; i += 8) {
            random[i] = (byte) (i * 2654435761L >> 13);
        }
        assertThat(post(APP, PLAIN, gzip(random), "Content-Encoding", "gzip").statusCode()).isEqualTo(413);
    }

    // ---- charsets

    @Test
    void aTextIsReadInItsCharset() {
        assertThat(body("text/plain; charset=ISO-8859-1", "grün".getBytes(ISO_8859_1))).isEqualTo("\"grün\"");
        assertThat(body("text/plain; charset=\"windows-1252\"", new byte[]{(byte) 0x80})).isEqualTo("\"€\"");
        assertThat(body("text/plain; charset=utf-16", "grün".getBytes(UTF_16))).isEqualTo("\"grün\"");
        assertThat(body("application/json; charset=iso-8859-1", "{\"a\":\"ü\"}".getBytes(ISO_8859_1)))
                .isEqualTo("{\"a\":\"ü\"}");
        assertThat(body(PLAIN, "grün €".getBytes(UTF_8))).isEqualTo("\"grün €\"");
        for (String type : new String[]{"text/json", "application/json"}) {
            assertThat(moduleSees(type + "; charset=iso-8859-1",
                    "{\"action\":\"get\",\"module\":\"helloworld\",\"resource\":\"filters\",\"v\":\"ü\"}"
                            .getBytes(ISO_8859_1)))
                    .isEqualTo("ü");
        }
    }

    /** What a jbackend module gets as the variable {@code v}. */
    private static String moduleSees(String type, byte[] body) {
        return Http.json(post("/jbackend", type, body)).path("raw").asString();
    }

    @Test
    void whatAFormEncodesIsInItsCharset() throws IOException {
        String type = "application/x-www-form-urlencoded; charset=iso-8859-1";
        byte[] form = "a=gr%FCn+%2B".getBytes(ISO_8859_1);
        JsonNode seen = Http.json(post(APP, type, form));
        assertThat(seen.at("/body/a").asString()).isEqualTo("grün +");
        assertThat(seen.path("raw").asString()).isEqualTo(hex(form));
        assertThat(post("/points/form", type, form).body()).isEqualTo("grün +");
        assertThat(moduleSees(type, "action=get&module=helloworld&resource=filters&v=gr%FCn+%2B".getBytes(ISO_8859_1)))
                .isEqualTo("grün +");
    }

    @Test
    void aMarkInFrontIsSkipped() {
        byte[] marked = "\ufeff{\"a\":1}".getBytes(UTF_8);
        assertThat(body("application/json", marked)).isEqualTo("{\"a\":1}");
        assertThat(raw("application/json", marked)).isEqualTo(hex(marked));
        assertThat(post("/jbackend", "application/json",
                "\ufeff{\"action\":\"get\",\"module\":\"helloworld\",\"resource\":\"greeting\"}".getBytes(UTF_8))
                .body()).contains("Hello");
    }

    @Test
    void aCharsetThatNobodyKnowsIsRefused() {
        for (String path : new String[]{APP, "/points/form", "/jbackend"}) {
            HttpResponse<String> refused = post(path, "text/plain; charset=klingon", new byte[]{1});
            assertThat(refused.statusCode()).as(path).isEqualTo(415);
            assertThat(Http.json(refused).path("detail").asString())
                    .isEqualTo("The charset 'klingon' is not known (expected: utf-8, or another of the IANA's names).");
        }
    }

    @Test
    void anAnswerIsInTheCharsetThatItNames() throws Exception {
        assertThat(answer("text/plain;%20charset=iso-8859-1", "gr%C3%BCn")).isEqualTo("grün".getBytes(ISO_8859_1));
        assertThat(answer("text/plain;%20charset=UTF-8", "gr%C3%BCn")).isEqualTo("grün".getBytes(UTF_8));
        assertThat(answer("text/plain", "gr%C3%BCn")).isEqualTo("grün".getBytes(UTF_8));
        HttpResponse<String> ended = Http.get(server.uri("/points/end"));
        // The client reads it as the answer says.
        assertThat(ended.headers().firstValue("Content-Type")).hasValue("text/html; charset=iso-8859-1");
        assertThat(ended.body()).isEqualTo("grün");
        assertThat(get("text?type=text/plain;%20charset=iso-8859-1&text=%E2%82%AC").statusCode()).isEqualTo(500);
        server.awaitLog("this charset has not (expected: charset=utf-8)");
        assertThat(get("text?type=text/plain;%20charset=klingon&text=x").statusCode()).isEqualTo(500);
        server.awaitLog("the charset is not known (expected: utf-8, or another of the IANA's names)");
    }

    private static byte[] answer(String type, String text) throws Exception {
        HttpResponse<byte[]> answer = java.net.http.HttpClient.newHttpClient().send(
                Http.request(server.uri(APP + "text?type=" + type + "&text=" + text)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    // ---- media types

    @Test
    void mediaTypesComeFromAWholeTable() {
        String docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        assertThat(type(get("type?of=docx"))).isEqualTo(docx);
        assertThat(type(get("resource"))).isEqualTo(docx);
        assertThat(type(get("type?of=text/html"))).isEqualTo("text/html; charset=utf-8");
        assertThat(get("type?of=nonsense").statusCode()).isEqualTo(500);
        server.awaitLog("The media type 'nonsense' is not known");
        assertThat(type(Http.get(server.uri("/points/files/a.docx")))).isEqualTo(docx);
        assertThat(type(Http.get(server.uri("/points/files/b.ico")))).isEqualTo("image/vnd.microsoft.icon");
        assertThat(type(Http.get(server.uri("/points/files/c.apk"))))
                .isEqualTo("application/vnd.android.package-archive");
        assertThat(type(Http.get(server.uri("/points/files/d.xlsx"))))
                .isEqualTo("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    // ---- bytes as they came

    @Test
    void rawBodyIsWhatCame() {
        byte[] broken = {'{', '"', 'a', '"', ':', '"', (byte) 0xff, (byte) 0xc3, '"', '}'};
        assertThat(raw("application/json", broken)).isEqualTo(hex(broken));
        assertThat(raw("application/json", "{ \"a\" :\t1 }\r\n".getBytes(UTF_8)))
                .isEqualTo(hex("{ \"a\" :\t1 }\r\n".getBytes(UTF_8)));
        assertThat(raw("application/json", "\"ü€😀\\u0000\"".getBytes(UTF_8)))
                .isEqualTo(hex("\"ü€😀\\u0000\"".getBytes(UTF_8)));
        assertThat(raw("text/plain; charset=iso-8859-1", "grün".getBytes(ISO_8859_1)))
                .isEqualTo(hex("grün".getBytes(ISO_8859_1)));
        byte[] all = new byte[100_000];
        IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
        assertThat(raw("application/octet-stream", all)).isEqualTo(hex(all));
        assertThat(raw(PLAIN, all)).isEqualTo(hex(all));
        assertThat(raw("application/x-www-form-urlencoded", "a=%C3%BC&b=+".getBytes(UTF_8)))
                .isEqualTo(hex("a=%C3%BC&b=+".getBytes(UTF_8)));
    }

    @Test
    void aSignatureIsCheckedOverTheBytes() {
        byte[] body = "{ \"a\" : \"ü\" }".getBytes(UTF_8);
        assertThat(post("/points/signed", "application/json", body, "X-Sum", hex(body)).body())
                .isEqualTo("{\"a\":\"ü\"}");
        HttpResponse<String> other = post("/points/signed", "application/json", body, "X-Sum", "00");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).isEqualTo("another body");
    }

    // ---- bounds

    @Test
    void aFormHasAThousandParametersAtMost() {
        String type = "application/x-www-form-urlencoded";
        String most = form(999) + "&a=1";
        byte[] more = (most + "&more=1").getBytes(UTF_8);
        assertThat(post(APP, type, most.getBytes(UTF_8)).statusCode()).isEqualTo(200);
        assertThat(post("/points/form", type, most.getBytes(UTF_8)).body()).isEqualTo("1");
        byte[] half = form(500_000).getBytes(UTF_8);
        for (String path : new String[]{APP, "/points/form", "/jbackend"}) {
            assertThat(post(path, type, more).statusCode()).as(path).isEqualTo(413);
            assertThat(post(path, type, half).statusCode()).as(path).isEqualTo(413);
        }
        assertThat(
                post("/jbackend", type, ("action=get&module=helloworld&resource=greeting&" + form(997)).getBytes(UTF_8))
                        .body())
                .contains("Hello");
    }

    private static String form(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=1").collect(Collectors.joining("&"));
    }

    private static HttpResponse<String> get(String path) {
        return Http.get(server.uri(APP + path));
    }

    private static String body(String type, byte[] body) {
        HttpResponse<String> answer = post(APP, type, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer).path("body").toString();
    }

    private static String raw(String type, byte[] body) {
        HttpResponse<String> answer = post(APP, type, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer).path("raw").asString();
    }

    private static HttpResponse<String> post(String path, String type, byte[] body, String... headers) {
        return Http.send(Http
                .request(server.uri(path),
                        Stream.concat(Stream.of("Content-Type", type), Stream.of(headers)).toArray(String[]::new))
                .POST(BodyPublishers.ofByteArray(body)).build());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream deflate = new DeflaterOutputStream(out)) {
            deflate.write(text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
