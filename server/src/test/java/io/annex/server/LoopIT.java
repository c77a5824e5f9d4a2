package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * When code runs, for whom and for how long: the loop is Node's, an answer is
 * waited for, and what was begun comes to its end.
 */
class LoopIT {
    private static final Path ADDON = Path.of("src/test/addons/loop").toAbsolutePath();
    private static final Path ORDER = Path.of("../guest/test/order").toAbsolutePath().normalize();
    /** A busy machine may hold a case up for as long as its times lie apart. */
    private static final int TRIES = 4;
    private static final int AT_ONCE = 9;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        List<Path> addons = new ArrayList<>();
        for (String id : List.of("loop", "loop-one", "loop-short", "loop-after", "loop-cpu", "loop-late")) {
            Path addon = Files.createDirectory(folder.resolve(id));
            Files.copy(ADDON.resolve("index.js"), addon.resolve("index.js"));
            Files.copy(ORDER.resolve("cases.cjs"), addon.resolve("cases.cjs"));
            Files.writeString(addon.resolve("manifest.json"),
                    "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"}".formatted(id));
            addons.add(addon);
        }
        server = RunningServer.startIn("""
                limits: {cpu: 30 s, wall: 60 s, workers: 1, deaths: 100}
                addons:
                  loop-one: {limits: {inFlight: 1}}
                  loop-short: {limits: {wall: 2 s}}
                  loop-after: {limits: {after: 1 s}}
                  loop-cpu: {limits: {cpu: 300 ms}}
                  loop-late: {limits: {wall: 3 s, inFlight: 1}}
                """, addons.toArray(Path[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static URI at(String addon, String path) {
        return server.uri("/rest-api/" + addon + path);
    }

    private static HttpResponse<String> get(String addon, String path) {
        return Http.get(at(addon, path));
    }

    // ---- the loop

    @Test
    void callbacksRunInTheOrderOfNode() throws IOException, InterruptedException {
        Process node = new ProcessBuilder("node", "--no-warnings", ORDER.resolve("expected.cjs").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output;
        try (InputStream out = node.getInputStream()) {
            output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(Waiting.exit(node)).isZero();
        JsonNode expected = JsonMapper.shared().readTree(output);
        List<String> left = new ArrayList<>(expected.propertyNames());
        assertThat(left).hasSizeGreaterThanOrEqualTo(60);
        List<String> differences = List.of();
        for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
            differences = new ArrayList<>();
            List<String> wrong = new ArrayList<>();
            for (int from = 0; from < left.size(); from += AT_ONCE) {
                List<String> names = left.subList(from, Math.min(left.size(), from + AT_ONCE));
                List<CompletableFuture<HttpResponse<String>>> answers = names.stream().map(
                        name -> Http.later(at("loop", "/case?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8))))
                        .toList();
                for (int k = 0; k < names.size(); k++) {
                    String answer = answers.get(k).join().body();
                    String wanted = expected.get(names.get(k)).toString();
                    if (!answer.equals(wanted)) {
                        wrong.add(names.get(k));
                        differences.add(names.get(k) + ": " + answer + " (Node: " + wanted + ")");
                    }
                }
            }
            left = wrong;
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void oneAwaitedTimerAfterAnother() {
        assertThat(get("loop", "/sleeps").body()).isEqualTo("awake");
    }

    // ---- answers that are waited for

    @ParameterizedTest
    @ValueSource(strings = {"timer", "timer-of-timer", "immediate", "tick", "microtask", "promise", "promise-chain",
            "fetch"})
    void anAnswerFromACallbackIsWaitedFor(String by) {
        HttpResponse<String> answer = get("loop", "/late?by=" + by);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("late");
    }

    @Test
    void anAsynchronousHandlerMayAnswerAfterItHasReturned() {
        assertThat(get("loop", "/async-late").body()).isEqualTo("late");
    }

    @Test
    void anAnswerThatWaitsForWhatAnotherSettlesIsWaitedFor() {
        CompletableFuture<HttpResponse<String>> answer = Http.later(at("loop", "/late?by=shared"));
        Waiting.until("it is settled", () -> {
            get("loop", "/share");
            return answer.isDone();
        });
        assertThat(answer.join().body()).isEqualTo("late");
    }

    @Test
    void aHandlerThatAnswersNothingIsNamed() {
        HttpResponse<String> answer = get("loop", "/nothing");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        server.awaitLog("the handler of GET /nothing (answersNothing), registered at loop/index.js:35:8, "
                + "has neither answered nor set a status: the answer is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/far", "/interval"})
    void whatNobodyWaitsForIsNotWaitedFor(String path) {
        HttpResponse<String> answer = get("loop", path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aStatusIsAnAnswer() {
        HttpResponse<String> answer = get("loop", "/status");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timer", "immediate", "tick", "promise", "async", "returned"})
    void whatFailsBehindANextThatACallbackCallsIsTheAnswer(String pass) {
        for (String path : List.of("/throws", "/rejected")) {
            HttpResponse<String> answer = get("loop", path + "?pass=" + pass);
            assertThat(answer.statusCode()).as(path).isEqualTo(500);
            server.awaitLog("incident " + Http.json(answer).path("incident").asString());
        }
        assertThat(get("loop", "/no-content?pass=" + pass).statusCode()).isEqualTo(204);
        for (String what : List.of("thrown behind " + pass, "rejected behind " + pass)) {
            // Once, with its incident.
            assertThat(server.log().lines().filter(line -> line.contains("Error: " + what))).hasSize(1)
                    .allMatch(line -> line.contains("incident "));
        }
        assertThat(server.log()).doesNotContain("(noContent)");
    }

    @Test
    void aStatusThatACallbackSetsIsAnAnswer() {
        assertThat(get("loop", "/late-status").statusCode()).isEqualTo(404);
        assertThat(server.log()).doesNotContain("(lateStatus)");
    }

    // ---- whose work it is

    @Test
    void whoLoopsAfterAnothersAnswerIsStoppedAndNotTheOther() {
        CompletableFuture<HttpResponse<String>> loops = Http.later(at("loop-cpu", "/loops"));
        Waiting.until("it is stopped", () -> {
            assertThat(get("loop-cpu", "/share").statusCode()).isEqualTo(200);
            return loops.isDone();
        });
        assertThat(loops.join().statusCode()).isEqualTo(504);
        assertThat(Http.json(loops.join()).path("reason").asString()).isEqualTo("cpu");
    }

    @Test
    void anUnhandledRejectionIsLoggedAtOnceUnderItsRequest() {
        assertThat(get("loop", "/rejects?what=x1").body()).isEqualTo("sent");
        server.awaitLog("Error: nobody handles x1");
        assertThat(requestOf("nobody handles x1")).isEqualTo(requestOf("begun x1"));
        CompletableFuture<HttpResponse<String>> later = Http.later(at("loop", "/rejects-later?what=x2"));
        Waiting.until("it was rejected", () -> {
            get("loop", "/share");
            return server.log().contains("nobody handles x2");
        });
        assertThat(later.join().statusCode()).isEqualTo(200);
        assertThat(requestOf("nobody handles x2")).isEqualTo(requestOf("begun x2"));
    }

    @Test
    void whatFailsAfterTheAnswerIsLoggedUnderItsRequest() {
        for (String what : List.of("y1", "y2")) {
            assertThat(get("loop", "/rejects-after?what=" + what).body()).isEqualTo("sent");
        }
        for (String what : List.of("y1", "y2")) {
            server.awaitLog("Error: nobody handles " + what);
            assertThat(requestOf("nobody handles " + what)).isEqualTo(requestOf("begun " + what));
            assertThat(requestOf("goes on " + what)).isEqualTo(requestOf("begun " + what));
        }
        assertThat(requestOf("begun y1")).isNotEqualTo(requestOf("begun y2"));
    }

    /** The id of the request on whose account a line was logged. */
    private static String requestOf(String text) {
        String line = server.log().lines().filter(each -> each.contains(text)).findFirst().orElse("");
        Matcher id = Pattern.compile("\\brequestId=([^,}]+)").matcher(line);
        assertThat(id.find()).as(line).isTrue();
        return id.group(1);
    }

    // ---- clients that leave

    private static JsonNode state(String addon) {
        return Http.json(get(addon, "/state"));
    }

    /** A client that leaves when the handler has logged that it has begun. */
    private static void leaveAfter(String addon, String path, String line) throws IOException {
        int before = count(line);
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write("GET /rest-api/%s%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .formatted(addon, path).getBytes(StandardCharsets.US_ASCII));
            Waiting.until("it has begun", () -> count(line) > before);
        }
    }

    private static int count(String line) {
        return server.log().split(Pattern.quote(line), -1).length;
    }

    @Test
    void whatAClientLeavesBehindComesToItsEnd() throws IOException {
        leaveAfter("loop", "/lock?ms=400", "locked");
        Waiting.until("the handler is told", () -> state("loop").path("aborted").asString().equals("AbortError"));
        int before = state("loop").path("finallyRan").asInt();
        Waiting.until("the lock is given back", () -> !state("loop").path("locked").asBoolean());
        assertThat(state("loop").path("finallyRan").asInt()).isGreaterThanOrEqualTo(Math.max(1, before));
        assertThat(get("loop", "/lock?ms=1").body()).isEqualTo("unlocked");
    }

    @Test
    void whatOthersWaitForSurvivesTheClientThatBeganIt() throws IOException {
        leaveAfter("loop", "/first", "first");
        assertThat(get("loop", "/second").body()).isEqualTo("for all");
    }

    @Test
    void anExchangeWhoseClientHasGoneKeepsItsPlaceInFlight() throws IOException {
        leaveAfter("loop-one", "/lock?ms=700", "locked");
        // It waits in the queue until the other has ended, and then finds no lock.
        assertThat(state("loop-one").path("locked").asBoolean()).isFalse();
        assertThat(state("loop-one").path("finallyRan").asInt()).isEqualTo(1);
    }

    @Test
    void whenTheTimeIsOverLocksAreGivenBack() {
        assertThat(get("loop-short", "/lock?ms=2500").statusCode()).isEqualTo(504);
        Waiting.until("the lock is given back", () -> !state("loop-short").path("locked").asBoolean());
        assertThat(state("loop-short").path("aborted").asString()).isEqualTo("TimeoutError");
        assertThat(get("loop-short", "/lock?ms=60000&listens=1").statusCode()).isEqualTo(504);
        Waiting.until("the lock is given back", () -> !state("loop-short").path("locked").asBoolean());
    }

    // ---- after the answer

    @Test
    void whatIsKeptGoesOnAfterTheAnswerAndIsInFlight() {
        int before = Http.json(get("loop-one", "/done")).asInt();
        assertThat(get("loop-one", "/kept?ms=400").body()).isEqualTo("sent");
        // It waits in the queue until the other has ended.
        assertThat(Http.json(get("loop-one", "/done")).asInt()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kept-late", "/goes-on"})
    void whatGoesOnAfterTheWallTimeIsInFlight(String path) {
        int before = Http.json(get("loop-late", "/done")).asInt();
        assertThat(get("loop-late", path).statusCode()).isEqualTo(504);
        // It waits in the queue until the other has ended.
        assertThat(Http.json(get("loop-late", "/done")).asInt()).isEqualTo(before + 1);
    }

    @Test
    void anUploadLivesAsLongAsWhatIsKept() {
        String form = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n\r\nkept text\r\n--b--\r\n";
        assertThat(Http.post(at("loop", "/kept-upload"), "multipart/form-data; boundary=b", form).body())
                .isEqualTo("sent");
        server.awaitLog("read after the answer: kept text 9");
        Path uploads = server.data().resolve("uploads");
        Waiting.until("it is deleted", () -> Objects.requireNonNull(uploads.toFile().list()).length == 0);
    }

    @Test
    void whatIsKeptFailsIntoTheLogOfItsRequest() {
        assertThat(get("loop", "/kept-fails").body()).isEqualTo("sent");
        server.awaitLog("what the request waited for after its answer failed: Error: kept and failed");
        assertThat(requestOf("kept and failed")).isEqualTo(requestOf("begun kept-fails"));
    }

    @Test
    void whatIsKeptHasTheLimitsOfItsExchange() {
        assertThat(get("loop-cpu", "/kept-loops").body()).isEqualTo("sent");
        Waiting.until("another worker serves", () -> get("loop-cpu", "/done").statusCode() == 200);
        assertThat(get("loop-after", "/kept-for-ever").body()).isEqualTo("sent");
        server.awaitLog("after its answer (limit: limits.after)");
    }

    @Test
    void outsideOfARequestThereIsNothingToKeep() {
        assertThat(get("loop", "/outside").body()).startsWith("annex.waitUntil: there is no request here");
    }

    @Test
    void theEndOfTheServerWaitsForWhatIsKept() {
        RunningServer other = RunningServer.startIn("", folder.resolve("loop"));
        assertThat(Http.get(other.uri("/rest-api/loop/kept?ms=600")).body()).isEqualTo("sent");
        other.close();
        assertThat(other.log()).contains("kept 1");
    }
}
