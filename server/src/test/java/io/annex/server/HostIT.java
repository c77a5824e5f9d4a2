package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page whose name was pointed to the server (DNS rebinding) gets nothing of
 * it, whatever it asks for.
 */
class HostIT {
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start("", "contract");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient.Reply ask(RunningServer on, InetAddress address, String path, String host,
            String... headers) throws IOException {
        try (RawClient client = new RawClient(address, on.port())) {
            return client
                    .send("GET " + path + " HTTP/1.1\r\nHost:" + host + "\r\n"
                            + String.join("", List.of(headers).stream().map(each -> each + "\r\n").toList()) + "\r\n")
                    .reply();
        }
    }

    private static RawClient.Reply ask(RunningServer on, String path, String host, String... headers)
            throws IOException {
        return ask(on, InetAddress.getLoopbackAddress(), path, host, headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/-/metrics", "/-/docs", "/-/openapi.json", "/console/widgets", "/console/assets/x",
            "/rest-api/contract/text", "/console/wb/x", "/jbackend", "/", "/nosuch"})
    void whoCameByAnotherNameGetsNothing(String path) throws IOException {
        RawClient.Reply reply = ask(server, path, "rebound.example:" + server.port());
        assertThat(reply.status()).isEqualTo(421);
        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.text()).contains("does not go by the name rebound.example:" + server.port(),
                "server.hosts of annex.yaml");
        assertThat(ask(server, path, "localhost").status()).isNotEqualTo(421);
    }

    @Test
    void healthIsForWhoeverAsks() throws IOException {
        for (String path : List.of("/-/health", "/-/health/live", "/-/health/ready")) {
            assertThat(ask(server, path, "10.1.2.3").status()).isEqualTo(200);
        }
    }

    @Test
    void anEmptyHostIsTheAddress() throws IOException {
        assertThat(ask(server, "/rest-api/contract/text", "").status()).isEqualTo(200);
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET /rest-api/contract/text HTTP/1.0\r\n\r\n").reply().status()).isEqualTo(200);
        }
    }

    @Test
    void aTrustedProxyMaySendAnyName() throws IOException {
        try (RunningServer behind = RunningServer.start("server: {trustedProxies: 127.0.0.1}\n", "contract")) {
            assertThat(ask(behind, "/rest-api/contract/text", "annex.example.org").status()).isEqualTo(200);
            assertThat(
                    ask(behind, "/rest-api/contract/text", "localhost", "X-Forwarded-Host: annex.example.org").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theNamesThatAreSaidAreAll() throws IOException {
        String yaml = "server: {hosts: [annex.example.org, 127.0.0.1], trustedProxies: [127.0.0.1]}\n";
        try (RunningServer named = RunningServer.start(yaml, "contract")) {
            String path = "/rest-api/contract/text";
            assertThat(ask(named, path, "Annex.example.org:443").status()).isEqualTo(200);
            assertThat(ask(named, path, "127.0.0.1").status()).isEqualTo(200);
            assertThat(ask(named, path, "").status()).isEqualTo(200);
            assertThat(ask(named, path, "localhost").status()).isEqualTo(421);
            assertThat(ask(named, path, "localhost", "X-Forwarded-Host: annex.example.org").status()).isEqualTo(200);
            assertThat(ask(named, path, "annex.example.org", "X-Forwarded-Host: rebound.example").status())
                    .isEqualTo(421);
            assertThat(named.log()).doesNotContain("server.hosts: not set");
        }
    }

    @Test
    void whereTheServerListensForAllItSaysSoAndTakesEveryName() throws IOException {
        try (RunningServer open = RunningServer.start("server: {host: 0.0.0.0}\n", "contract")) {
            open.awaitLog("server.hosts: not set, so requests for any name are answered");
            String path = "/rest-api/contract/text";
            assertThat(ask(open, path, "rebound.example").status()).as("by loopback").isEqualTo(421);
            List<InetAddress> others = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                    .filter(each -> !each.isLoopbackAddress() && each.getAddress().length == 4).limit(1).toList();
            for (InetAddress other : others) {
                assertThat(ask(open, other, path, "annex.example.org").status()).isEqualTo(200);
                assertThat(ask(open, other, path, other.getHostAddress()).status()).isEqualTo(200);
                assertThat(ask(open, other, path, "10.99.99.99").status()).isEqualTo(421);
            }
        }
    }
}
