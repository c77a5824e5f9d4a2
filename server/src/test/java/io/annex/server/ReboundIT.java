package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names whose first answer is an address that is granted, and each further one
 * an address that is not (DNS rebinding), on every way out. A server waits at
 * both, and that at the second must not be reached.
 */
class ReboundIT {
    private static final String TOKEN = "a-token-of-this-test";
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private static Path folder;
    private static Authority authority;
    private static Peer granted;
    private static Peer secret;
    private static Peer grantedTls;
    private static Peer secretTls;
    private static RunningServer server;
    private int connected;
    private int connectedTls;

    @BeforeAll
    static void start() throws Exception {
        authority = Authority.in(folder.resolve("authority"),
                "dns:manager.annex.test,dns:helper.annex.test,dns:kept.annex.test");
        granted = Peer.on("127.0.0.2");
        secret = new Peer("127.0.0.1", granted.port());
        grantedTls = new Peer("127.0.0.2", 0, authority.certificate(), authority.key());
        secretTls = new Peer("127.0.0.1", grantedTls.port(), authority.certificate(), authority.key());
        Path widget = Files.createDirectories(folder.resolve("addons/caller"));
        Files.writeString(widget.resolve("backend.js"),
                """
                        module.exports = (r) => {
                          r.register('request', 'GET', (req, res, next, { Request }) => {
                            Request.doGet(req.query.url, { certificate: req.query.ca || '' }).then((seen) => res.send(seen)).catch(next);
                          });
                          r.register('manager', 'GET', (req, res, next, { Manager }) => {
                            Manager.doGet('/items', { headers: {} }).then((seen) => res.send(seen)).catch(next);
                          });
                        };
                        """);
        Path points = Files.createDirectories(folder.resolve("addons/points"));
        Files.writeString(points.resolve("annex.json"),
                "{\"id\": \"points\", \"version\": \"1\", \"style\": \"webpoints\"}");
        Files.writeString(points.resolve("server.js"),
                """
                        const wp = require('webpoints');
                        const app = new wp.Application({});
                        app.operations['/call'] = Object.assign((req, res) => {
                          fetch(req.query.url).then((seen) => seen.text()).then((text) => res.send(text), (failure) => res.send(failure.message));
                        }, { method: 'get' });
                        app.run();
                        """);
        Path module = Files.createDirectories(folder.resolve("addons/calls"));
        Files.writeString(module.resolve("calls.xml"), """
                <extension version="3.0" type="plugin" group="jbackend">
                  <name>plg_jbackend_calls</name>
                  <version>1.0.0</version>
                  <files><filename plugin="calls">calls.js</filename></files>
                </extension>
                """);
        Files.writeString(module.resolve("calls.js"),
                """
                        exports.onRequestCalls = async function (module, response) {
                          const text = await fetch(this.input.getRaw('url')).then((seen) => seen.text(), (failure) => failure.message);
                          response.set({ status: 'ok', text });
                        };
                        """);
        server = RunningServer.startIn("""
                grants: {networks: [127.0.0.2]}
                jbackend: {endpoints: [{path: /jbackend, access: free}]}
                widgets: {access: open}
                manager: {url: 'https://manager.annex.test:%d/api', certificate: %s}
                operator:
                  token: %s
                  grants: {networks: [127.0.0.2]}
                """.formatted(grantedTls.port(), authority.ca(), TOKEN), widget, points, module,
                Path.of("src/test/addons/outbound").toAbsolutePath());
    }

    @AfterAll
    static void stop() {
        server.close();
        granted.close();
        secret.close();
        grantedTls.close();
        secretTls.close();
    }

    @BeforeEach
    void count() {
        connected = granted.accepted.get();
        connectedTls = grantedTls.accepted.get();
    }

    /** A name that nobody has looked up yet. */
    private static String fresh() {
        return rebound("n" + NAMES.incrementAndGet() + ".annex.test");
    }

    private static String rebound(String name) {
        TestNames.answer(name, "127.0.0.2", "127.0.0.1");
        return name;
    }

