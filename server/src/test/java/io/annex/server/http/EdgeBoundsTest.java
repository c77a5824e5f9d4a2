package io.annex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.RawClient.Reply;
import io.annex.server.http.bound.ConnectionBounds;
import io.annex.server.http.bound.PaceRule;
import io.annex.server.http.head.TrustedProxies;
import io.annex.testing.Pace;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients may take of the edge, all together. */
class EdgeBoundsTest {
    private static final int MB = 1 << 20;
    private static final PaceRule USUAL = new PaceRule(Duration.ofSeconds(10), 240, Duration.ofSeconds(60));

    @TempDir
    private Path uploads;

    private final List<RawClient> clients = new ArrayList<>();

    private static StubbedEdge edge(PaceRule pace, ConnectionBounds connections, long buffered, String... proxies)
            throws IOException {
        return new StubbedEdge(
                o -> new EdgeOptions(o.host(), o.port(), o.loops(), null, TrustedProxies.of(Set.of(proxies)), o.hosts(),
                        StubbedEdge.limits(Duration.ofSeconds(10), pace, Duration.ofSeconds(60), connections, buffered),
                        false));
    }

    private RawClient client(StubbedEdge edge) throws IOException {
        RawClient client = edge.client();
        clients.add(client);
        return client;
    }

