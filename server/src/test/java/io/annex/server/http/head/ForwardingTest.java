package io.annex.server.http.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 10.0.0.0/8 and fd00::/8 are proxies of ours; the peer is one. */
class ForwardingTest {
    private static final TrustedProxies PROXIES = TrustedProxies.of(Set.of("10.0.0.0/8", "fd00::/8"));

    private static Forwarding read(Map<String, List<String>> fields) {
        return Forwarding.read("10.0.0.1", PROXIES, name -> fields.getOrDefault(name, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.2.3.4                             | 1.2.3.4
            1.2.3.4:8080                        | 1.2.3.4
            [2001:db8::1]                       | 2001:db8::1
            [2001:DB8::1]:443                   | 2001:db8::1
            2001:db8::1                         | 2001:db8::1
            ::ffff:1.2.3.4                      | 1.2.3.4
            [::ffff:1.2.3.4]:80                 | 1.2.3.4
            6.6.6.6, 1.2.3.4:1, 10.9.9.9:2      | 1.2.3.4
            6.6.6.6, [2001:db8::1]:5, [fd00::7]:5 | 2001:db8::1
            10.2.2.2, 10.3.3.3                  | 10.2.2.2
            1.2.3.4, ::ffff:10.0.0.9            | 1.2.3.4
            unknown                             | 10.0.0.1
            1.2.3.4, unknown                    | 10.0.0.1
            1.2.3.4, unknown, 10.0.0.2          | 10.0.0.2
            _hidden                             | 10.0.0.1
            1.2.3                               | 10.0.0.1
            1.2.3.4:x                           | 10.0.0.1
            1.2.3.4:                            | 10.0.0.1
            [2001:db8::1                        | 10.0.0.1
            [1.2.3.4]                           | 10.0.0.1
            [2001:db8::1]x                      | 10.0.0.1
            2001:db8::1%eth0                    | 10.0.0.1
            evil.example                        | 10.0.0.1
            """)
    void theClientIsTheLastWhoIsNoProxyOfOurs(String list, String client) {
        assertThat(read(Map.of("x-forwarded-for", List.of(list))).client()).isEqualTo(client);
        assertThat(read(Map.of("x-forwarded-for", List.of(list.split(", ")))).client()).as("in a field each")
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # X-Forwarded-For        | X-Forwarded-Proto | scheme
            1.2.3.4                  | https             | https
            1.2.3.4                  | HTTPS             | https
            1.2.3.4                  | Http              | http
            1.2.3.4                  | wss               | ''
            1.2.3.4                  | ''                | ''
            1.2.3.4, 10.0.0.2        | https, http       | https
            1.2.3.4, 10.0.0.2        | https,HTTP        | https
            6.6.6.6, 1.2.3.4         | https, http       | http
            1.2.3.4, 10.0.0.2        | https             | https
            1.2.3.4                  | https, http       | http
            ''                       | https             | https
            """)
    void theSchemeIsTheOneOfTheClient(String chain, String schemes, String scheme) {
        assertThat(read(Map.of("x-forwarded-for", List.of(chain), "x-forwarded-proto", List.of(schemes))).scheme())
                .isEqualTo(scheme);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shop.example             | shop.example
            evil.example, shop.example:8443 | shop.example:8443
            a b                      | ''
            me@shop.example          | ''
            """)
    void theHostIsWhatTheNearestProxySays(String hosts, String host) {
        assertThat(read(Map.of("x-forwarded-for", List.of("1.2.3.4"), "x-forwarded-host", List.of(hosts))).host())
                .isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # Forwarded                                                   | client      | scheme | host
            for=1.2.3.4                                                   | 1.2.3.4     | ``     | ``
            For="1.2.3.4:8080";Proto=HTTPS;Host=shop.example              | 1.2.3.4     | https  | shop.example
            for="[2001:db8::1]:4711"                                      | 2001:db8::1 | ``     | ``
            for="[2001:db8::1]:_port"; proto=http                         | 2001:db8::1 | http   | ``
            for=1.2.3.4:80;proto=https                                    | 1.2.3.4     | https  | ``
            for=6.6.6.6, for=1.2.3.4;proto=http, for=10.0.0.2;proto=https | 1.2.3.4     | http   | ``
            for=1.2.3.4;host="shop.example:8443", for=10.0.0.2            | 1.2.3.4     | ``     | shop.example:8443
            for=1.2.3.4;host=evil.example, for=5.6.7.8;host=shop.example  | 5.6.7.8     | ``     | shop.example
            for=1.2.3.4, for=_hidden;proto=https                          | 10.0.0.1    | https  | ``
            for=unknown;proto=https                                       | 10.0.0.1    | https  | ``
            by=10.0.0.1;proto=https                                       | 10.0.0.1    | https  | ``
            for="1.2.\\3.4"                                               | 1.2.3.4     | ``     | ``
            , for=1.2.3.4 ,                                               | 1.2.3.4     | ``     | ``
            for=1.2.3.4;ext="a,b;c"                                       | 1.2.3.4     | ``     | ``
            for=1.2.3.4;host="a b"                                        | 1.2.3.4     | ``     | ``
            """)
    void forwardedIsReadAsTheStandardHasIt(String text, String client, String scheme, String host) {
        assertThat(read(Map.of("forwarded", List.of(text)))).isEqualTo(new Forwarding(client, scheme, host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "for", "=1.2.3.4", "for=\"1.2.3.4", "for=\"1.2.3.4\\", "for=1.2.3.4;for=5.6.7.8",
            "for=1.2.3.4 proto=https", "fo r=1.2.3.4", "for=1.2.3.4;\"", "for=\"1.2.3.4\"x"})
    void whatIsNotWellFormedSaysNothing(String text) {
        assertThat(read(Map.of("forwarded", List.of(text)))).isEqualTo(new Forwarding("10.0.0.1", "", ""));
    }

    @Test
    void ofTwoKindsTheOneThatProxiesWriteCounts() {
        Forwarding read = read(Map.of("forwarded", List.of("for=6.6.6.6;proto=https;host=evil.example"),
                "x-forwarded-for", List.of("1.2.3.4")));
        assertThat(read).isEqualTo(new Forwarding("1.2.3.4", "", ""));
        assertThat(read(Map.of("forwarded", List.of("for=6.6.6.6"), "x-forwarded-proto", List.of("https"))).client())
                .isEqualTo("10.0.0.1");
    }
}
