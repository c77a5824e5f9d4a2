package io.annex.server.http.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostRulesTest {
    private static boolean accepted(List<String> hosts, String authority, String local) {
        return HostRules.of(hosts).accept(authority, InetAddress.ofLiteral(local));
    }

    @ParameterizedTest
    @CsvSource({"localhost, true", "localhost:8080, true", "LocalHost., true", "app.localhost:1, true",
            "127.0.0.1, true", "127.0.0.1:8080, true", "127.8.9.1, true", "[::1]:8080, true", "[::1], true",
            "[::ffff:127.0.0.1], true", "evil.example, false", "evil.example:8080, false", "evillocalhost, false",
            "localhost.evil.example, false", "127.0.0.1.evil.example, false", "192.168.1.5, false",
            "[fd00::2]:80, false", "0.0.0.0, false", "127.1, false", "2130706433, false", "0x7f000001, false",
            "::1, false", "[::1, false", "localhost:x, false", "localhost:80:80, false", ":8080, false",
            "localhost:, true", "[::1%25lo], false"})
    void byALoopbackAddressALoopbackNameIsMeant(String authority, boolean accepted) {
        assertThat(accepted(List.of(), authority, "127.0.0.1")).isEqualTo(accepted);
        assertThat(accepted(List.of(), authority, "::1")).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"annex.example.org, true", "annex.example.org:443, true", "localhost, true", "intranet, true",
            "192.168.1.5:80, true", "192.168.1.6:80, false", "127.0.0.1, false", "[::ffff:192.168.1.5], true",
            "[fd00::2], false", "[broken, false", "a:b, false"})
    void byAnotherAddressAnyNameIsMeantAndThatAddress(String authority, boolean accepted) {
        assertThat(accepted(List.of(), authority, "192.168.1.5")).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"annex.example.org, true", "ANNEX.example.org.:8443, true", "10.0.0.7:1, true", "[fd00:0:0::2]:1, true",
            "localhost, false", "127.0.0.1, false", "192.168.1.5, false", "www.annex.example.org, false",
            "example.org, false", "annex.example.org.evil.example, false"})
    void whereNamesAreSaidTheyAreAll(String authority, boolean accepted) {
        List<String> hosts = List.of("annex.example.org", "10.0.0.7", "[fd00::2]");
        assertThat(accepted(hosts, authority, "127.0.0.1")).isEqualTo(accepted);
        assertThat(accepted(hosts, authority, "192.168.1.5")).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"annex.example.org:80", "https://annex.example.org", "a b", "*.example.org", "[::1]:80", "",
            "-", "a/b"})
    void whatIsNoNameIsAnError(String text) {
        assertThatThrownBy(() -> HostRules.of(List.of(text))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text + " (expected: a name such as annex.example.org, or an address, without a port)");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false", "::1, false", "localhost, false", "0.0.0.0, true", "::, true", "10.0.0.1, true",
            "annex.internal, true"})
    void onlyALoopbackListenerIsSafeWithoutNames(String listening, boolean any) {
        assertThat(HostRules.of(List.of()).takesAnyName(listening)).isEqualTo(any);
        assertThat(HostRules.of(List.of("a")).takesAnyName(listening)).isFalse();
    }
}
