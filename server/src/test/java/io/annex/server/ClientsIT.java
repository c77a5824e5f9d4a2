package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.RawClient;
import io.annex.server.http.RawClient.Reply;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Hostile clients that nobody knows: they ask and do not read, announce and do
 * not send, connect and stay. Others notice nothing.
 */
class ClientsIT {
    private static final int MB = 1 << 20;
    private static final String SMALL = "/rest-api/clients/small";
    private static final String LARGE = "/rest-api/clients/large";

    private static RunningServer server;

    private final List<RawClient> clients = new ArrayList<>();
    private RawClient observer;

    @BeforeAll
    static void start() {
        server = RunningServer.start("""
                server:
                  buffered: 24 MB
                  connections: 400
                  connectionsPerAddress: 300
                """, "clients");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void observe() throws IOException {
        observer = new RawClient(server.port());
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(server.port());
        clients.add(client);
        return client;
    }

    @AfterEach
    void allIsBackWhenTheyHaveGone() throws IOException {
        for (RawClient each : clients) {
            each.close();
        }
        Waiting.until("nothing is held", () -> metric("annex_buffered_bytes") == 0 && metric("annex_connections") < 20);
        try (RawClient other = new RawClient(server.port())) {
            assertThat(other.get(LARGE).reply().body()).hasSize(4 * MB);
        }
        observer.close();
    }

    /** On a connection of its own, which is there before the crowd. */
    private double metric(String name) {
        String page;
        try {
            page = observer.get("/-/metrics").reply().text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.lines().filter(line -> line.startsWith(name + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).findFirst().orElse(-1);
    }

    @Test
    void whoDoesNotReadLocksNobodyOut() throws IOException {
        for (int i = 0; i < 40; i++) {
            client().get(LARGE);
            assertThat(observer.get(SMALL).reply().text()).isEqualTo("small");
            assertThat(metric("annex_buffered_bytes")).isLessThanOrEqualTo(24 * MB);
        }
        Waiting.until("the first are cut", () -> metric("annex_buffered_cut_total") > 0);
        // Who has not stood still for long may keep its room a moment more: then a
        // newcomer gets a 503, and asks again.
        Waiting.until("a client that reads is served", () -> answered(LARGE).status() == 200);
        server.awaitLog("server.buffered");
    }

    /** The answer to somebody new, read whole. */
    private Reply answered(String target) {
        try (RawClient reader = new RawClient(server.port())) {
            Reply reply = reader.get(target).reply();
            assertThat(reply.status()).isIn(200, 503);
            if (reply.status() == 200) {
                assertThat(reply.body()).hasSize(4 * MB);
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsAnnouncedIsNotHeld() throws IOException {
        for (int i = 0; i < 200; i++) {
            client().send("POST /rest-api/clients/body HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                    + "Content-Length: 10000000\r\n\r\nx");
        }
        Waiting.until("all are there", () -> metric("annex_connections") >= 200);
        assertThat(metric("annex_buffered_bytes")).isZero();
        assertThat(observer.get(SMALL).reply().text()).isEqualTo("small");
    }

    @Test
    void oneAddressHasNotAllConnections() throws IOException {
        while (clients.size() < 320) {
            client();
        }
        Waiting.until("some are refused", () -> metric("annex_connections_refused_total") > 0);
        assertThat(metric("annex_connections")).isLessThanOrEqualTo(300);
    }
}
