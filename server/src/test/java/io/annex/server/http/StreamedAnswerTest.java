package io.annex.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.http.PieceSink;
import io.annex.server.http.RawClient.Reply;
import io.annex.server.http.bound.ConnectionBounds;
import io.annex.server.http.bound.PaceRule;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that come piece by piece, on a real socket. */
class StreamedAnswerTest {
    private static final int MB = 1 << 20;

    private static StubbedEdge server;

    @BeforeAll
    static void start() throws IOException {
        server = new StubbedEdge();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String text(RawClient client) throws IOException {
        byte[] chunk = client.chunk();
        return chunk == null ? "closed" : new String(chunk, StandardCharsets.UTF_8);
    }

    @Test
    void theHeadAndEachPieceLeaveAtOnce() throws Exception {
        try (RawClient client = server.client().get("/hold")) {
            TestPieces pieces = TestPieces.answer(server.awaitHeld(), 201);
            Reply head = client.replyToHead();
            assertThat(head.status()).isEqualTo(201);
            assertThat(head.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(head.headers()).doesNotContainKey("content-length").containsKey("date");
            for (String piece : new String[]{"one", "", "two"}) {
                pieces.write(piece);
                if (!piece.isEmpty()) {
                    assertThat(text(client)).isEqualTo(piece);
                }
            }
            pieces.end();
            assertThat(client.chunk()).isEmpty();
            assertThat(pieces.isWhole()).isTrue();
            assertThat(client.get("/next").reply().text()).isEqualTo("GET /next");
        }
    }

    @Test
    void whoDoesNotReadStopsWhoWrites() throws Exception {
        try (RawClient client = server.client().get("/hold")) {
            TestPieces pieces = TestPieces.answer(server.awaitHeld(), 200);
            client.replyToHead();
            pieces.pump(64L * MB);
            // What the two sockets take besides is the system's to say.
            Waiting.until("no more is written", () -> server.edge.budget().used() >= PieceSink.WINDOW / 2);
            assertThat(pieces.written.get()).isLessThan(32L * MB);
            assertThat(server.edge.budget().used()).isLessThanOrEqualTo(PieceSink.WINDOW + (16 << 10));
            long received = 0;
            for (byte[] chunk = client.chunk(); chunk != null && chunk.length > 0; chunk = client.chunk()) {
                received += chunk.length;
            }
            assertThat(received).isEqualTo(64L * MB);
            assertThat(pieces.isWhole()).isTrue();
            assertThat(server.edge.budget().used()).isZero();
        }
    }

    @Test
    void smallPiecesThatHaveToWaitLeaveTogether() throws Exception {
        try (RawClient client = server.client().get("/hold")) {
            TestPieces pieces = TestPieces.answer(server.awaitHeld(), 200);
            client.replyToHead();
            pieces.write("a".repeat(16 * MB));
            for (int i = 0; i < 1000; i++) {
                pieces.write(Integer.toString(i % 10));
            }
            pieces.end();
            assertThat(client.chunk()).hasSize(16 * MB);
            StringBuilder all = new StringBuilder();
            int chunks = 0;
            for (String chunk = text(client); !chunk.isEmpty(); chunk = text(client)) {
                all.append(chunk);
                chunks++;
            }
            assertThat(all).hasToString("0123456789".repeat(100));
            assertThat(chunks).isLessThan(40);
            assertThat(pieces.isWhole()).isTrue();
        }
    }

    @Test
    void whatBreaksOffEndsTheConnection() throws Exception {
        try (RawClient client = server.client().get("/hold")) {
            TestPieces pieces = TestPieces.answer(server.awaitHeld(), 200);
            client.replyToHead();
            pieces.write("a part");
            assertThat(text(client)).isEqualTo("a part");
            pieces.fail();
            assertThat(client.chunk()).as("no last chunk").isNull();
            assertThat(pieces.isWhole()).isFalse();
        }
    }

    @Test
    void whoLeavesEndsTheAnswer() throws Exception {
        TestPieces pieces;
        try (RawClient client = server.client().get("/hold")) {
            pieces = TestPieces.answer(server.awaitHeld(), 200);
            client.replyToHead();
        }
        assertThat(pieces.isWhole()).isFalse();
        // Late, and for nobody.
        pieces.write("more");
        pieces.end();
        Waiting.until("nothing is open", () -> server.edge.openRequests() == 0);
    }

    @Test
    void whatHasNoBodyHasNoPieces() throws Exception {
        try (RawClient client = server.client()) {
            client.send("HEAD /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
            TestPieces head = TestPieces.answer(server.awaitHeld(), 200);
            assertThat(client.replyToHead().headers()).doesNotContainKey("content-length");
            assertThat(head.isWhole()).isFalse();
            client.get("/hold");
            TestPieces none = TestPieces.answer(server.awaitHeld(), 204);
            assertThat(client.replyToHead().headers()).doesNotContainKey("transfer-encoding");
            assertThat(none.isWhole()).isFalse();
            assertThat(client.get("/next").reply().text()).isEqualTo("GET /next");
        }
    }

    @Test
    void aClientOfOldGetsItUntilTheConnectionEnds() throws Exception {
        try (RawClient client = server.client()) {
            client.send("GET /hold HTTP/1.0\r\nHost: localhost\r\n\r\n");
            TestPieces pieces = TestPieces.answer(server.awaitHeld(), 200);
            assertThat(client.replyToHead().headers()).doesNotContainKey("transfer-encoding");
            pieces.write("5\r\nhello\r\n");
            assertThat(text(client)).as("sent as it is").isEqualTo("hello");
            pieces.end();
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aClientOfOldCanTellAPartFromTheWhole() throws Exception {
        try (RawClient client = server.client()) {
            client.send("GET /hold HTTP/1.0\r\nHost: localhost\r\n\r\n");
            TestPieces pieces = TestPieces.answer(server.awaitHeld(), 200);
            client.replyToHead();
            pieces.fail();
            assertThatThrownBy(client::isClosed).as("a reset, as its end would be that of the body")
                    .isInstanceOf(SocketException.class);
            assertThat(pieces.isWhole()).isFalse();
        }
    }

    @Test
    void onlyWhatWaitsHasToGoAtAPace() throws Exception {
        PaceRule rule = new PaceRule(Duration.ofMillis(300), 240, Duration.ofMillis(600));
        try (StubbedEdge strict = new StubbedEdge(
                o -> new EdgeOptions(o.host(), o.port(), o.loops(), o.tls(), o.trustedProxies(), o.hosts(),
                        StubbedEdge.limits(Duration.ofSeconds(10), rule, Duration.ofMillis(300),
                                ConnectionBounds.of(1000), 64 * MB),
                        false));
                RawClient idle = strict.client().get("/hold");
                RawClient slow = strict.client()) {
            TestPieces events = TestPieces.answer(strict.awaitHeld(), 200);
            assertThat(idle.replyToHead().status()).isEqualTo(200);
            slow.get("/hold");
            TestPieces much = TestPieces.answer(strict.awaitHeld(), 200);
            much.pump(64L * MB);
            assertThat(much.isWhole()).as("its client takes nothing").isFalse();
            // By now it had nothing to send for as long as the other one was given.
            assertThat(events.isClosed()).isFalse();
            events.write("late");
            assertThat(text(idle)).isEqualTo("late");
        }
    }
}
