package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applications in the shapes in which people wrote them for release 1.0.14 of
 * the library: configurations, features of their own, tasks, and pools.
 */
class WebpointsReleaseIT {
    private static final Path APPLICATIONS = Path.of("src/test/resources/webpoints").toAbsolutePath();
    /** How soon what is said of an application in a pool holds for all workers. */
    private static final Duration PROMISED = Duration.ofSeconds(2);
    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        Path staged = Files.createDirectories(folder.resolve("calculator-of-others"));
        Files.writeString(Files.createDirectories(staged).resolve("server.js"), """
                const { Application } = require('webpoints');
                const app = new Application();
                app.operations['/a'] = (request, response) => response.send('plain');
                app.configurations.staging = { '/a': (request, response) => response.send('staging') };
                app.configurations.production = { '/a': (request, response) => response.send('production') };
                app.run();
                """);
        Path silent = Files.createDirectories(folder.resolve("silent"));
        Files.copy(staged.resolve("server.js"), silent.resolve("server.js"));
        server = RunningServer.startIn("""
                limits: {workers: 2}
                addons:
                  brief: {limits: {workers: 1, taskResults: 100 ms}}
                  calculator-of-others: {environment: staging}
                """, APPLICATIONS, staged, silent);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path) {
        return Http.get(server.uri(path));
    }

    private static HttpResponse<String> post(String path, String form) {
        return Http.post(server.uri(path), FORM, form);
    }

    private static HttpResponse<String> delete(String path) {
        return Http.send(Http.request(server.uri(path)).DELETE().build());
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void theCalculatorCalculates() {
        assertAnswer(get("/calculator/sum?x=5&y=10"), 200, "15");
        assertAnswer(get("/calculator/div?x=10&y=0"), 412, "Denominator cannot be zero.");
        assertAnswer(post("/calculator/postWithOptionals", "y=10"), 200, "12");
        assertThat(get("/calculator/sum?x=5&y=10.2").statusCode()).isEqualTo(400);
        assertThat(get("/calculator/div?x=10&y=4").headers().firstValue("X-Divided")).hasValue("yes");
        assertAnswer(get("/calculator/div?x=13&y=1"), 400, "This is no quotient: [0,200,{\"X-Divided\":\"yes\"}]");
        assertAnswer(get("/calculator/square?x=9"), 200, "81");
        assertAnswer(get("/calculator/square?x=1000"), 412, "Too large.");
        assertAnswer(get("/calculator/bytes"), 200, "{\"type\":\"Buffer\",\"data\":[97,98]}");
        assertAnswer(get("/calculator/title"), 200, "Calculator in development");
    }

    @Test
    void aConfigurationIsTheEnvironmentsAndTheOperatorMaySayWhich() {
        HttpResponse<String> help = get("/calculator/help");
        assertThat(help.statusCode()).isEqualTo(200);
        assertThat(help.body()).contains("Adds two whole numbers", "/longTimeSum");
        assertAnswer(get("/calculator-of-others/a"), 200, "staging");
        assertAnswer(get("/silent/a"), 200, "production");
    }

    @Test
    void aLongSumIsFetchedOnce() {
        HttpResponse<String> begun = post("/calculator/longTimeSum", "x=10&y=30");
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(begun.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        String monitor = begun.body();
        assertThat(monitor).startsWith("/calculator/tasks/");
        assertAnswer(delete(monitor), 204, "");
        HttpResponse<?>[] done = new HttpResponse<?>[1];
        Waiting.until("the sum is done", () -> {
            done[0] = delete(monitor);
            return done[0].statusCode() != 204;
        });
        assertThat(done[0].statusCode()).isEqualTo(200);
        assertThat(done[0].body()).isEqualTo("40");
        assertAnswer(delete(monitor), 404, "Task doesn't exist on the server.");
    }

    @Test
    void anApplicationsOwnFeaturesAndContracts() {
        HttpResponse<String> made = post("/ledger/entry", "amount=5");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.body()).startsWith("{\"balance\":").endsWith(",\"here\":true}");
        assertThat(made.headers().firstValue("X-Counted")).hasValue("true");
        assertAnswer(post("/ledger/entry", "amount=0"), 412, "Nothing is no amount.");
        assertAnswer(post("/ledger/entry", "amount=-100000"), 400, "Postcondition failed.");
        assertAnswer(post("/ledger/entry", "amount=%22x%22"), 400,
                "Argument amount schema validation failed: [\"a number is asked for\"]");
        assertAnswer(post("/ledger/unparsed", "amount=5"), 200, "none");
        assertAnswer(get("/ledger/owner"), 200, "Ada");
        assertThat(get("/ledger/help").body()).contains("/entry", "Not described", "/owner");
        assertAnswer(post("/ledger/any", ""), 200, "POST");
        assertAnswer(Http.send(Http.request(server.uri("/ledger/asked"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build()), 200, "asked");
        server.awaitLog("operation /any: method: ANYTHING: it answers all (expected: get, post,");
    }

    @Test
    void errorsAreIncidentsWhereAnOperationHandlesThem() {
        assertAnswer(get("/ledger/broken"), 200, "whole");
        assertAnswer(get("/ledger/broken?where=unavailable"), 503, "whole");
        for (String where : List.of("before", "within")) {
            HttpResponse<String> broken = get("/ledger/broken?where=" + where);
            assertThat(broken.statusCode()).as(where).isEqualTo(500);
            assertThat(broken.body()).contains("incident").doesNotContain("secret");
        }
    }

    @Test
    void aReportIsAppraisedAndSaysWhenItWillBeDoneUnlessItIsTooLongOrTooMuch() {
        HttpResponse<String> begun = post("/reports/report", "name=big");
        assertThat(begun.statusCode()).isEqualTo(202);
        String monitor = begun.body();
        assertThat(monitor).matches("/reports/reports/[0-9a-f]{32}/state");
        HttpResponse<String> running = get(monitor);
        assertThat(running.statusCode()).isEqualTo(204);
        assertThat(running.headers().firstValue("X-Remaining")).hasValue("21");
        // The callback is in the worker that has begun the task.
        tell("name=big&left=1200");
        assertThat(get(monitor).headers().firstValue("X-Remaining")).hasValue("2");
        tell("name=big");
        HttpResponse<String> done = get(monitor);
        assertAnswer(done, 203, "{\"report\":\"big\"}");
        assertThat(done.headers().firstValue("X-Report")).hasValue("big");
        assertThat(done.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(get(monitor).statusCode()).isEqualTo(404);
        assertThat(delete(monitor).statusCode()).isEqualTo(405);
        assertAnswer(post("/reports/report", "name=long&time=100000"), 400,
                "The task has too much run-time(100000 ms).");
        for (int i = 0; i < 3; i++) {
            assertThat(post("/reports/report", "name=many").statusCode()).isEqualTo(202);
        }
        assertAnswer(post("/reports/report", "name=many"), 400, "The capacity(3) of the task pool exceeded.");
    }

    private static void tell(String form) {
        Waiting.until("the worker of the report is told", () -> post("/reports/tell", form).statusCode() == 200);
    }

    @Test
    void aHandlerBeginsItsTaskByItselfOrAnswers() {
        HttpResponse<String> direct = post("/reports/byhand", "name=small");
        assertAnswer(direct, 200, "{\"direct\":\"small\",\"id\":true}");
        assertThat(direct.headers().firstValue("X-Direct")).hasValue("yes");
    }

    /** There is room for one: the second begins when the first is forgotten. */
    @Test
    void aResultThatNobodyFetchesIsForgotten() {
        for (String name : List.of("unread", "lived")) {
            HttpResponse<String> first = post("/brief/" + name, "");
            assertThat(first.statusCode()).isEqualTo(202);
            Waiting.until("there is room again for " + name, () -> post("/brief/" + name, "").statusCode() == 202);
            assertAnswer(delete(first.body()), 404, "Task doesn't exist on the server.");
        }
    }

    @Test
    void anApplicationKeepsItsTasksByItself() {
        HttpResponse<String> first = post("/brief/kept", "");
        assertThat(first.statusCode()).isEqualTo(202);
        assertAnswer(post("/brief/kept", ""), 400, "The capacity(1) of the task pool exceeded.");
        assertAnswer(delete(first.body()), 200, "\"kept\"");
        assertAnswer(delete(first.body()), 404, "Task doesn't exist on the server.");
        assertThat(post("/brief/kept", "").statusCode()).isEqualTo(202);
    }

    @Test
    void aPoolsApplicationsAreBelowTheirNamesAndAreSwitchedOffInAllWorkers() {
        assertAnswer(get("/pair/shop/price/tea?x=1"), 200,
                "{\"item\":\"tea\",\"currency\":\"EUR\",\"port\":3002,\"enabled\":true,\"url\":\"/price/tea?x=1\"}");
        assertAnswer(get("/pair/shop/shelf/a.txt"), 200, "apples");
        String monitor = post("/pair/shop/order", "").body();
        assertThat(monitor).startsWith("/pair/shop/tasks/");
        assertAnswer(delete(monitor), 200, "\"ordered\"");
        assertThat(get("/pair/price").statusCode()).isEqualTo(404);
        assertThat(get("/pair/desk/price").statusCode()).isEqualTo(404);

        Waiting.until("two workers run",
                () -> together("/pair/desk/busy", 4).map(HttpResponse::body).distinct().count() > 1);
        assertThat(together("/pair/shop/custom", 12).map(HttpResponse::body)).containsOnly("custom");
        assertAnswer(get("/pair/desk/shop"), 200, "true");
        assertAnswer(post("/pair/desk/shop", "open=false"), 200, "false");
        long switched = System.nanoTime();
        Waiting.until("two seconds are over", () -> {
            // Workers that are asked meanwhile may not take what they know for new.
            boolean asked = together("/pair/shop/custom", 4).allMatch(answer -> answer.statusCode() > 0);
            return asked && System.nanoTime() - switched > PROMISED.toNanos();
        });
        for (String path : List.of("custom", "price", "shelf/a.txt")) {
            CompletableFuture<HttpResponse<String>> busy = Http.later(server.uri("/pair/desk/busy"));
            assertThat(together("/pair/shop/" + path, 12).map(HttpResponse::body))
                    .containsOnly("Application instance is disabled");
            busy.join();
        }
        assertAnswer(get("/pair/shop/custom"), 404, "Application instance is disabled");
        assertAnswer(get("/pair/desk/shop"), 200, "false");
        assertAnswer(post("/pair/desk/shop", "open=true"), 200, "true");
        Waiting.until("the shop answers again", () -> get("/pair/shop/shelf/a.txt").body().equals("apples"));
    }

    /** So many at once that one worker is not given all. */
    private static Stream<HttpResponse<String>> together(String path, int count) {
        return Stream.generate(() -> Http.later(server.uri(path))).limit(count).toList().stream()
                .map(CompletableFuture::join);
    }
}
