package io.annex.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.http.IncomingRequest;
import io.annex.server.http.RawClient.Reply;
import io.annex.server.http.head.TrustedProxies;
import io.annex.testing.Waiting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edge on a real socket, with a stub behind it. */
class EdgeTest {
    @TempDir
    static Path uploads;

    private static StubbedEdge server;

    @BeforeAll
    static void start() throws IOException {
        server = new StubbedEdge();
        server.uploads = uploads;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // ---- what is refused
    // -------------------------------------------------------------------------------------------

    record Case(String name, String request, List<Integer> statuses, boolean closed) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (var in = EdgeTest.class.getResourceAsStream("requests.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).map(EdgeTest::parse);
        }
    }

    private static Case parse(String line) {
        String[] columns = line.split("\\|");
        List<String> expected = List.of(columns[2].strip().split(" "));
        return new Case(columns[0].strip(), unescape(columns[1].strip()),
                expected.subList(0, expected.size() - 1).stream().map(Integer::valueOf).toList(),
                expected.getLast().equals("closed"));
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        String request = text.replace("{h}", "Host: localhost\\r\\n");
        int at = 0;
        while (at < request.length()) {
            char c = request.charAt(at++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escaped = request.charAt(at++);
            switch (escaped) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '0' -> out.append('\0');
                case 's' -> out.append(' ');
                case 'x' -> {
                    out.append((char) Integer.parseInt(request, at, at + 2, 16));
                    at += 2;
                }
                default -> out.append(escaped);
            }
        }
        return out.toString();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRequestIsAnsweredOrRefused(Case each) throws IOException {
        try (RawClient client = server.client()) {
            client.send(each.request());
            judge(client, each);
        }
    }

    /**
     * The same in many small packets: what is refused must not depend on how the
     * network cuts a request.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void aRequestInPiecesIsAnsweredOrRefused(Case each) throws IOException {
        try (RawClient client = server.client()) {
            try {
                for (int i = 0; i < each.request().length(); i++) {
                    client.send(each.request().substring(i, i + 1));
                }
            } catch (IOException e) {
                assertThat(each.closed()).as("the server closed while the request was being sent").isTrue();
            }
            judge(client, each);
        }
    }

    private static void judge(RawClient client, Case each) throws IOException {
        if (each.closed()) {
            List<Reply> replies = client.untilClosed();
            assertThat(replies).extracting(Reply::status).isEqualTo(each.statuses());
            assertThat(replies).extracting(Reply::version).allMatch(version -> version.startsWith("HTTP/1."));
            replies.stream().filter(reply -> reply.status() >= 400).forEach(reply -> {
                assertThat(reply.header("connection")).isEqualTo("close");
                assertThat(reply.header("content-type")).satisfiesAnyOf(
                        type -> assertThat(type).isEqualTo("application/problem+json"),
                        type -> assertThat(type).isEqualTo("text/plain"));
            });
        } else {
            for (int status : each.statuses()) {
                assertThat(client.reply().status()).isEqualTo(status);
            }
            assertThat(client.get("/kept").reply().text()).isEqualTo("GET /kept");
        }
        assertThat(server.targets).doesNotContain("/smuggled");
    }

    @Test
    void aLineBeyondTheLimitIsTooLong() throws IOException {
        try (RawClient client = server.client()) {
            assertRefused(client.get("/" + "a".repeat(17 << 10)), 414,
                    "The request line is longer than 16 KB (server.requestLine).");
        }
        try (RawClient client = server.client()) {
            assertThat(client.get("/" + "a".repeat(15 << 10)).reply().status()).isEqualTo(200);
        }
    }

    private static void assertRefused(RawClient client, int status, String detail) throws IOException {
        List<Reply> replies = client.untilClosed();
        assertThat(replies).extracting(Reply::status).containsExactly(status);
        assertThat(replies.getFirst().text()).contains("\"detail\":\"" + detail + '"');
    }

    /** It would not know what it gets (RFC 9110 section 10.1.1). */
    @Test
    void aClientOfAnEarlierVersionIsNotToldToContinue() throws IOException {
        String head = " HTTP/1.%d\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
        try (RawClient client = server.client()) {
            assertThat(client.send("POST /" + head.formatted(0) + "abc").reply().text()).isEqualTo("body 3");
        }
        try (RawClient client = server.client()) {
            client.send("POST /" + head.formatted(1));
            assertThat(client.reply().status()).isEqualTo(100);
            assertThat(client.send("abc").reply().text()).isEqualTo("body 3");
        }
    }

    @Test
    void whatIsWrongWithAChunkIsSaid() throws IOException {
        try (RawClient client = server.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3; a\r\nabc\r\n0\r\n\r\n");
            assertThat(client.reply().text())
                    .isEqualTo("The body is refused: a chunk extension is not a name, or a name and a value.");
        }
    }

    @Test
    void headersBeyondTheLimitAreTooLarge() throws IOException {
        try (RawClient client = server.client()) {
            assertRefused(client.get("/", "X: " + "a".repeat(33 << 10)), 431,
                    "All headers together are longer than 32 KB (server.headers).");
        }
        try (RawClient client = server.client()) {
            assertThat(client.get("/", "X: " + "a".repeat(200 << 10)).untilClosed()).extracting(Reply::status)
                    .containsExactly(431);
        }
        try (RawClient client = server.client()) {
            assertThat(client.get("/", "X: " + "a".repeat(31 << 10)).reply().status()).isEqualTo(200);
        }
    }

    // ---- connections
    // -----------------------------------------------------------------------------------------------

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException, InterruptedException {
        try (RawClient client = server.client()) {
            client.get("/hold").get("/second").get("/third");
            var held = server.awaitHeld();
            held.loop().execute(() -> held.answer(StubbedEdge.text("first")));
            assertThat(client.reply().text()).isEqualTo("first");
            assertThat(client.reply().text()).isEqualTo("GET /second");
            assertThat(client.reply().text()).isEqualTo("GET /third");
        }
    }

    @Test
    void aHundredPipelinedRequestsAreAnswered() throws IOException {
        try (RawClient client = server.client()) {
            for (int i = 0; i < 100; i++) {
                client.get("/" + i);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.reply().text()).isEqualTo("GET /" + i);
            }
        }
    }

    @Test
    void whatHasWaitedForAnAnswerIsAnsweredInItsOrder() throws IOException {
        int many = 1000;
        StringBuilder requests = new StringBuilder("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
        for (int i = 0; i < many; i++) {
            requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        try (RawClient client = server.client()) {
            client.send(requests.toString());
            IncomingRequest first = server.awaitHeld();
            first.loop().execute(() -> first.answer(StubbedEdge.text("first")));
            assertThat(client.reply().text()).isEqualTo("first");
            for (int i = 0; i < many; i++) {
                assertThat(client.reply().text()).isEqualTo("GET /" + i);
            }
        }
    }

    @Test
    void whoSpeaksHttp10IsToldWhetherTheConnectionIsKept() throws IOException {
        try (RawClient client = server.client()) {
            client.send("GET /kept HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            Reply kept = client.reply();
            assertThat(kept.text()).isEqualTo("GET /kept");
            assertThat(kept.header("connection")).isEqualTo("keep-alive");
            Reply last = client.send("GET /last HTTP/1.0\r\n\r\n").reply();
            assertThat(last.text()).isEqualTo("GET /last");
            assertThat(last.header("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void whoAsksForTheEndIsAnsweredAndNothingBehindIt() throws IOException {
        try (RawClient client = server.client()) {
            client.send("GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    + "GET /more HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.untilClosed()).extracting(Reply::text).containsExactly("GET /last");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/broken-field", "/broken-name"})
    void aFieldThatCannotBeSentIsAFailureOfTheServer(String path) throws IOException {
        try (RawClient client = server.client()) {
            Reply reply = client.get(path).reply();
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.header("x-more")).isEmpty();
            assertThat(client.get("/next").reply().text()).isEqualTo("GET /next");
        }
    }

    @Test
    void aClientThatGoesIsNoticed() throws IOException, InterruptedException {
        try (RawClient client = server.client()) {
            client.get("/hold");
            server.awaitHeld();
        }
        Waiting.open("the client's going is noticed", server.aborted);
    }

    @Test
    void aHeadThatTricklesInIsGivenUp() throws IOException, InterruptedException {
        try (StubbedEdge impatient = impatient(); RawClient client = impatient.client()) {
            client.send("GET / HTTP/1.1\r\n");
            Waiting.until("it is answered", () -> client.sendUnlessAnswered("X: 1\r\n"));
            assertThat(client.untilClosed()).extracting(Reply::status).containsExactly(408);
        }
    }

    @Test
    void aBodyThatTricklesInIsGivenUp() throws IOException, InterruptedException {
        try (StubbedEdge impatient = impatient(); RawClient client = impatient.client()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n");
            Waiting.until("it is answered", () -> client.sendUnlessAnswered("x"));
            assertThat(client.untilClosed()).extracting(Reply::status).containsExactly(408);
        }
    }

    @Test
    void aBodyThatStopsIsGivenUp() throws IOException {
        try (StubbedEdge impatient = impatient(); RawClient client = impatient.client()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab");
            assertThat(client.untilClosed()).extracting(Reply::status).containsExactly(408);
        }
    }

    @Test
    void anIdleConnectionIsClosedButNotOneThatWaitsForItsAnswer() throws IOException, InterruptedException {
        try (StubbedEdge impatient = impatient();
                RawClient idle = impatient.client();
                RawClient waiting = impatient.client()) {
            waiting.get("/hold");
            var held = impatient.awaitHeld();
            assertThat(idle.get("/").reply().status()).isEqualTo(200);
            assertThat(idle.isClosed()).isTrue();
            held.loop().execute(() -> held.answer(StubbedEdge.text("late")));
            assertThat(waiting.reply().text()).isEqualTo("late");
        }
    }

    private static StubbedEdge impatient() throws IOException {
        return new StubbedEdge(o -> new EdgeOptions(o.host(), o.port(), o.loops(), null, o.trustedProxies(), o.hosts(),
                StubbedEdge.limits(Duration.ofSeconds(1), Duration.ofSeconds(1)), false));
    }

    @Test
    void whoDrainsAnswersWhatWasBegunAndAcceptsNoMore() throws IOException, InterruptedException {
        try (StubbedEdge draining = new StubbedEdge();
                RawClient idle = draining.client();
                RawClient waiting = draining.client()) {
            assertThat(idle.get("/").reply().status()).isEqualTo(200);
            waiting.get("/hold");
            var held = draining.awaitHeld();
            // The other's is over when its last byte has left, which its client may see
            // first.
            Waiting.until("the other's is over", () -> draining.edge.openRequests() == 1);
            draining.edge.drain(Duration.ofMillis(100));
            assertThat(idle.isClosed()).isTrue();
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> {
                try (RawClient late = draining.client()) {
                    late.get("/").reply();
                }
            }).isInstanceOf(IOException.class);
            held.loop().execute(() -> held.answer(StubbedEdge.text("done")));
            Reply reply = waiting.reply();
            assertThat(reply.text()).isEqualTo("done");
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(waiting.isClosed()).isTrue();
            Waiting.until("none is open", () -> draining.edge.openRequests() == 0);
            Waiting.until("the drain is over", draining.edge::isDrained);
        }
    }

    @Test
    void aDrainResetsNoConnectionAndFailsNoRequestUnderLoad() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (StubbedEdge draining = new StubbedEdge();
                    ConnectionLoad load = new ConnectionLoad(draining.port(), "/x", "GET /x", 3, 3)) {
                Waiting.until("the load is on", () -> load.answered() > 100);
                draining.edge.drain(Duration.ofSeconds(1));
                assertThat(load.failedUntilRefused()).isEmpty();
                Waiting.until("the drain is over", draining.edge::isDrained);
            }
        }
    }

    /** The system has taken them before anybody here has. */
    @Test
    void whoWasConnectedBeforeTheDrainIsServedAlsoIfNobodyHadAcceptedYet() throws Exception {
        try (StubbedEdge draining = new StubbedEdge(); RawClient first = draining.client()) {
            assertThat(first.get("/").reply().status()).isEqualTo(200);
            CountDownLatch go = new CountDownLatch(1);
            draining.edge.listeners().forEach(each -> each.eventLoop().execute(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                waiting.add(draining.client().get("/" + i));
            }
            draining.edge.drain(Duration.ofSeconds(1));
            go.countDown();
            for (int i = 0; i < waiting.size(); i++) {
                try (RawClient client = waiting.get(i)) {
                    assertThat(client.reply().text()).isEqualTo("GET /" + i);
                }
            }
            Waiting.until("the drain is over", draining.edge::isDrained);
        }
    }

    @Test
    void aPortInUseEndsTheStart() {
        assertThatThrownBy(() -> new StubbedEdge(options -> new EdgeOptions(options.host(), server.port(), 2, null,
                options.trustedProxies(), options.hosts(), options.limits(), false)).close())
                .isInstanceOf(IOException.class).hasMessageContaining("in use");
    }

    @Test
    void aKeptConnectionHasOneMoreRequestAnsweredInADrain() throws IOException {
        try (StubbedEdge draining = new StubbedEdge();
                RawClient kept = draining.client();
                RawClient pipelining = draining.client()) {
            assertThat(kept.get("/").reply().header("connection")).isEmpty();
            assertThat(pipelining.get("/").reply().status()).isEqualTo(200);
            draining.edge.drain(Duration.ofSeconds(5));
            Reply last = kept.get("/last").reply();
            assertThat(last.text()).isEqualTo("GET /last");
            assertThat(last.header("connection")).isEqualTo("close");
            assertThat(kept.isClosed()).isTrue();
            pipelining.send("GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(pipelining.untilClosed()).extracting(Reply::text).containsExactly("GET /1", "GET /2");
        }
    }

    // ---- what goes wrong in the host
    // -------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"/throws", "/throws-later", "/throws-on-the-loop", "/never-comes", "/no-such-file"})
    void whateverGoesWrongIsAnswered(String path) throws IOException {
        try (RawClient client = server.client()) {
            Reply reply = client.get(path).reply();
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text()).doesNotContain("boom", "java", "/");
            if (!path.equals("/no-such-file")) {
                assertThat(reply.text()).contains("\"title\":\"The server failed\"", "\"incident\":\"");
            }
            assertThat(client.get("/next").reply().text()).isEqualTo("GET /next");
        }
    }

    @Test
    void whatGoesWrongBehindABodyIsAnswered() throws IOException {
        try (RawClient client = server.client()) {
            client.send("POST /throws-behind-a-body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.reply().status()).isEqualTo(500);
        }
    }

    // ---- bodies
    // ----------------------------------------------------------------------------------------------------

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsSent() throws IOException {
        try (RawClient client = server.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.untilClosed()).extracting(Reply::status).containsExactly(413);
        }
    }

    @Test
    void aClientThatAsksIsToldToContinue() throws IOException {
        try (RawClient client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.reply().status()).isEqualTo(100);
            assertThat(client.send("abc").reply().text()).isEqualTo("body 3");
        }
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefused() throws IOException {
        try (RawClient client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 40; i++) {
                client.trySend("3e8\r\n" + "x".repeat(1000) + "\r\n");
            }
            assertThat(client.untilClosed()).extracting(Reply::status).containsExactly(413);
        }
    }

    @Test
    void aBodyOfTheLimitIsRead() throws IOException {
        try (RawClient client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000));
            assertThat(client.reply().text()).isEqualTo("body 1000");
        }
    }

    @Test
    void aFormIsReadAndItsFilesLoseTheirFolders() throws IOException {
        try (RawClient client = server.client()) {
            assertThat(client.send(form("hello", "../../etc/passwd")).reply().text())
                    .isEqualTo("title=Grüße;file=passwd,text/plain,5;");
        }
        deleteUploads();
    }

    @Test
    void aFormOverTheLimitIsRefusedAndLeavesNoFile() throws IOException, InterruptedException {
        try (RawClient client = server.client()) {
            String form = form("x".repeat(200_000), "large");
            client.trySend(form.replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked")
                    .replaceFirst("\r\n\r\n", "\r\n\r\n" + Integer.toHexString(200_000) + "\r\n"));
            assertThat(client.untilClosed()).extracting(Reply::status).containsExactly(413);
        }
        awaitNoUploads();
    }

    @Test
    void aClientThatGoesInTheMiddleOfAFormLeavesNoFile() throws IOException, InterruptedException {
        try (RawClient client = server.client()) {
            String form = form("x".repeat(50_000), "cut");
            client.send(form.substring(0, form.length() - 10_000));
            Waiting.until("the upload has begun", () -> countUploads() == 1);
        }
        awaitNoUploads();
    }

    @Test
    void aFormWithoutABoundaryIsABadRequest() throws IOException {
        try (RawClient client = server.client()) {
            client.send(
                    "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.reply().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            // The file's part has no closing boundary.
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\ncontent",
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\ncontent\r\n--B\r\n",
            // A field's has none; a header alone; half of one; nothing of a form.
            "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue",
            "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", "--B\r\nContent-Dispo", "garbage"})
    void aFormThatEndsBeforeItsLastBoundaryIsRefusedAndLeavesNothing(String body) throws IOException {
        String head = "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n";
        for (String whole : List.of("Content-Length: " + body.length() + "\r\n\r\n" + body,
                "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                        + "\r\n0\r\n\r\n")) {
            try (RawClient client = server.client()) {
                Reply reply = client.send(head + whole).reply();
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.text()).startsWith("The form ");
                // The connection is as good as before.
                assertThat(client.get("/x").reply().text()).isEqualTo("GET /x");
            }
        }
        awaitNoUploads();
    }

    @Test
    void namesComeAsTheyWereSent() throws IOException {
        String body = "--B\r\nContent-Disposition: form-data; name=\"sv:title\"\r\n\r\n1\r\n--B\r\n"
                + "Content-Disposition: form-data; name=\"f\"; filename=\"Rapport 2024, v2.pdf\"\r\n\r\nx\r\n--B\r\n"
                + "Content-Disposition: form-data; name=g; filename=\"C:\\tmp\\\"\r\n\r\n\r\n--B\r\n"
                + "Content-Disposition: form-data; name=\"none\"; filename=\"\"\r\n\r\n\r\n--B--";
        try (RawClient client = server.client()) {
            client.send("POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; BOUNDARY=B\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(client.reply().text()).isEqualTo("sv:title=1;f=Rapport 2024, v2.pdf,,1;g=,,0;");
        }
        deleteUploads();
    }

    private static String form(String content, String filename) {
        String body = "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nGr\u00c3\u00bc\u00c3\u009fe\r\n"
                + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + filename
                + "\"\r\nContent-Type: text/plain\r\n\r\n" + content + "\r\n--B--\r\n";
        return "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static long countUploads() {
        try (Stream<Path> files = Files.list(uploads)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitNoUploads() {
        Waiting.until("no upload is left", () -> countUploads() == 0);
    }

    private static void deleteUploads() throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    // ---- answers
    // ---------------------------------------------------------------------------------------------------

    @Test
    void anAnswerHasADateAndItsLength() throws IOException {
        try (RawClient client = server.client()) {
            Reply reply = client.get("/x").reply();
            assertThat(reply.header("content-length")).isEqualTo("6");
            assertThat(reply.header("date"))
                    .matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        }
    }

    @Test
    void theFieldsThatSayWhereAMessageEndsAreTheEdges() throws IOException {
        try (RawClient client = server.client()) {
            Reply reply = client.get("/fields").reply();
            assertThat(reply.headers()).doesNotContainKeys("transfer-encoding", "connection");
            assertThat(reply.header("content-length")).isEqualTo("5");
            assertThat(reply.header("set-cookie")).isEqualTo("a=1, b=2");
            assertThat(reply.text()).isEqualTo("hello");
        }
    }

    @Test
    void anAnswerWithoutContentHasNoLength() throws IOException {
        try (RawClient client = server.client()) {
            Reply reply = client.get("/empty").reply();
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.headers()).doesNotContainKeys("content-length", "transfer-encoding");
            assertThat(client.get("/").reply().status()).isEqualTo(200);
        }
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        try (RawClient client = server.client()) {
            Reply reply = client.send("HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n").replyToHead();
            assertThat(reply.header("content-length")).isEqualTo("7");
            assertThat(client.get("/").reply().text()).isEqualTo("GET /");
        }
    }

    @Test
    void aLongTextIsCompressedForWhoAccepts() throws IOException {
        try (RawClient client = server.client()) {
            Reply packed = client.get("/long", "Accept-Encoding: br, gzip;q=0.5").reply();
            assertThat(packed.header("content-encoding")).isEqualTo("gzip");
            assertThat(packed.header("vary")).isEqualTo("Accept-Encoding");
            assertThat(packed.body().length).isLessThan(500);
            byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
            assertThat(new String(unpacked, StandardCharsets.UTF_8)).isEqualTo(StubbedEdge.LONG_TEXT);
        }
    }

    @Test
    void aLongTextIsNotCompressedForWhoDoesNot() throws IOException {
        try (RawClient client = server.client()) {
            for (String accept : List.of("X: y", "Accept-Encoding: identity", "Accept-Encoding: gzip;q=0, *;q=0")) {
                Reply plain = client.get("/long", accept).reply();
                assertThat(plain.headers()).doesNotContainKey("content-encoding");
                assertThat(plain.header("vary")).isEqualTo("Accept-Encoding");
                assertThat(plain.text()).isEqualTo(StubbedEdge.LONG_TEXT);
            }
        }
    }

    // ---- the host's own endpoints
    // ----------------------------------------------------------------------------------

    @Test
    void healthTellsWhetherItIsReady() throws IOException {
        try (StubbedEdge starting = new StubbedEdge(); RawClient client = starting.client()) {
            starting.phase = ServerPhase.STARTING;
            assertThat(client.get("/-/health/live").reply().status()).isEqualTo(200);
            assertThat(client.get("/-/health/ready").reply().status()).isEqualTo(503);
            assertThat(client.get("/-/health").reply().text()).isEqualTo("{\"status\":\"starting\"}");
            assertThat(client.get("/addon").reply().status()).isEqualTo(200);
            starting.phase = ServerPhase.DRAINING;
            assertThat(client.get("/-/health/ready").reply().text()).isEqualTo("{\"status\":\"draining\"}");
            assertThat(client.get("/addon").reply().status()).isEqualTo(200);
            starting.phase = ServerPhase.READY;
            assertThat(client.get("/-/health/ready").reply().text()).isEqualTo("{\"status\":\"ready\"}");
            assertThat(client.get("/-/health").reply().status()).isEqualTo(200);
            starting.outOfService = Map.of(Edge.FAILING, List.of("cells"));
            Reply down = client.get("/-/health").reply();
            assertThat(down.status()).isEqualTo(503);
            assertThat(down.text()).isEqualTo("{\"status\":\"down\",\"failing\":[\"cells\"]}");
            starting.outOfService = Map.of();
            assertThat(client.get("/-/metrics").reply().text()).isEqualTo("metrics");
            assertThat(client.get("/-/other").reply().status()).isEqualTo(404);
        }
    }

    // ---- proxies
    // ---------------------------------------------------------------------------------------------------

    @Test
    void forwardedHeadersCountOnlyFromTrustedProxies() throws IOException {
        String[] forwarded = {"X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.9.9.9", "X-Forwarded-Proto: https",
                "X-Forwarded-Host: shop.example"};
        try (RawClient client = server.client()) {
            assertThat(client.get("/who", forwarded).reply().text()).isEqualTo("http localhost 127.0.0.1");
        }
        try (StubbedEdge behind = new StubbedEdge(o -> new EdgeOptions(o.host(), o.port(), 1, null,
                TrustedProxies.of(Set.of("127.0.0.1", "10.0.0.0/8")), o.hosts(), o.limits(), false));
                RawClient client = behind.client()) {
            assertThat(client.get("/who", forwarded).reply().text()).isEqualTo("https shop.example 1.2.3.4");
            assertThat(client.get("/who", "X-Forwarded-For: 1.2.3.4:8080", "X-Forwarded-For: [2001:db8::1]:99",
                    "X-Forwarded-Proto: http, HTTPS").reply().text()).isEqualTo("https localhost 2001:db8::1");
            assertThat(client.get("/who", "Forwarded: for=6.6.6.6, For=\"1.2.3.4:8080\";Proto=https;host=shop.example",
                    "Forwarded: for=10.9.9.9").reply().text()).isEqualTo("https shop.example 1.2.3.4");
        }
    }
}
