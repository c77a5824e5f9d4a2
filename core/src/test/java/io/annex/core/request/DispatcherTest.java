package io.annex.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.Parts;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.deploy.DeployListener;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.FakeEngine;
import io.annex.core.grant.Grants;
import io.annex.core.http.Answer;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.FakeRequest;
import io.annex.core.http.Form;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.session.SessionCookie;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.settings.Packages;
import io.annex.core.source.Samples;
import io.annex.engine.Exchange;
import io.annex.engine.Placement;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DispatcherTest {
    @TempDir
    private Path temp;
    private final FakeEngine engine = new FakeEngine();
    private Parts parts;
    private AddonSettings settings = AddonSettings.DEFAULTS;
    private Deployments deployments;
    private Dispatcher dispatcher;

    @BeforeEach
    void open() throws Exception {
        parts = new Parts(temp, engine, new RestappStyle());
        deployments = parts.deployments(name -> settings, DeployListener.NONE);
        dispatcher = parts.dispatcher(deployments, Map.of());
        deploy("1");
    }

    private void deploy(String version) throws IOException, InvalidAddon {
        deployments.deploy(Samples.folder(temp.resolve("app"), "app", version));
    }

    private FakeRequest handle(FakeRequest request) {
        dispatcher.handle(request);
        return request;
    }

    private FakeRequest get(String path) {
        return handle(new FakeRequest("GET", path));
    }

    private Exchange offered() {
        return engine.last().offered.getLast();
    }

    private static String answer(String status, String headers, String session, String kind, String body) {
        return String.join("\0", "1", status, headers, session, kind, body);
    }

    private static JsonNode problem(FakeRequest request) {
        assertThat(request.answered("content-type")).isEqualTo("application/problem+json");
        return JsonMapper.shared().readTree(((Answer.Text) request.answer()).body());
    }

    // ---- on the way in

    @Test
    void aRequestBecomesAMessage() {
        handle(new FakeRequest("GET", "/rest-api/app/user/a%20b?q=1").header("x-a", "1").header("x-b", ""));
        assertThat(offered().message().split("\0", -1)).containsExactly("0", "GET", "/rest-api/app/user/a%20b?q=1",
                "/user/a%20b", "a%20b", "127.0.0.1", "http", "localhost", "x-a\n1\nx-b\n", "", "-", "");
        assertThat(offered().body()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/problem+json; charset=utf-8", "text/plain",
            "application/x-www-form-urlencoded"})
    void aTextTravelsInTheMessage(String type) {
        handle(new FakeRequest("POST", "/rest-api/app/user").body(type, "é\0x"));
        assertThat(offered().message()).endsWith("\0t\0é\0x");
        assertThat(offered().body()).isNull();
    }

    @Test
    void anythingElseTravelsAsBytes() {
        for (String content : List.of("PNG é", "x".repeat(20_000))) {
            handle(new FakeRequest("POST", "/rest-api/app/user").body("image/png", content));
            assertThat(offered().message()).endsWith("\0b\0");
            assertThat(offered().body()).isEqualTo(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void fewBytesOfAsciiTravelInTheMessageAsWhatTheyAre() {
        handle(new FakeRequest("POST", "/rest-api/app/user").body("image/png", "PNG\0x"));
        assertThat(offered().message()).endsWith("\0a\0PNG\0x");
        assertThat(offered().body()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"GET,/nothing,404,", "GET,/rest-api/other/user/1,404,", "GET,/rest-api/app/nothing,404,",
            "PUT,/rest-api/app/user/1,405,'GET, HEAD, OPTIONS'"})
    void whatNobodyAnswersNeverReachesAWorker(String method, String path, int status, String allow) {
        FakeRequest request = handle(new FakeRequest(method, path));
        assertThat(problem(request).path("status").asInt()).isEqualTo(status);
        assertThat(request.answer().status()).isEqualTo(status);
        assertThat(request.answered("allow")).isEqualTo(allow);
        assertThat(engine.last().offered).isEmpty();
    }

    @Test
    void optionsIsAnsweredByTheHost() {
        FakeRequest request = handle(new FakeRequest("OPTIONS", "/rest-api/app/user"));
        assertThat(request.answer().status()).isEqualTo(204);
        assertThat(request.answered("allow")).isEqualTo("POST, OPTIONS");
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        FakeRequest request = handle(new FakeRequest("POST", "/rest-api/app/user").bodyToCome("text/plain"));
        request.body.completeExceptionally(new BodyTooLarge(10));
        assertThat(problem(request).path("status").asInt()).isEqualTo(413);
    }

    // ---- other sites

    @Test
    void anotherSiteIsRefusedUnlessItsOriginIsAllowed() throws Exception {
        FakeRequest refused = handle(new FakeRequest("GET", "/rest-api/app/user/1")
                .header("sec-fetch-site", "cross-site").header("origin", "https://a.example").header("cookie", "a=1"));
        assertThat(problem(refused).path("status").asInt()).isEqualTo(403);

        settings = new AddonSettings(Limits.DEFAULTS, Set.of("https://a.example"), Placement.OWN_CELL,
                Packages.DEFAULTS, Grants.DEFAULTS);
        deploy("2");
        FakeRequest allowed = handle(new FakeRequest("GET", "/rest-api/app/user/1")
                .header("sec-fetch-site", "cross-site").header("origin", "https://a.example"));
        offered().answered(answer("200", "", "", "t", "ok"), null, 1);
        assertThat(allowed.answered("access-control-allow-origin")).isEqualTo("https://a.example");
        assertThat(allowed.answered("vary")).isEqualTo("Origin");
    }

    @Test
    void aPreflightIsAnsweredForAnAllowedOrigin() throws Exception {
        settings = new AddonSettings(Limits.DEFAULTS, Set.of("https://a.example"), Placement.OWN_CELL,
                Packages.DEFAULTS, Grants.DEFAULTS);
        deploy("2");
        FakeRequest request = handle(new FakeRequest("OPTIONS", "/rest-api/app/user")
                .header("origin", "https://a.example").header("access-control-request-method", "POST")
                .header("access-control-request-headers", "x-a"));
        assertThat(request.answered("access-control-allow-methods")).contains("POST");
        assertThat(request.answered("access-control-allow-headers")).isEqualTo("x-a");
        assertThat(request.answered("access-control-allow-origin")).isEqualTo("https://a.example");
    }

    @Test
    void anOriginThatIsNoneIsAnsweredAllTheSameWhereAllAreAllowed() throws Exception {
        settings = new AddonSettings(Limits.DEFAULTS, Set.of("*"), Placement.OWN_CELL, Packages.DEFAULTS,
                Grants.DEFAULTS);
        deploy("2");
        FakeRequest request = handle(new FakeRequest("GET", "/rest-api/app/user/1").header("origin", "not an origin"));
        offered().answered(answer("200", "", "", "t", "ok"), null, 1);
        assertThat(request.answer().status()).isEqualTo(200);
    }

    // ---- on the way out

    @Test
    void anAnswerIsSent() {
        FakeRequest request = get("/rest-api/app/user/1");
        offered().answered(answer("201", "x-a\n1\n", "", "t", "text"), null, 1);
        assertThat(request.answer()).isEqualTo(new Answer.Text(201, List.of("x-a", "1"), "text"));
    }

    @Test
    void aFailureShowsTheIncidentAlone() {
        FakeRequest request = get("/rest-api/app/user/1");
        offered().answered(answer("500", "", "", "e", "secret\n    at index.js:1:1"), null, 1);
        assertThat(request.answer().status()).isEqualTo(500);
        assertThat(problem(request).path("incident").asString()).matches("[a-z2-9]{10}");
        assertThat(((Answer.Text) request.answer()).body()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\u0000999\u0000\u0000\u0000-\u0000", "1\u0000200\u0000a\nb\rc\n\u0000\u0000-\u0000",
            "nonsense", ""})
    void anAnswerThatNobodyShouldSendIsAFailure(String message) {
        FakeRequest request = get("/rest-api/app/user/1");
        offered().answered(message, null, 1);
        assertThat(request.answer().status()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"CPU,504,cpu,", "WALL_CLOCK,504,wall_clock,", "MEMORY,503,memory,1", "OUTPUT,503,output,1",
            "CONCURRENCY,503,concurrency,1", "TERMINATED,503,terminated,1"})
    void aStopSaysWhy(StopReason reason, int status, String code, String retryAfter) {
        FakeRequest request = get("/rest-api/app/user/1");
        offered().stopped(new Stop(reason, "detail"), 1);
        assertThat(request.answer().status()).isEqualTo(status);
        assertThat(problem(request).path("reason").asString()).isEqualTo(code);
        assertThat(request.answered("retry-after")).isEqualTo(retryAfter);
    }

    // ---- sessions

    @Test
    void aSessionGetsItsCookieWhenItIsFirstSaved() {
        FakeRequest first = get("/rest-api/app/user/1");
        offered().answered(answer("200", "", "{\"n\":1}", "-", ""), null, 1);
        String cookie = first.answered("set-cookie");
        assertThat(cookie).startsWith("annex_session=").contains("HttpOnly").contains("SameSite=Lax");
        String id = SessionCookie.id(cookie.substring(0, cookie.indexOf(';')));
        assertThat(parts.sessions().load("app", String.valueOf(id))).isEqualTo("{\"n\":1}");
    }

    @Test
    void anUntouchedSessionGetsNoCookie() {
        FakeRequest request = get("/rest-api/app/user/1");
        offered().answered(answer("200", "", "", "-", ""), null, 1);
        assertThat(request.answered("set-cookie")).isNull();
    }

    @Test
    void aSessionOverTheLimitIsNotKept() throws Exception {
        settings = new AddonSettings(Limits.DEFAULTS.with(java.util.Map.of("session", "1 KB")), Set.of(),
                Placement.OWN_CELL, Packages.DEFAULTS, Grants.DEFAULTS);
        deploy("2");
        FakeRequest request = get("/rest-api/app/user/1");
        offered().answered(answer("200", "", "{\"n\":\"" + "x".repeat(2000) + "\"}", "-", ""), null, 1);
        assertThat(request.answer().status()).isEqualTo(500);
        assertThat(request.answered("set-cookie")).isNull();
    }

    // ---- between two versions

    @Test
    void aRequestWhoseVersionClosesBeforeItBeganGoesToTheNextOne() throws Exception {
        FakeRequest request = handle(new FakeRequest("POST", "/rest-api/app/user").bodyToCome("application/json"));
        FakeEngine.FakeWorkers old = engine.last();
        deploy("2");
        old.close();
        request.body.complete("{\"n\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(request.answers).isEmpty();
        assertThat(engine.last().offered).hasSize(1);
        assertThat(offered().message()).endsWith("\0t\0{\"n\":1}");
        offered().answered(answer("200", "", "", "t", "from 2"), null, 1);
        assertThat(request.answer().status()).isEqualTo(200);
    }

    @Test
    void aRequestThatHasBegunIsNeverRunTwice() throws Exception {
        FakeRequest request = get("/rest-api/app/user/1");
        Exchange begun = offered();
        deploy("2");
        // As a cell's workers say it, who know nothing of its CPU time.
        begun.stopped(new Stop(StopReason.DRAINING, "the version was closed"), 0);
        assertThat(engine.last().offered).isEmpty();
        assertThat(problem(request).path("reason").asString()).isEqualTo("draining");
    }

    @Test
    void whenEverythingCloses503IsTheAnswer() {
        engine.last().close();
        FakeRequest request = get("/rest-api/app/user/1");
        assertThat(problem(request).path("reason").asString()).isEqualTo("not_begun");
    }

    // ---- the client

    @Test
    void theUploadsOfAClientThatLeavesGoWhenTheAddonHasComeToItsEnd() throws Exception {
        Path upload = temp.resolve("upload");
        Files.writeString(upload, "x");
        FakeRequest request = handle(
                new FakeRequest("POST", "/rest-api/app/user").bodyToCome("multipart/form-data; boundary=x"));
        request.form.complete(new Form(List.of(), List.of(new Form.Upload("f", "a.txt", "text/plain", upload, 1))));
        request.disconnect();
        assertThat(engine.last().abandoned).hasSize(1);
        assertThat(upload).exists();
        offered().answered(answer("200", "", "", "-", ""), null, 1);
        assertThat(upload).doesNotExist();
    }

    @Test
    void uploadsLiveAsLongAsWhatIsKeptAfterTheAnswer() throws Exception {
        for (boolean leaves : new boolean[]{false, true}) {
            Path upload = temp.resolve("upload");
            Files.writeString(upload, "x");
            FakeRequest request = handle(
                    new FakeRequest("POST", "/rest-api/app/user").bodyToCome("multipart/form-data; boundary=x"));
            request.form.complete(new Form(List.of(), List.of(new Form.Upload("f", "a.txt", "text/plain", upload, 1))));
            if (leaves) {
                request.disconnect();
            }
            offered().goesOn();
            offered().answered(answer(leaves ? "499" : "200", "", "", "-", ""), null, 1);
            assertThat(upload).exists();
            offered().over();
            assertThat(upload).doesNotExist();
        }
    }

    @Test
    void uploadsAreDeletedWithTheExchange() throws Exception {
        Path upload = temp.resolve("upload");
        Files.writeString(upload, "x");
        FakeRequest request = handle(
                new FakeRequest("POST", "/rest-api/app/user").bodyToCome("multipart/form-data; boundary=x"));
        request.form.complete(new Form(List.of(new Form.Field("a", "1")),
                List.of(new Form.Upload("f", "a.txt", "text/plain", upload, 1))));
        assertThat(offered().message().split("\0", -1)[9]).contains("\"token\":\"upload:0\"")
                .contains("[[\"a\",\"1\"]]");
        offered().answered(answer("200", "", "", "-", ""), null, 1);
        assertThat(upload).doesNotExist();
    }
}
