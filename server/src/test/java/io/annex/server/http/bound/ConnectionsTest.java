package io.annex.server.http.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.bound.Connections.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionsTest {
    private final Connections connections = new Connections(new ConnectionBounds(32, 4), "10.0.0.1"::equals);

    private Verdict enter(String address) {
        return connections.entered(address, address);
    }

    @Test
    void oneAddressHasABoundOfItsOwn() {
        for (int i = 0; i < 4; i++) {
            assertThat(enter("1.1.1.1")).isEqualTo(Verdict.TAKEN);
        }
        assertThat(enter("1.1.1.1")).isEqualTo(Verdict.TOO_MANY);
        assertThat(enter("1.1.1.2")).isEqualTo(Verdict.TAKEN);
        connections.left("1.1.1.1");
        assertThat(enter("1.1.1.1")).isEqualTo(Verdict.TAKEN);
        assertThat(connections.open()).isEqualTo(5);
        assertThat(connections.refused()).isEqualTo(1);
    }

    @Test
    void aTrustedProxyStandsForMany() {
        for (int i = 0; i < 30; i++) {
            assertThat(enter("10.0.0.1")).isEqualTo(Verdict.TAKEN);
        }
    }

    @Test
    void nearTheBoundAnIdleOneIsToGoAndAtItNobodyIsTaken() {
        for (int i = 0; i < 30; i++) {
            assertThat(enter("1.1.1." + i)).isEqualTo(Verdict.TAKEN);
        }
        assertThat(enter("2.1.1.1")).isEqualTo(Verdict.CROWDED);
        assertThat(enter("2.1.1.2")).isEqualTo(Verdict.CROWDED);
        assertThat(enter("2.1.1.3")).isEqualTo(Verdict.FULL);
        connections.left("1.1.1.1");
        assertThat(enter("2.1.1.3")).isEqualTo(Verdict.CROWDED);
    }

    @ParameterizedTest
    @CsvSource({"192.168.1.7, 192.168.1.7", "::ffff:1.2.3.4, 1.2.3.4", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
            "2001:db8:1:2:ffff::1, 2001:db8:1:2::/64", "2001:db8:1:3::1, 2001:db8:1:3::/64"})
    void aNetworkOfIpv6CountsAsOneAddress(String address, String counted) throws UnknownHostException {
        assertThat(Connections.counted(InetAddress.getByName(address))).isEqualTo(counted);
    }

    @Test
    void theDefaultsFitTheDescriptors() {
        ConnectionBounds usual = ConnectionBounds.ofThisProcess();
        assertThat(usual.neededDescriptors()).isLessThanOrEqualTo(Math.max(22, ConnectionBounds.descriptors()));
        assertThat(ConnectionBounds.of(10_000)).isEqualTo(new ConnectionBounds(10_000, 2_500));
        assertThat(ConnectionBounds.of(20)).isEqualTo(new ConnectionBounds(20, 20));
    }
}
