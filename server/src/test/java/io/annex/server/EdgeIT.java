package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The HTTP edge on a bare socket: what is refused, what is kept alive, what is
 * compressed, who is too slow.
 */
class EdgeIT {
    /** Between the octets of what trickles. */
    private static final int PACE_MILLIS = 300;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start("", "contract");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /**
     * {@code edge/cases.txt}: each is refused or answered as it says, and after a
     * refusal nothing else on the connection is answered.
     */
    @TestFactory
    Stream<DynamicTest> requests() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/edge/cases.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" *\\| *", 3))
                .map(part -> DynamicTest.dynamicTest(part[0], () -> {
                    String answer = send(unescaped(part[2]));
                    if (part[1].equals("0")) {
                        assertThat(answer).isEmpty();
                        return;
                    }
                    assertThat(answer).as(part[0]).startsWith("HTTP/").contains(" " + part[1] + " ");
                    if (part[1].charAt(0) >= '4') {
                        assertThat(answer.split("HTTP/1\\.[01] ", -1)).as("answers: " + answer).hasSize(2);
                    }
                }));
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        String whole = text.replace("{host}", "Host: localhost\\r\\n");
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            i++;
            switch (whole.charAt(i)) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '0' -> out.append('\0');
                case 'x' -> {
                    out.append((char) Integer.parseInt(whole, i + 1, i + 3, 16));
                    i += 2;
                }
                default -> out.append(whole.charAt(i));
            }
        }
        return out.toString();
    }

    /**
     * Sends octets and reads until the server closes, or half a second passes
     * without more after something has come.
     */
    private static String send(String request) throws IOException {
        return send(server, request);
    }

    private static String send(RunningServer to, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout((int) Waiting.time().toMillis());
            int first = socket.getInputStream().read();
            socket.setSoTimeout((int) Waiting.time(Duration.ofMillis(500)).toMillis());
            return first < 0 ? "" : (char) first + read(socket.getInputStream());
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            byte[] buffer = new byte[8192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                all.write(buffer, 0, length);
            }
        } catch (SocketTimeoutException e) {
            // the connection stays open: that is all there is
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            requests.append("GET /rest-api/contract/first/n").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        String answers = send(requests.toString());
        int at = -1;
        for (int i = 0; i < 20; i++) {
            int next = answers.indexOf("{\"first\":\"n" + i + "\"}");
            assertThat(next).isGreaterThan(at);
            at = next;
        }
    }

    @Test
    void aRequestLineThatIsTooLongIs414AndHeadersThatAreTooLargeAre431() throws IOException {
        assertThat(send("GET /" + "a".repeat(17 << 10) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 414 ");
        assertThat(send("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "a".repeat(33 << 10) + "\r\n\r\n"))
                .contains(" 431 ");
    }

    @Test
    void theOperatorsBoundsHold() throws IOException {
        try (RunningServer strict = RunningServer.start("""
                server:
                  requestLine: 1 KB
                  headers: 2 KB
                  headTime: 1 s
                  paceTime: 1 s
                  pace: 10 KB
                  idle: 1 s
                  formFields: 2
                  gzip: 64 KB
                """, "contract")) {
            assertThat(send(strict, "GET /" + "a".repeat(1100) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .contains(" 414 ");
            assertThat(send(strict, "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "a".repeat(2100) + "\r\n\r\n"))
                    .contains(" 431 ");
            assertThat(Http.get(strict.uri("/-/metrics"), "Accept-Encoding", "gzip").headers()
                    .firstValue("Content-Encoding")).isEmpty();
            String form = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(3) + "--b--\r\n";
            assertThat(Http.post(strict.uri("/rest-api/contract/body"), "multipart/form-data; boundary=b", form)
                    .statusCode()).as(strict.log()).isEqualTo(413);
            try (Socket idle = new Socket("127.0.0.1", strict.port());
                    Socket head = new Socket("127.0.0.1", strict.port());
                    Socket body = new Socket("127.0.0.1", strict.port())) {
                head.getOutputStream().write("GET / HT".getBytes(StandardCharsets.ISO_8859_1));
                // Faster than by default is asked for.
                body.getOutputStream()
                        .write(("POST /rest-api/contract/body HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: text/plain\r\nContent-Length: 100000\r\n\r\n" + "b".repeat(9000))
                                .getBytes(StandardCharsets.ISO_8859_1));
                assertThat(toTheEnd(idle)).isEmpty();
                assertThat(toTheEnd(head)).contains(" 408 ");
                assertThat(toTheEnd(body)).contains(" 408 ");
            }
        }
    }

    private static String toTheEnd(Socket socket) throws IOException {
        socket.setSoTimeout((int) Waiting.time().toMillis());
        return read(socket.getInputStream());
    }

    @Test
    void everyAnswerHasADateAndALength() throws IOException {
        String answer = send("GET /rest-api/contract/text HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(answer)
                .containsPattern(
                        "(?i)date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT")
                .containsIgnoringCase("content-length: 12");
    }

    @Test
    void aBrowserOnAnotherSiteIsRefusedUnlessItsOriginIsAllowed() {
        try (RunningServer shared = RunningServer.start("""
                addons:
                  contract:
                    cors: https://friend.example
                """, "contract")) {
            String[] cross = {"Sec-Fetch-Site", "cross-site", "Origin", "https://friend.example"};
            HttpResponse<String> friend = Http.get(shared.uri("/rest-api/contract/text"), cross);
            assertThat(friend.statusCode()).isEqualTo(200);
            assertThat(friend.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://friend.example");
            HttpResponse<String> stranger = Http.get(shared.uri("/rest-api/contract/text"), "Sec-Fetch-Site",
                    "cross-site", "Origin", "https://stranger.example", "Cookie", "a=1");
            assertThat(stranger.statusCode()).isEqualTo(403);
            HttpRequest preflight = Http
                    .request(shared.uri("/rest-api/contract/params/1"), "Origin", "https://friend.example",
                            "Access-Control-Request-Method", "PUT")
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build();
            assertThat(Http.send(preflight).headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                    .contains("PUT");
        }
    }

    @Test
    void textAboveTheThresholdIsCompressedForThoseWhoAccept() throws Exception {
        var metrics = server.uri("/-/metrics");
        Http.get(server.uri("/rest-api/contract/text"));
        HttpResponse<byte[]> packed = java.net.http.HttpClient.newHttpClient().send(
                Http.request(metrics, "Accept-Encoding", "br;q=1, gzip;q=0.5").build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        try (var in = new GZIPInputStream(new java.io.ByteArrayInputStream(packed.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("annex_requests_total");
        }
        assertThat(Http.get(metrics, "Accept-Encoding", "gzip;q=0").headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(Http.get(server.uri("/rest-api/contract/text"), "Accept-Encoding", "gzip").headers()
                .firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void metricsHaveNoLabelOfAPathThatIsNoEndpoint() {
        Http.get(server.uri("/rest-api/contract/no/such/path/at-all"));
        Waiting.until("the request is counted",
                () -> Http.get(server.uri("/-/metrics")).body().contains("endpoint=\"none\""));
        assertThat(Http.get(server.uri("/-/metrics")).body()).doesNotContain("at-all");
    }

    @Test
    void healthAnswers() {
        assertThat(Http.get(server.uri("/-/health")).body()).isEqualTo("{\"status\":\"ready\"}");
        assertThat(Http.get(server.uri("/-/health/live")).body()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void aConnectionThatTricklesItsHeadIsClosed() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(PACE_MILLIS);
            socket.getOutputStream()
                    .write("GET /rest-api/contract/text HTTP/1.1\r\nX-A: ".getBytes(StandardCharsets.ISO_8859_1));
            long begun = System.nanoTime();
            Waiting.until("the connection is closed", () -> closed(socket, 'a'));
            long nanos = System.nanoTime() - begun;
            assertThat(nanos).isGreaterThan(8_000_000_000L);
            assertThat(Waiting.quiet(nanos)).isLessThan(Duration.ofSeconds(14));
        }
    }

    @Test
    void aBodyThatTricklesIsGivenUp() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(PACE_MILLIS);
            socket.getOutputStream().write(
                    "POST /rest-api/contract/body HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            Waiting.until("the connection is closed", () -> closed(socket, 'b'));
        }
    }

    /** Sends one more octet; true when the server has had enough. */
    private static boolean closed(Socket socket, char octet) {
        try {
            socket.getOutputStream().write(octet);
            byte[] buffer = new byte[8192];
            while (true) {
                if (socket.getInputStream().read(buffer) < 0) {
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
