package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a session goes through, by the counter of
 * {@code src/test/addons/counter}.
 */
class SessionsIT {
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start("addons: {counter: {limits: {workers: 1}}}", "counter", "contract");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itCountsForEachVisitor() {
        HttpResponse<String> first = get("/", "");
        String cookie = cookie(first);
        assertThat(first.headers().firstValue("Set-Cookie").orElse("")).contains("HttpOnly", "SameSite=Lax",
                "Path=/rest-api/counter");
        assertThat(get("/", cookie).body()).isEqualTo("{\"count\":2}");
        assertThat(get("/", cookie).headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(get("/", "").body()).isEqualTo("{\"count\":1}");
    }

    @Test
    void whatIsOnlyReadMakesNoSession() {
        assertThat(get("/peek", "").headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void aChangeDeepInsideIsSaved() {
        String cookie = cookie(get("/nested", ""));
        get("/nested", cookie);
        assertThat(get("/nested", cookie).body()).isEqualTo("[0,1,2]");
    }

    @Test
    void itEnds() {
        String cookie = cookie(get("/", ""));
        assertThat(get("/end", cookie).headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=0");
        assertThat(get("/", cookie).body()).isEqualTo("{\"count\":1}");
    }

    @Test
    void whatARequestStillHasOfAnEndedSessionDoesNotBringItBack() throws Exception {
        String cookie = cookie(get("/", ""));
        var held = Http.later(Http.request(server.uri("/rest-api/counter/hold"), "Cookie", cookie).build());
        server.awaitLog("a session is held");
        get("/end", cookie);
        get("/release", "");
        assertThat(Waiting.get("the answer", held).body()).isEqualTo("{\"held\":{\"count\":1,\"held\":true}}");
        assertThat(get("/peek", cookie).body()).isEqualTo("{\"session\":{}}");
        assertThat(cookie(get("/", cookie))).isNotEqualTo(cookie);
    }

    @Test
    void whatBeginsAfterTheEndHasAnIdOfItsOwn() {
        String cookie = cookie(get("/", ""));
        String renewed = cookie(get("/renew", cookie));
        assertThat(renewed).isNotEqualTo(cookie);
        assertThat(get("/peek", renewed).body()).isEqualTo("{\"session\":{\"renewed\":true}}");
        assertThat(get("/peek", cookie).body()).isEqualTo("{\"session\":{}}");
    }

    @Test
    void anIdThatAClientMadeUpIsNotTakenOver() {
        String madeUp = "annex_session=" + "A".repeat(32);
        assertThat(cookie(get("/", madeUp))).isNotEqualTo(madeUp);
    }

    @Test
    void whatJsonCannotHoldIsAnErrorThatNamesTheAttribute() {
        assertThat(get("/function", "").statusCode()).isEqualTo(500);
        server.awaitLog("session.callback: a function");
        assertThat(get("/large", "").statusCode()).isEqualTo(500);
        server.awaitLog("session.blob: 70002 characters");
    }

    @Test
    void anotherAddonDoesNotSeeIt() {
        String cookie = cookie(get("/", ""));
        assertThat(Http.get(server.uri("/rest-api/contract/cookies"), "Cookie", cookie).body())
                .contains("annex_session");
        assertThat(get("/peek", "").body()).isEqualTo("{\"session\":{}}");
    }

    private static HttpResponse<String> get(String path, String cookie) {
        return cookie.isEmpty()
                ? Http.get(server.uri("/rest-api/counter" + path))
                : Http.get(server.uri("/rest-api/counter" + path), "Cookie", cookie);
    }

    private static String cookie(HttpResponse<String> answer) {
        String header = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return header.substring(0, header.indexOf(';'));
    }
}
