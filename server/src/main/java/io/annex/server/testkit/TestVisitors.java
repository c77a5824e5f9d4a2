package io.annex.server.testkit;

import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Visitor;
import io.annex.core.http.Visitors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Those whom tests log in: each has a token that nobody else knows, which its
 * requests carry. Thread-safe.
 */
final class TestVisitors implements Visitors {
    private static final String HEADER = "annex-test-visitor";

    private final Map<String, Visitor> visitors = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Optional<Visitor>> of(IncomingRequest request) {
        String token = request.headers().first(HEADER);
        Visitor visitor = token == null ? null : visitors.get(token);
        return visitor == null ? ANONYMOUS : CompletableFuture.completedStage(Optional.of(visitor));
    }

    /** Lets somebody in; gives the token. */
    String add(JsonNode person) {
        String token = UUID.randomUUID().toString();
        String name = person.path("name").asString("");
        Map<String, Object> properties = person.path("properties").isObject()
                ? JsonMapper.shared().convertValue(person.path("properties"), new Properties())
                : Map.of();
        visitors.put(token, new Visitor(person.path("id").asString(name), name, person.path("mail").asString(""),
                texts(person.path("groups")), texts(person.path("roles")), properties));
        return token;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private static final class Properties extends tools.jackson.core.type.TypeReference<Map<String, Object>> {
    }
}
