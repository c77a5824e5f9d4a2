package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.operator.Administration;
import io.annex.server.operator.CommandRefused;
import io.annex.testing.Waiting;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Modules of the jbackend style, at endpoints of all kinds. */
class JbackendIT {
    private static final Path MODULES = Path.of("src/test/modules").toAbsolutePath();
    private static final String CONFIGURATION = """
            limits:
              cpu: 1 s
              body: 100 KB
            jbackend:
              endpoints:
                - {path: /jbackend, access: free}
                - {path: /index.php, access: free, cors: true}
                - {path: /index.php/api, access: free, modules: [HelloWorld]}
                - {path: /secure, access: free, forceSsl: true}
                - {path: /keyed, trace: true}
                - {path: /members, access: user, trace: true}
                - {path: /other, access: free}
              registration: true
              modules:
                helloworld: {params: {punctuation: "!"}}
                tail: {order: 1}
            """;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.startIn(CONFIGURATION, MODULES);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path, String... headers) {
        return Http.get(server.uri(path), headers);
    }

    private static String code(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return Http.json(answer).path("error_code").asString("");
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return Cases.of(MODULES, server.uri("/jbackend"), Map.of());
    }

    @Test
    void anEndpointServesTheModulesThatItNames() {
        assertThat(code(get("/index.php/api/get/helloworld/greeting"))).isEmpty();
        assertThat(code(get("/index.php/api/get/pool/handover"))).isEqualTo("REQ_MNF");
        assertThat(code(get("/index.php?action=get&module=pool&resource=handover"))).isEmpty();
    }

    @Test
    void anEndpointWithoutAWordOfAccessWantsAKey() {
        assertThat(code(get("/keyed/get/helloworld/greeting"))).isEqualTo("REQ_AKR");
        assertThat(code(get("/keyed"))).as("first things first").isEqualTo("REQ_MNS");
        assertThat(code(get("/keyed?module="))).as("one without a name is not served").isEqualTo("REQ_MNF");
    }

    @Test
    void filtersGiveWhatTheyName() {
        FilteredTexts.holdFor(text -> Http.json(get("/index.php/api/get/helloworld/filters?v=" + text).body()));
    }

    private static JsonNode operator(String request) throws CommandRefused {
        return new Administration(server.server().storage()).execute(Http.json(request), "test");
    }

    private static String key(String terms) throws CommandRefused {
        return operator("{\"do\": \"keys.add\", \"owner\": \"shop\"" + terms + "}").path("key").asString();
    }

    @Test
    void aKeyIsFoundWhereverItIsSent() throws CommandRefused {
        String key = key("");
        assertThat(code(get("/keyed/get/helloworld/greeting?api_key=" + key))).isEmpty();
        assertThat(code(get("/keyed/get/helloworld/greeting", "Authorization", "api_key " + key))).isEmpty();
        URI greeting = server.uri("/keyed/get/helloworld/greeting");
        assertThat(code(Http.post(greeting, "application/x-www-form-urlencoded", "api_key=" + key))).isEmpty();
        assertThat(code(Http.post(greeting, "application/json", "{\"api_key\": \"" + key + "\"}"))).isEmpty();
    }

    @Test
    void aKeyThatIsNotGoodIsSaidToBeSo() throws CommandRefused {
        assertThat(code(get("/keyed/get/helloworld/greeting?api_key="))).isEqualTo("REQ_AKR");
        assertThat(code(get("/keyed/get/helloworld/greeting?api_key=AAAAAAAAAAAAAAAAAAAA"))).isEqualTo("REQ_AKI");
        assertThat(code(get("/keyed/get/helloworld/greeting?api_key=" + key(", \"endpoints\": [\"/other\"]"))))
                .isEqualTo("REQ_AKI");
        assertThat(
                code(get("/keyed/get/helloworld/greeting?api_key=" + key(", \"expires\": \"2020-01-01T00:00:00Z\""))))
                .isEqualTo("REQ_AKE");
        String once = "/keyed/get/helloworld/greeting?api_key=" + key(", \"limit\": 1");
        assertThat(code(get(once))).isEmpty();
        assertThat(code(get(once))).isEqualTo("REQ_AKL");
    }

    @Test
    void aUserLogsInAndOut() {
        assertThat(code(get("/members/get/helloworld/who"))).isEqualTo("REQ_AUR");
        assertThat(code(get("/members/get/nosuch/x"))).as("access comes before").isEqualTo("REQ_AUR");
        String register = "/other/post/user/register?username=ada&password=secret-1&email=ada@example.org&firstname=Ada";
        assertThat(code(get(register))).isEmpty();
        assertThat(code(get(register))).isEqualTo("USR_UAX");
        assertThat(code(get("/members/post/user/login?username=ada&password=wrong"))).isEqualTo("USR_LIF");
        HttpResponse<String> login = Http.post(server.uri("/members/post/user/login"), "application/json",
                "{\"username\": \"ada\", \"password\": \"secret-1\"}");
        assertThat(login.body()).startsWith("{\"status\":\"ok\",\"userid\":")
                .contains("\"username\":\"ada\",\"session_id\":\"");
        String id = Http.json(login).path("session_id").asString();
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains(id).contains("Path=/members;").contains("HttpOnly");
        for (HttpResponse<String> known : List.of(get("/members/get/helloworld/who?session_id=" + id),
                get("/members/get/helloworld/who", "Cookie", cookie.substring(0, cookie.indexOf(';'))),
                get("/other/get/helloworld/who?session_id=" + id))) {
            assertThat(Http.json(known).path("user").path("username").asString("")).as(known.body()).isEqualTo("ada");
        }
        assertThat(Http.json(get("/members/get/user/profile?session_id=" + id)).path("fields").isArray()).isTrue();
        assertThat(Http.json(get("/members/get/helloworld/count?session_id=" + id)).path("count").asInt()).isEqualTo(1);
        assertThat(Http.json(get("/members/get/helloworld/count?session_id=" + id)).path("count").asInt()).isEqualTo(2);
        assertThat(get("/members/get/user/logout?session_id=" + id).body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(code(get("/members/get/helloworld/who?session_id=" + id))).isEqualTo("REQ_AUR");
        assertThat(code(get("/members/get/helloworld/who?session_id=" + "A".repeat(32)))).isEqualTo("REQ_AUR");
        assertThat(code(get("/other/get/user/nothing"))).isEqualTo("REQ_RUN");
        assertThat(code(get("/other?module=user"))).isEqualTo("REQ_ANS");
    }

    @Test
    void whoNobodyCanVouchForIsNotLetIn() {
        try (RunningServer alone = RunningServer.startIn("""
                jbackend:
                  endpoints: [{path: /members, access: user}]
                  modules: {user: {enabled: false}, pool: {enabled: false}}
                """, MODULES)) {
            assertThat(code(Http.get(alone.uri("/members/get/helloworld/greeting")))).isEqualTo("REQ_UCA");
        }
    }

    @Test
    void aRowIsKeptOfEachRequestWhereTheOperatorSaysSo() throws CommandRefused {
        assertThat(code(get("/keyed/get/traced/things?api_key=" + key("")))).isEqualTo("REQ_MNF");
        assertThat(code(get("/other/get/untraced/things"))).isEqualTo("REQ_MNF");
        Waiting.until("the row is there", () -> trace().contains("traced"));
        assertThat(trace()).contains("/keyed", "REQ_MNF").doesNotContain("untraced");
    }

    private static String trace() {
        try {
            return operator("{\"do\": \"trace.latest\", \"rows\": 100}").toString();
        } catch (CommandRefused e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void pagesOfOtherSitesMayCallWhereTheOperatorSaysSo() {
        assertThat(get("/index.php/get/helloworld/greeting", "Sec-Fetch-Site", "cross-site").headers()
                .firstValue("Access-Control-Allow-Origin")).hasValue("*");
        HttpResponse<String> preflight = Http.send(Http
                .request(server.uri("/index.php/get/helloworld/greeting"), "Origin", "https://example.org",
                        "Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "authorization")
                .method("OPTIONS", BodyPublishers.noBody()).build());
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers")).hasValue("authorization");
        assertThat(get("/jbackend/get/helloworld/greeting", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
    }

    @Test
    void appsAndLinksMayCallAndOtherSitesMayNot() {
        String greeting = "/jbackend/get/helloworld/greeting";
        String session = "annex_session=" + "a".repeat(32);
        for (String app : new String[]{"null", "file://", "https://app.example"}) {
            assertThat(get(greeting, "Origin", app).statusCode()).isEqualTo(200);
            assertThat(get(greeting, "Origin", app, "Cookie", session).statusCode()).isEqualTo(403);
            assertThat(get(greeting, "Origin", app, "Cookie", session, "Sec-Fetch-Site", "same-origin").statusCode())
                    .isEqualTo(200);
        }
        String[] link = {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document",
                "Cookie", session};
        assertThat(get(greeting, link).statusCode()).isEqualTo(200);
        link[5] = "iframe";
        assertThat(get(greeting, link).statusCode()).isEqualTo(403);
    }

    @Test
    void httpIsRedirectedWhereTheOperatorSaysSo() {
        HttpResponse<String> redirected = get("/secure/get/helloworld/greeting?x=1");
        assertThat(redirected.statusCode()).isEqualTo(301);
        assertThat(redirected.headers().firstValue("Location"))
                .hasValue("https://127.0.0.1/secure/get/helloworld/greeting?x=1");
        assertThat(Http.post(server.uri("/secure"), "application/json", "{}").statusCode()).isEqualTo(308);
    }

    @Test
    void behindATrustedProxyItsWordOnTheSchemeCounts() {
        try (RunningServer behind = RunningServer.startIn(CONFIGURATION + "server: {trustedProxies: [127.0.0.1]}\n",
                MODULES)) {
            URI greeting = behind.uri("/secure/get/helloworld/greeting");
            assertThat(Http.get(greeting, "X-Forwarded-Proto", "https").body()).contains("Hello, world");
            assertThat(Http.get(greeting, "X-Forwarded-Proto", "http").statusCode()).isEqualTo(301);
            assertThat(Http.get(greeting).statusCode()).isEqualTo(301);
        }
        assertThat(get("/secure/get/helloworld/greeting", "X-Forwarded-Proto", "https").statusCode()).isEqualTo(301);
    }

    @Test
    void whatNeverReachesTheDispatchHasAStatusOfItsOwn() {
        assertThat(get("/nowhere/get/helloworld/greeting").statusCode()).isEqualTo(404);
        assertThat(Http.post(server.uri("/jbackend/post/helloworld/json"), "application/json",
                "\"" + "x".repeat(200_000) + '"').statusCode()).isEqualTo(413);
    }

    @Test
    void aLargeBodyIsReadToo() {
        String text = "x".repeat(90_000);
        assertThat(Http.json(Http.post(server.uri("/jbackend/get/helloworld/filters"),
                "application/x-www-form-urlencoded", "v=" + text)).path("raw").asString()).isEqualTo(text);
    }

    @Test
    void aSessionIsTheModulesOwn() {
        HttpResponse<String> first = get("/jbackend/get/helloworld/count");
        assertThat(Http.json(first).path("count").asInt()).isEqualTo(1);
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("Path=/jbackend;").contains("HttpOnly");
        String sent = cookie.substring(0, cookie.indexOf(';'));
        assertThat(Http.json(get("/jbackend/get/helloworld/count", "Cookie", sent)).path("count").asInt()).isEqualTo(2);
        assertThat(Http.json(get("/jbackend/get/helloworld/count")).path("count").asInt()).isEqualTo(1);
    }

    @Test
    void theLogHasWhatAClientIsNotTold() {
        String incident = Http.json(get("/jbackend/get/helloworld/throw")).path("incident").asString();
        server.awaitLog("incident " + incident);
        assertThat(server.log()).contains("secret detail").contains("helloworld.ts:");
    }
}
