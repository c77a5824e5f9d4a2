package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;

/**
 * Requests and what they are answered, a line each of a {@code cases.jsonl}
 * beside an add-on.
 */
final class Cases {
    private Cases() {
    }

    /**
     * A test for each line.
     *
     * @param folder
     *            the add-on's folder
     * @param base
     *            what stands before each path
     * @param headers
     *            what each request carries; {@code null} in a case leaves one out
     */
    static Stream<DynamicTest> of(Path folder, URI base, Map<String, String> headers) {
        try {
            return Files.readAllLines(folder.resolve("cases.jsonl")).stream().map(Http::json)
                    .map(each -> DynamicTest.dynamicTest(folder.getFileName() + ": " + each.path("id").asString(),
                            () -> check(base, headers, each)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(URI base, Map<String, String> headers, JsonNode each) {
        HttpResponse<String> answer = Http.send(request(base, headers, each.path("request")));
        for (Map.Entry<String, JsonNode> expected : each.path("expect").properties()) {
            check(expected.getKey(), expected.getValue(), answer);
        }
    }

    private static HttpRequest request(URI base, Map<String, String> headers, JsonNode request) {
        HttpRequest.Builder builder = Http.request(URI.create(base + request.path("path").asString()));
        Map<String, String> all = new LinkedHashMap<>(headers);
        request.path("headers").properties().forEach(header -> {
            all.remove(header.getKey());
            if (!header.getValue().isNull()) {
                all.put(header.getKey(), header.getValue().asString());
            }
        });
        all.forEach(builder::header);
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
                request.has("body") ? BodyPublishers.ofString(body(request.path("body"))) : BodyPublishers.noBody())
                .build();
    }

    /** A text, or parts of one: texts, and {@code {"repeat": text, "times": n}}. */
    private static String body(JsonNode body) {
        if (body.isArray()) {
            return body.valueStream().map(Cases::body).collect(Collectors.joining());
        }
        return body.isObject() ? body.path("repeat").asString().repeat(body.path("times").asInt()) : body.asString();
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
