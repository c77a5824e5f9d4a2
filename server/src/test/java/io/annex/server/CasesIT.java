package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Every {@code cases.jsonl} beside an add-on in {@code src/test/addons}:
 * requests and what they are answered.
 */
class CasesIT {
    private static final List<String> ADDONS = List.of("contract", "gatekeeper", "beacon");
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start("", ADDONS.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return ADDONS.stream().flatMap(CasesIT::cases);
    }

    private static Stream<DynamicTest> cases(String addon) {
        try {
            return Files.readAllLines(Path.of("src/test/addons", addon, "cases.jsonl")).stream().map(Http::json)
                    .map(each -> DynamicTest.dynamicTest(addon + ": " + each.path("id").asString(),
                            () -> check(addon, each)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void check(String addon, JsonNode each) {
        HttpResponse<String> answer = Http.send(request(server.uri("/rest-api/" + addon), each.path("request")));
        for (Map.Entry<String, JsonNode> expected : each.path("expect").properties()) {
            check(expected.getKey(), expected.getValue(), answer);
        }
    }

    private static HttpRequest request(URI base, JsonNode request) {
        HttpRequest.Builder builder = Http.request(URI.create(base + request.path("path").asString()));
        request.path("headers").properties()
                .forEach(header -> builder.header(header.getKey(), header.getValue().asString()));
        if (request.has("multipart")) {
            StringBuilder body = new StringBuilder();
            request.path("multipart").properties()
                    .forEach(field -> body.append("--b\r\nContent-Disposition: form-data; name=\"")
                            .append(field.getKey()).append("\"\r\n\r\n").append(field.getValue().asString())
                            .append("\r\n"));
            builder.header("Content-Type", "multipart/form-data; boundary=b");
            return builder.method(request.path("method").asString(), BodyPublishers.ofString(body + "--b--\r\n"))
                    .build();
        }
        return builder.method(request.path("method").asString(),
                request.has("body")
                        ? BodyPublishers.ofString(request.path("body").asString())
                        : BodyPublishers.noBody())
                .build();
    }

    private static void check(String what, JsonNode expected, HttpResponse<String> answer) {
        switch (what) {
            case "status" -> assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected.asInt());
            case "type" ->
                assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(expected.asString());
            case "body" -> assertThat(answer.body()).isEqualTo(expected.asString());
            case "json" -> assertThat(Http.json(answer)).isEqualTo(expected);
            case "json_contains" ->
                expected.properties().forEach(field -> assertThat(Http.json(answer).get(field.getKey()))
                        .as(field.getKey()).isEqualTo(field.getValue()));
            case "body_contains" -> expected.forEach(text -> assertThat(answer.body()).contains(text.asString()));
            case "body_absent" -> expected.forEach(text -> assertThat(answer.body()).doesNotContain(text.asString()));
            case "headers" ->
                expected.properties().forEach(field -> assertThat(answer.headers().firstValue(field.getKey()))
                        .hasValue(field.getValue().asString()));
            case "absent_headers" ->
                expected.forEach(name -> assertThat(answer.headers().firstValue(name.asString())).isEmpty());
            case "all_headers" ->
                expected.properties().forEach(field -> assertThat(answer.headers().allValues(field.getKey()))
                        .containsExactlyElementsOf(field.getValue().valueStream().map(JsonNode::asString).toList()));
            case "set_cookie" -> assertThat(answer.headers().allValues("Set-Cookie"))
                    .containsExactlyElementsOf(expected.valueStream().map(JsonNode::asString).toList());
            default -> throw new IllegalArgumentException("unknown expectation: " + what);
        }
    }
}
