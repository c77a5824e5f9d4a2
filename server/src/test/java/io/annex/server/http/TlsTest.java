package io.annex.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.server.http.head.HostRules;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with a certificate made for the test, and HTTP/2 on it. */
class TlsTest {
    @TempDir
    static Path folder;

    private static TestKeys keys;
    private static StubbedEdge server;

    @BeforeAll
    static void start() throws Exception {
        keys = TestKeys.in(folder);
        server = new StubbedEdge(keys::with);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).sslContext(keys.trust()).build();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
    }

    private static HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void httpOneIsServed() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_1_1)) {
            HttpResponse<String> answer = get(client, "/who");
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.body()).isEqualTo("https localhost:" + server.port() + " 127.0.0.1");
        }
    }

    @Test
    void httpTwoIsAgreedOn() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            HttpResponse<String> answer = get(client, "/who");
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).isEqualTo("https localhost:" + server.port() + " 127.0.0.1");
            assertThat(answer.headers().firstValue("date")).isPresent();
            assertThat(get(client, "/-/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void httpTwoIsAnsweredByItsNameAlone() throws Exception {
        try (StubbedEdge named = new StubbedEdge(o -> new EdgeOptions(o.host(), o.port(), o.loops(), keys.tls(),
                o.trustedProxies(), HostRules.of(Set.of("annex.example.org")), o.limits(), false));
                HttpClient client = client(HttpClient.Version.HTTP_2)) {
            URI uri = URI.create("https://localhost:" + named.port() + "/who");
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(uri).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(421);
        }
    }

    @Test
    void httpTwoAnswersManyAtOnce() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            assertThat(get(client, "/first").body()).isEqualTo("GET /first");
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 90)
                    .mapToObj(i -> client.sendAsync(request("/" + i).build(), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().body()).isEqualTo("GET /" + i);
            }
        }
    }

    @Test
    void httpTwoHasBodiesAndTheirLimit() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            HttpRequest fits = request("/").POST(HttpRequest.BodyPublishers.ofString("x".repeat(1000))).build();
            assertThat(client.send(fits, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("body 1000");
            HttpRequest large = request("/").POST(HttpRequest.BodyPublishers.ofString("x".repeat(2000))).build();
            assertThat(client.send(large, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(413);
            assertThat(get(client, "/long").body()).isEqualTo(StubbedEdge.LONG_TEXT);
        }
    }

    @Test
    void httpTwoRefusesPathTricks() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            for (String path : List.of("/a/%2e%2e/b", "/a//b", "/a%00b", "/a%c0%af")) {
                assertThat(get(client, path).statusCode()).as(path).isEqualTo(400);
            }
        }
    }

    @Test
    void whoDrainsAnswersWhatHttpTwoHasBegun() throws Exception {
        try (StubbedEdge draining = new StubbedEdge(keys::with);
                HttpClient client = client(HttpClient.Version.HTTP_2)) {
            URI uri = URI.create("https://localhost:" + draining.port());
            HttpRequest.Builder ask = HttpRequest.newBuilder(uri.resolve("/first"));
            assertThat(client.send(ask.build(), HttpResponse.BodyHandlers.ofString()).version())
                    .isEqualTo(HttpClient.Version.HTTP_2);
            CompletableFuture<HttpResponse<String>> held = client.sendAsync(ask.uri(uri.resolve("/hold")).build(),
                    HttpResponse.BodyHandlers.ofString());
            IncomingRequest request = draining.awaitHeld();
            draining.edge.drain(Duration.ofMillis(50));
            Waiting.until("the rest of the drain", () -> draining.edge.openRequests() == 1);
            request.loop().execute(() -> request.answer(StubbedEdge.text("done")));
            assertThat(Waiting.get("the answer", held).body()).isEqualTo("done");
            Waiting.until("the connection has ended", draining.edge::isDrained);
        }
    }

    @Test
    void aStreamedAnswerEndsItsStreamAlone() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            CompletableFuture<HttpResponse<InputStream>> asked = client.sendAsync(request("/hold").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            TestPieces pieces = TestPieces.answer(server.awaitHeld(), 200);
            try (InputStream body = Waiting.get("the head", asked).body()) {
                pieces.write("a part");
                assertThat(body.readNBytes(6)).asString().isEqualTo("a part");
                pieces.fail();
                assertThatThrownBy(body::read).isInstanceOf(IOException.class);
            }
            assertThat(pieces.isWhole()).isFalse();
            CompletableFuture<HttpResponse<byte[]>> large = client.sendAsync(request("/hold").build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            TestPieces more = TestPieces.answer(server.awaitHeld(), 200);
            more.pump(4 << 20);
            assertThat(Waiting.get("all pieces", large).body()).hasSize(4 << 20);
            assertThat(more.isWhole()).isTrue();
        }
    }

    private static void answerWith(Path file, long length) throws Exception {
        IncomingRequest request = server.awaitHeld();
        Answer answer = new Answer.Opened(200, List.of("content-type", "application/octet-stream"),
                FileChannel.open(file), List.of(new Answer.Opened.Piece("", 0, length)), "");
        request.loop().execute(() -> request.answer(answer));
    }

    @Test
    void aFileIsSentAndOneThatBecameShorterEndsTheAnswer() throws Exception {
        int size = 4 << 20;
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("large.bin"), content);
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.name().equals("HTTP_3")) {
                continue;
            }
            try (HttpClient client = client(version)) {
                CompletableFuture<HttpResponse<byte[]>> whole = client.sendAsync(request("/hold").build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                answerWith(file, size);
                assertThat(Waiting.get("the whole file", whole).body()).isEqualTo(content);
                CompletableFuture<HttpResponse<byte[]>> shorter = client.sendAsync(request("/hold").build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                answerWith(file, size + 1);
                assertThatThrownBy(() -> Waiting.get("the end of it", shorter)).hasCauseInstanceOf(IOException.class);
            }
        }
    }
}