    private RawClient announcing(StubbedEdge edge, int bytes, String begin) throws IOException {
        return client(edge)
                .send("POST /large HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes + "\r\n\r\n" + begin);
    }

    private void leave() throws IOException {
        for (RawClient each : clients) {
            each.close();
        }
    }

    // ---- connections
    // -----------------------------------------------------------------------------------------------

    @Test
    void beyondTheBoundOfAnAddressConnectionsAreRefusedUntilOneGoes() throws IOException {
        try (StubbedEdge edge = edge(USUAL, new ConnectionBounds(100, 3), 64 * MB)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client(edge).get("/").reply().status()).isEqualTo(200);
            }
            Reply refused = client(edge).get("/").reply();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.text()).contains("\"reason\":\"connections\"");
            assertThat(edge.edge.refusedConnections()).isEqualTo(1);
            clients.getFirst().close();
            Waiting.until("the connection has gone", () -> edge.edge.openConnections() == 2);
            assertThat(client(edge).get("/").reply().status()).isEqualTo(200);
            leave();
        }
    }

    @Test
    void aTrustedProxyHasNoBoundOfItsOwn() throws IOException {
        try (StubbedEdge edge = edge(USUAL, new ConnectionBounds(100, 3), 64 * MB, "127.0.0.1")) {
            for (int i = 0; i < 10; i++) {
                assertThat(client(edge).get("/").reply().status()).isEqualTo(200);
            }
            leave();
        }
    }

    @Test
    void theLongestIdleConnectionGoesForANewOneAndWhoWaitsForAnAnswerStays() throws IOException {
        try (StubbedEdge edge = edge(USUAL, new ConnectionBounds(16, 16), 64 * MB)) {
            RawClient waiting = client(edge).get("/hold");
            var held = edge.awaitHeld();
            for (int i = 0; i < 100; i++) {
                int before = i;
                assertThat(client(edge).get("/" + i).reply().status()).as("connection %s", before).isEqualTo(200);
                Waiting.until("there is room", () -> edge.edge.openConnections() < 16);
            }
            assertThat(clients.get(1).isClosed()).isTrue();
            held.loop().execute(() -> held.answer(StubbedEdge.text("done")));
            assertThat(waiting.reply().text()).isEqualTo("done");
            leave();
        }
    }

    @Test
    void whereAllWaitForAnswersNoMoreAreTaken() throws IOException {
        try (StubbedEdge edge = edge(USUAL, new ConnectionBounds(16, 16), 64 * MB)) {
            for (int i = 0; i < 16; i++) {
                client(edge).get("/hold");
                edge.awaitHeld();
            }
            assertThat(client(edge).get("/").reply().status()).isEqualTo(503);
            leave();
        }
    }

    // ---- answers
    // ---------------------------------------------------------------------------------------------------

    @Test
    void anAnswerCountsUntilItHasLeftAndItsExchangeIsNotOverBefore() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 16 * MB)) {
            RawClient client = client(edge).get("/bytes/" + 8 * MB);
            Waiting.until("the answer is there", () -> edge.edge.budget().used() == 8 * MB);
            edge.edge.drain(Duration.ofMillis(50));
            Pace.pause(Duration.ofSeconds(1));
            assertThat(edge.edge.openRequests()).isEqualTo(1);
            assertThat(edge.edge.isDrained()).isFalse();
            assertThat(edge.edge.budget().used()).isEqualTo(8 * MB);
            assertThat(client.reply().body()).hasSize(8 * MB);
            Waiting.until("it is over", () -> edge.edge.openRequests() == 0 && edge.edge.budget().used() == 0);
            Waiting.until("the drain is over", edge.edge::isDrained);
            leave();
        }
    }

    @Test
    void whoDoesNotReadIsCutForWhoDoes() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 32 * MB)) {
            for (int i = 0; i < 60; i++) {
                client(edge).get("/bytes/" + 4 * MB);
                Pace.pause(Duration.ofMillis(20));
                assertThat(edge.edge.budget().used()).isLessThanOrEqualTo(32 * MB);
            }
            for (int i = 0; i < 10; i++) {
                try (RawClient reader = edge.client()) {
                    Reply reply = reader.get("/bytes/" + 4 * MB).reply();
                    assertThat(reply.status()).isEqualTo(200);
                    assertThat(reply.body()).hasSize(4 * MB);
                }
            }
            assertThat(edge.edge.budget().cut()).isPositive();
            leave();
            Waiting.until("nothing is held", () -> edge.edge.budget().used() == 0 && edge.edge.openRequests() == 0);
        }
    }

    @Test
    void anAnswerThatFindsNoRoomIsRefused() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 2 * MB)) {
            Reply refused = client(edge).get("/bytes/" + 3 * MB).reply();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.text()).contains("\"reason\":\"buffered\"");
            assertThat(clients.getLast().get("/bytes/" + MB).reply().body()).hasSize(MB);
            leave();
        }
    }

    @Test
    void whoTakesNothingIsCutInTime() throws IOException {
        PaceRule rule = new PaceRule(Duration.ofSeconds(10), 240, Duration.ofSeconds(1));
        try (StubbedEdge edge = edge(rule, ConnectionBounds.of(1000), 64 * MB)) {
            client(edge).get("/bytes/" + 16 * MB);
            Waiting.until("the answer is there", () -> edge.edge.budget().used() == 16 * MB);
            Waiting.until("it is given up", () -> edge.edge.budget().used() == 0 && edge.edge.openConnections() == 0);
            leave();
        }
    }

    @Test
    void aSlowDownloadIsNotCut() throws IOException {
        // Without a request the connection would be closed after one second.
        try (StubbedEdge edge = new StubbedEdge(o -> new EdgeOptions(o.host(), o.port(), o.loops(), null,
                o.trustedProxies(), o.hosts(), StubbedEdge.limits(Duration.ofSeconds(10), USUAL, Duration.ofSeconds(1),
                        ConnectionBounds.of(1000), 64 * MB),
                false))) {
            int size = 12 * MB;
            RawClient client = client(edge).get("/bytes/" + size);
            assertThat(client.slowReply(200, Duration.ofMillis(25)).body()).hasSize(size);
            assertThat(client.get("/").reply().status()).isEqualTo(200);
            leave();
        }
    }

    /**
     * Answers that are small count in no budget, so what counts is that only a few
     * of them are made for a client that does not take them.
     */
    @Test
    void whoAsksOnWithoutReadingIsAnsweredWhenItReads() throws IOException {
        int many = 1000;
        int some = 64;
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 64 * MB)) {
            RawClient client = client(edge);
            client.send("GET /bytes/8000 HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(many));
            Waiting.until("some are answered", () -> !edge.targets.isEmpty());
            for (int i = 0; i < 20; i++) {
                Pace.pause(Duration.ofMillis(50));
                assertThat(edge.edge.openRequests()).as("begun, and not on their way").isLessThan(some);
            }
            for (int i = 0; i < many; i++) {
                assertThat(client.reply().body()).hasSize(8000);
            }
            leave();
        }
    }

    // ---- heads
    // -----------------------------------------------------------------------------------------------------

    @Test
    void largeHeadsCountUntilTheyAreAnswered() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), MB)) {
            for (int i = 0; i < 100; i++) {
                client(edge).trySend("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: 123456789\r\n".repeat(2000));
                assertThat(edge.edge.budget().used()).isLessThanOrEqualTo(MB);
            }
            Waiting.until("some are refused or cut", () -> edge.edge.budget().refused() + edge.edge.budget().cut() > 0);
            leave();
            Waiting.until("nothing is held", () -> edge.edge.budget().used() == 0);
            Reply whole = client(edge).get("/", "X: 123456789\r\n".repeat(2000) + "Y: z").reply();
            assertThat(whole.status()).isEqualTo(200);
            Waiting.until("nothing is held", () -> edge.edge.budget().used() == 0);
            leave();
        }
    }

    // ---- bodies
    // ----------------------------------------------------------------------------------------------------

    @Test
    void whatIsAnnouncedTakesNoRoom() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 4 * MB)) {
            for (int i = 0; i < 100; i++) {
                announcing(edge, 10 * MB, "x");
            }
            Waiting.until("all are there", () -> edge.edge.openRequests() == 100);
            assertThat(edge.edge.budget().used()).isZero();
            assertThat(client(edge).get("/").reply().status()).isEqualTo(200);
            leave();
            Waiting.until("all have gone", () -> edge.edge.openRequests() == 0);
        }
    }

    @Test
    void bodiesThatStandStillAreCutForOthers() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 16 * MB)) {
            for (int i = 0; i < 7; i++) {
                announcing(edge, 2 * MB, "x".repeat(MB));
            }
            Waiting.until("they are held", () -> edge.edge.budget().used() >= 7 * MB);
            Pace.pause(Duration.ofMillis(1100));
            for (int i = 0; i < 3; i++) {
                Reply other = announcing(edge, 3 * MB, "y".repeat(3 * MB)).reply();
                assertThat(other.text()).isEqualTo("body " + 3 * MB);
            }
            // Which one is chance: all hold the same.
            List<RawClient> still = List.copyOf(clients.subList(0, 7));
            Waiting.until("one of them is cut", () -> still.stream().anyMatch(RawClient::isAnswered));
            Reply cut = still.stream().filter(RawClient::isAnswered).findFirst().orElseThrow().reply();
            assertThat(cut.status()).isEqualTo(503);
            assertThat(cut.header("retry-after")).isEqualTo("1");
            assertThat(cut.header("connection")).isEqualTo("close");
            assertThat(cut.text()).contains("\"reason\":\"buffered\"");
            assertThat(edge.edge.budget().cut()).isPositive();
            leave();
            Waiting.until("nothing is held", () -> edge.edge.budget().used() == 0);
        }
    }

    @Test
    void aFormCountsWithItsFieldsAndNotWithItsFiles() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 8 * MB)) {
            edge.uploads = uploads;
            String field = "--b\r\nContent-Disposition: form-data; name=f\r\n\r\n" + "x".repeat(40_000) + "\r\n";
            RawClient client = client(edge);
            client.send("POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                    + "Content-Length: 90000\r\n\r\n" + field);
            Waiting.until("the field is held", () -> edge.edge.budget().used() >= 40_000);
            client.send("--b\r\nContent-Disposition: form-data; name=g; filename=g\r\n\r\n" + "y".repeat(40_000));
            Waiting.until("the file is on the disk",
                    () -> edge.edge.budget().used() >= 40_000 && edge.edge.budget().used() < 50_000);
            leave();
            Waiting.until("nothing is held", () -> edge.edge.budget().used() == 0);
        }
    }

    @Test
    void aBodyThatFindsNoRoomIsRefused() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 2 * MB)) {
            Reply refused = announcing(edge, 8 * MB, "x".repeat(5 * MB)).reply();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("\"reason\":\"buffered\"");
            assertThat(announcing(edge, MB, "x".repeat(MB)).reply().text()).isEqualTo("body " + MB);
            leave();
            Waiting.until("nothing is held", () -> edge.edge.budget().used() == 0);
        }
    }

    @Test
    void aBodyCountsUntilItsExchangeIsAnswered() throws IOException {
        try (StubbedEdge edge = edge(USUAL, ConnectionBounds.of(1000), 8 * MB)) {
            RawClient client = client(edge);
            client.send("POST /hold-body HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + MB + "\r\n\r\n"
                    + "x".repeat(MB));
            var held = edge.awaitHeld();
            assertThat(edge.edge.budget().used()).isEqualTo(MB);
            client.close();
            Waiting.until("its going is noticed", () -> edge.edge.openRequests() == 0);
            assertThat(edge.edge.budget().used()).as("others have it still").isEqualTo(MB);
            held.loop().execute(held::released);
            Waiting.until("nothing is held", () -> edge.edge.budget().used() == 0);
        }
    }

    @Test
    void aBodyThatCameFastAndStandsStillIsGivenUp() throws IOException {
        PaceRule rule = new PaceRule(Duration.ofSeconds(10), 240, Duration.ofSeconds(1));
        try (StubbedEdge edge = edge(rule, ConnectionBounds.of(1000), 8 * MB)) {
            assertThat(announcing(edge, 2 * MB, "x".repeat(MB)).reply().status()).isEqualTo(408);
            Waiting.until("nothing is held", () -> edge.edge.budget().used() == 0);
            leave();
        }
    }
}
