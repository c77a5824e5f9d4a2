package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ways round the grants, through {@code fetch} of a started server. A server
 * waits on all addresses of this machine and must see none of them.
 */
class GrantsIT {
    private static Peer everywhere;
    private static RunningServer none;
    private static RunningServer some;

    @BeforeAll
    static void start() {
        everywhere = Peer.on("::");
        none = RunningServer.start("", "outbound");
        some = RunningServer.start("""
                addons:
                  outbound:
                    grants:
                      hosts: [granted.annex.test, "*.below.annex.test", "port.annex.test:%d", "mail.annex.test:25"]
                      networks: [127.0.0.2, 127.1.0.0/16]
                """.formatted(everywhere.port()), "outbound");
    }

    @AfterAll
    static void stop() {
        none.close();
        some.close();
        everywhere.close();
    }

    private static JsonNode call(RunningServer on, String url) {
        String code = "return (await fetch(" + JsonMapper.shared().writeValueAsString(url) + ")).status";
        String body = JsonMapper.shared().createObjectNode().put("code", code).toString();
        return Http.json(Http.send(Http.request(on.uri("/rest-api/outbound/run"), "content-type", "application/json")
                .POST(BodyPublishers.ofString(body)).build()));
    }

    private static String url(String template) {
        return template.replace("PORT", Integer.toString(everywhere.port()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # how it is written                               | what is said
            http://127.0.0.1:PORT/                            | 127.0.0.1 is no public address (loopback
            http://127.1:PORT/                                | 127.0.0.1 is no public address
            http://127.0.1:PORT/                              | 127.0.0.1 is no public address
            http://2130706433:PORT/                           | 127.0.0.1 is no public address
            http://0x7f000001:PORT/                           | 127.0.0.1 is no public address
            http://0x7f.0x0.0x0.0x1:PORT/                     | 127.0.0.1 is no public address
            http://0x7f.1:PORT/                               | 127.0.0.1 is no public address
            http://0X7F.1:PORT/                               | 127.0.0.1 is no public address
            http://0177.0.0.01:PORT/                          | 127.0.0.1 is no public address
            http://017700000001:PORT/                         | 127.0.0.1 is no public address
            http://127.0.0.1.:PORT/                           | 127.0.0.1 is no public address
            http://127.%30.0.1:PORT/                          | 127.0.0.1 is no public address
            http://%31%32%37.0.0.1:PORT/                      | 127.0.0.1 is no public address
            http://①②⑦.⓪.⓪.①:PORT/                          | 127.0.0.1 is no public address
            http://127。0。0。1:PORT/                          | 127.0.0.1 is no public address
            http:\\\\127.0.0.1:PORT/                          | 127.0.0.1 is no public address
            http:127.0.0.1:PORT/                              | 127.0.0.1 is no public address
            http:////127.0.0.1:PORT/                          | 127.0.0.1 is no public address
            HtTp://127.0.0.1:PORT/                            | 127.0.0.1 is no public address
            https://127.0.0.1:PORT/                           | 127.0.0.1 is no public address
            http://127.0.0.1:0PORT/                           | 127.0.0.1 is no public address
            http://127.255.255.254:PORT/                      | loopback
            http://0.0.0.0:PORT/                              | this network
            http://0:PORT/                                    | this network
            http://[::1]:PORT/                                | loopback
            http://[0:0:0:0:0:0:0:1]:PORT/                    | loopback
            http://[::]:PORT/                                 | unspecified
            http://[::ffff:127.0.0.1]:PORT/                   | 127.0.0.1 is no public address
            http://[::ffff:7f00:1]:PORT/                      | 127.0.0.1 is no public address
            http://[::127.0.0.1]:PORT/                        | IPv4-compatible
            http://[::ffff:0:127.0.0.1]:PORT/                 | IPv4-translated
            http://[64:ff9b::127.0.0.1]:PORT/                 | 127.0.0.1 is no public address
            http://[64:ff9b:1::7f00:1]:PORT/                  | translation within a site
            http://[2002:7f00:1::]:PORT/                      | 6to4
            http://[2001:0:7f00:1::]:PORT/                    | Teredo
            http://[fe80::1]:PORT/                            | link-local
            http://[fe80::1%25lo]:PORT/                       | expected: an absolute http or https URL
            http://[fe80::1%lo]:PORT/                         | expected: an absolute http or https URL
            http://[::1%25lo]:PORT/                           | expected: an absolute http or https URL
            http://[fd00:ec2::254]/latest/meta-data/          | private, RFC 4193
            http://[fec0::1]:PORT/                            | private, RFC 3879
            http://[ff02::1]:PORT/                            | multicast
            http://[100::1]:PORT/                             | discarded
            http://[2001:db8::1]:PORT/                        | for documentation
            http://[4000::1]:PORT/                            | not global unicast
            http://localhost:PORT/                            | localhost leads to no public address
            http://LOCALHOST:PORT/                            | localhost leads to no public address
            http://localhost.:PORT/                           | fetch failed: GET http://localhost.
            http://ｌｏｃａｌｈｏｓｔ:PORT/                     | localhost leads to no public address
            http://169.254.169.254/latest/meta-data/          | link-local
            http://2852039166/latest/meta-data/               | 169.254.169.254 is no public address
            http://[::ffff:a9fe:a9fe]/latest/meta-data/       | 169.254.169.254 is no public address
            http://10.0.0.1/                                  | private, RFC 1918
            http://172.16.0.1/                                | private, RFC 1918
            http://172.31.255.255/                            | private, RFC 1918
            http://192.168.1.1/                               | private, RFC 1918
            http://100.64.0.1/                                | shared by a provider
            http://198.18.0.1/                                | for benchmarks
            http://192.0.0.1/                                 | reserved for protocols
            http://192.0.2.1/                                 | for documentation
            http://192.88.99.1/                               | 6to4 relays
            http://224.0.0.1/                                 | multicast
            http://240.0.0.1/                                 | reserved or broadcast
            http://255.255.255.255/                           | reserved or broadcast
            http://public@127.0.0.1:PORT/                     | user name or password
            http://93.184.216.34:80@127.0.0.1:PORT/           | user name or password
            http://127.0.0.1:PORT#@93.184.216.34/             | 127.0.0.1 is no public address
            http://127.0.0.1:PORT\\\\@93.184.216.34/          | 127.0.0.1 is no public address
            http://127.0.0.1:25/                              | port 25 is another protocol's
            http://127.0.0.1:6667/                            | port 6667 is another protocol's
            http://127.0.0.1:0/                               | port 0 does not exist
            http://127.0.0.1:65536/                           | expected: an absolute http or https URL
            file:///etc/passwd                                | expected: http or https
            ftp://127.0.0.1:PORT/                             | expected: http or https
            gopher://127.0.0.1:PORT/_x                        | expected: http or https
            unix:/var/run/docker.sock                         | expected: http or https
            http+unix://127.0.0.1:PORT/                       | expected: http or https
            ws://127.0.0.1:PORT/                              | expected: http or https
            javascript:1                                      | expected: http or https
            //127.0.0.1:PORT/                                 | expected: an absolute http or https URL
            http://256.256.256.256/                           | expected: an absolute http or https URL
            http://127.0.0.1.1:PORT/                          | expected: an absolute http or https URL
            """)
    void noWayOfWritingAnAddressLeadsToIt(String written, String said) {
        int before = everywhere.accepted.get();
        JsonNode answer = call(none, url(written));
        assertThat(answer.path("error").asString()).contains(said);
        assertThat(everywhere.accepted.get()).isEqualTo(before);
    }

    @Test
    void aRefusalSaysWhichGrantIsMissing() {
        assertThat(call(none, url("http://10.20.1.5/items?secret=1")).path("error").asString()).isEqualTo(
                "fetch failed: GET http://10.20.1.5/items: 10.20.1.5 is no public address (private, RFC 1918): "
                        + "add 'networks: [10.20.1.5/32]' under addons.outbound.grants in annex.yaml");
    }

    @Test
    void aRefusalDoesNotTellWhereANameLeads() {
        TestNames.answer("db.annex.test", "127.0.0.1");
        String error = url(
                "fetch failed: GET http://db.annex.test:PORT/items: db.annex.test leads to no public address: "
                        + "add 'hosts: [db.annex.test]' under addons.outbound.grants in annex.yaml");
        assertThat(call(none, url("http://db.annex.test:PORT/items?secret=1")).path("error").asString())
                .isEqualTo(error);
        TestNames.answer("db.annex.test", "10.1.2.3");
        assertThat(call(none, url("http://db.annex.test:PORT/items?secret=1")).path("error").asString())
                .as("another address, the same words").isEqualTo(error);
        // The operator is told; once, however often it is called.
        String told = "db.annex.test of add-on outbound was refused: 127.0.0.1 is no public address (loopback, RFC 1122): "
                + "add 'networks: [127.0.0.1/32]' or 'hosts: [db.annex.test]' under addons.outbound.grants in annex.yaml";
        none.awaitLog(told);
        assertThat(none.log()).containsOnlyOnce("db.annex.test of add-on outbound was refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            private.annex.test  | 10.1.2.3
            metadata.annex.test | 169.254.169.254
            six.annex.test      | ::1
            mapped.annex.test   | ::ffff:127.0.0.1
            both.annex.test     | 10.1.2.3,127.0.0.1
            """)
    void aNameIsWhatItPointsTo(String name, String address) {
        TestNames.answer(name, address);
        int before = everywhere.accepted.get();
        assertThat(call(none, url("http://" + name + ":PORT/")).path("error").asString())
                .contains(name + " leads to no public address");
        assertThat(everywhere.accepted.get()).isEqualTo(before);
    }

    @Test
    void anAnswerThatChangesIsOfNoUse() {
        try (Peer granted = Peer.on("127.0.0.2"); Peer secret = new Peer("127.0.0.1", granted.port())) {
            TestNames.answer("rebound.annex.test", "127.0.0.2", "127.0.0.1");
            assertThat(call(some, "http://rebound.annex.test:" + granted.port() + "/text").path("value").asInt())
                    .isEqualTo(200);
            assertThat(TestNames.asked("rebound.annex.test")).isEqualTo(1);
            assertThat(granted.accepted.get()).isEqualTo(1);
            assertThat(call(some, "http://rebound.annex.test:" + granted.port() + "/text").path("error").asString())
                    .contains("rebound.annex.test leads to no public address");
            TestNames.answer("again.annex.test", "127.0.0.2", "127.0.0.1");
            String again = "http://again.annex.test:" + granted.port();
            assertThat(call(some, again + "/redirect?to=" + again + "/text").path("error").asString())
                    .contains("again.annex.test leads to no public address");
            assertThat(secret.accepted.get()).isZero();
        }
    }

    @Test
    void ofSeveralAddressesOnlyThoseThatAreAllowedAreTried() {
        try (Peer granted = Peer.on("127.0.0.2"); Peer secret = new Peer("127.0.0.1", granted.port())) {
            TestNames.answer("mixed.annex.test", "127.0.0.1,127.0.0.2");
            assertThat(call(some, "http://mixed.annex.test:" + granted.port() + "/text").path("value").asInt())
                    .isEqualTo(200);
            TestNames.answer("first.annex.test", "127.1.0.1,127.0.0.2");
            assertThat(call(some, "http://first.annex.test:" + granted.port() + "/text").path("value").asInt())
                    .describedAs("the second address, where nothing listens at the first").isEqualTo(200);
            assertThat(secret.accepted.get()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://2130706433:PORT/",
            "http://[::ffff:127.0.0.1]:PORT/", "http://secret.annex.test:PORT/", "//127.0.0.1:PORT/"})
    void aRedirectIsCheckedAnew(String to) {
        TestNames.answer("secret.annex.test", "127.0.0.1");
        try (Peer granted = Peer.on("127.0.0.2")) {
            int before = everywhere.accepted.get();
            assertThat(call(some, "http://127.0.0.2:" + granted.port() + "/redirect?to=" + url(to)).path("error")
                    .asString()).contains("no public address");
            assertThat(granted.accepted.get()).isEqualTo(1);
            assertThat(everywhere.accepted.get()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"granted.annex.test, true", "GRANTED.annex.test, true", "granted.annex.test., true",
            "a.below.annex.test, true", "a.b.below.annex.test, true", "below.annex.test, false",
            "xbelow.annex.test, false", "granted.annex.test.evil.annex.test, false", "port.annex.test, true",
            "mail.annex.test, false", "127.1.2.3, true", "127.2.0.1, false"})
    void whatIsGrantedIsOpenAndNothingBesideIt(String host, boolean open) {
        TestNames.answer(host.toLowerCase(java.util.Locale.ROOT), "127.0.0.1");
        JsonNode answer = call(some, url("http://" + host + ":PORT/text"));
        assertThat(answer.has("value")).describedAs(answer.toString()).isEqualTo(open);
    }
}