    private static String plain(String host) {
        return "http://" + host + ":" + granted.port();
    }

    private static String secure(String host) {
        return "https://" + host + ":" + grantedTls.port();
    }

    /** TLS to who speaks none: it is connected to, and no certificate is needed. */
    private static String handshake(String host) {
        return "https://" + host + ":" + granted.port();
    }

    /** What {@code fetch} gives for it in an add-on. */
    private static String fetch(String url) {
        String code = "return (await fetch('" + url + "')).text()";
        return Http
                .send(Http.request(server.uri("/rest-api/outbound/run"), "content-type", "application/json")
                        .POST(BodyPublishers
                                .ofString(JsonMapper.shared().createObjectNode().put("code", code).toString()))
                        .build())
                .body();
    }

    /** What a helper of a widget's backend gives for it. */
    private static String helped(String path) {
        return Http.get(server.uri("/console/wb/" + path), "widget-id", "caller").body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> install(String url) {
        return Http.send(
                Http.request(server.uri("/console/widgets?url=" + encoded(url)), "Authorization", "Bearer " + TOKEN)
                        .POST(BodyPublishers.noBody()).build());
    }

    private void onlyTheGrantedOneWasReached(int plain, int tls) {
        assertThat(granted.accepted.get() - connected).isEqualTo(plain);
        assertThat(grantedTls.accepted.get() - connectedTls).isEqualTo(tls);
        assertThat(secret.accepted.get()).isZero();
        assertThat(secretTls.accepted.get()).isZero();
    }

    @Test
    void fetchConnectsToTheAddressThatWasChecked() {
        String name = fresh();
        assertThat(fetch(plain(name) + "/x")).contains("\\\"uri\\\":\\\"/x\\\"")
                .contains("\\\"host\\\":\\\"" + name + ":" + granted.port());
        assertThat(TestNames.asked(name)).isEqualTo(1);
        onlyTheGrantedOneWasReached(1, 0);
        assertThat(fetch(plain(name) + "/x")).contains(name + " leads to no public address");
        onlyTheGrantedOneWasReached(1, 0);
    }

    @Test
    void fetchOverTlsConnectsToTheAddressThatWasChecked() {
        String name = fresh();
        assertThat(fetch(handshake(name) + "/x")).contains("fetch failed").doesNotContain("no public address");
        assertThat(TestNames.asked(name)).isEqualTo(1);
        onlyTheGrantedOneWasReached(1, 0);
    }

    @Test
    void aRedirectIsLookedUpAnewAndConnectsToTheAddressThatWasChecked() {
        String other = fresh();
        assertThat(fetch(plain(fresh()) + "/redirect?to=" + encoded(plain(other) + "/end")))
                .contains("\\\"uri\\\":\\\"/end\\\"");
        assertThat(TestNames.asked(other)).isEqualTo(1);
        onlyTheGrantedOneWasReached(2, 0);
        String same = fresh();
        assertThat(fetch(plain(same) + "/redirect?to=" + encoded(plain(same) + "/end")))
                .contains(same + " leads to no public address");
        onlyTheGrantedOneWasReached(3, 0);
    }

    @Test
    void theRequestHelperConnectsToTheAddressThatWasChecked() throws Exception {
        assertThat(helped("request?url=" + encoded(plain(fresh()) + "/x"))).contains("\"uri\":\"/x\"");
        onlyTheGrantedOneWasReached(1, 0);
        String ca = "&ca=" + encoded(Files.readString(authority.ca()));
        assertThat(helped("request?url=" + encoded(secure(rebound("helper.annex.test")) + "/x") + ca))
                .as("SNI and certificate by the name").contains("\"uri\":\"/x\"")
                .contains("\"host\":\"helper.annex.test:" + grantedTls.port());
        assertThat(TestNames.asked("helper.annex.test")).isEqualTo(1);
        onlyTheGrantedOneWasReached(1, 1);
        rebound("helper.annex.test");
        assertThat(helped("request?url="
                + encoded(plain(fresh()) + "/redirect?to=" + encoded(secure("helper.annex.test") + "/end")) + ca))
                .contains("\"uri\":\"/end\"");
        assertThat(TestNames.asked("helper.annex.test")).isEqualTo(1);
        assertThat(secretTls.accepted.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/points/call?url=", "/jbackend?action=get&module=calls&url="})
    void theOtherStylesConnectToTheAddressThatWasChecked(String path) {
        String name = fresh();
        assertThat(Http.get(server.uri(path + encoded(plain(name) + "/x"))).body()).contains("GET").contains("/x");
        assertThat(TestNames.asked(name)).isEqualTo(1);
        onlyTheGrantedOneWasReached(1, 0);
        assertThat(Http.get(server.uri(path + encoded(plain(name) + "/x"))).body())
                .contains(name + " leads to no public address");
        onlyTheGrantedOneWasReached(1, 0);
    }

    /**
     * A connection that is kept is one to an address, and was trusted for a name.
     */
    @Test
    void aConnectionThatIsKeptIsNoWayForOthers() throws Exception {
        String ca = "&ca=" + encoded(Files.readString(authority.ca()));
        String kept = "request?url=" + encoded(secure("kept.annex.test") + "/x");
        TestNames.answer("kept.annex.test", "127.0.0.2");
        assertThat(helped(kept + ca)).contains("\"uri\":\"/x\"");
        assertThat(helped(kept + ca)).contains("\"uri\":\"/x\"");
        onlyTheGrantedOneWasReached(0, 1);
        TestNames.answer("stranger.annex.test", "127.0.0.2");
        assertThat(helped("request?url=" + encoded(secure("stranger.annex.test") + "/x") + ca))
                .as("the certificate is not this name's").doesNotContain("\"uri\"");
        assertThat(helped(kept)).as("who does not trust this authority").doesNotContain("\"uri\"");
        TestNames.answer("kept.annex.test", "127.0.0.1");
        assertThat(helped(kept + ca)).as("the name leads elsewhere now").doesNotContain("\"uri\"");
        assertThat(secretTls.accepted.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1", "127.0.0.1.", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "localhost", "localhost.",
            "127.0.0.1%00", "0"})
    void noWayOfWritingAnAddressLeadsAnInstallToIt(String written) {
        String url = "http://" + written + ":" + granted.port() + "/x.zip";
        for (String each : List.of(url, plain(fresh()) + "/redirect?to=" + encoded(url))) {
            assertThat(install(each).statusCode()).as(each).isGreaterThanOrEqualTo(400);
        }
        assertThat(secret.accepted.get()).isZero();
    }

    @Test
    void theManagerIsLookedUpOnceForACall() {
        rebound("manager.annex.test");
        assertThat(helped("manager")).contains("\"uri\":\"/api/items\"")
                .contains("\"host\":\"manager.annex.test:" + grantedTls.port());
        assertThat(TestNames.asked("manager.annex.test")).isEqualTo(1);
        onlyTheGrantedOneWasReached(0, 1);
    }

    @Test
    void anArchiveIsFetchedFromTheAddressThatWasChecked() {
        String name = fresh();
        assertThat(install(plain(name) + "/text").body()).doesNotContain("no public address");
        assertThat(TestNames.asked(name)).isEqualTo(1);
        onlyTheGrantedOneWasReached(1, 0);
        assertThat(install(handshake(fresh()) + "/x.zip").body()).doesNotContain("no public address");
        onlyTheGrantedOneWasReached(2, 0);
        String other = fresh();
        assertThat(install(plain(fresh()) + "/redirect?to=" + encoded(plain(other) + "/x")).body())
                .doesNotContain("no public address");
        assertThat(TestNames.asked(other)).isEqualTo(1);
        String same = fresh();
        assertThat(install(plain(same) + "/redirect?to=" + encoded(plain(same) + "/x")).body())
                .contains(same + " leads to no public address: add 'hosts: [" + same + "]' under operator.grants");
        onlyTheGrantedOneWasReached(5, 0);
    }
}
