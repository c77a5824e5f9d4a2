package io.annex.core.jar;

import io.annex.api.Visitor;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who asks, read from what the exchange message says after the address. */
final class JarVisitor {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JarVisitor() {
    }

    /** The address alone. */
    static String address(String remote) {
        int end = remote.indexOf(' ');
        return end < 0 ? remote : remote.substring(0, end);
    }

    static Optional<Visitor> in(String remote) {
        int end = remote.indexOf(' ');
        if (end < 0) {
            return Optional.empty();
        }
        String json = remote.substring(end + 1);
        JsonNode user = JSON.readTree(json);
        String name = first(user, "name", "username");
        String id = first(user, "id", "uuid");
        return Optional.of(new Visitor(id.isEmpty() ? name : id, name, first(user, "mail", "email"),
                texts(user.path("groups")), texts(user.path("roles")), json));
    }

    /** The first of these that there is. */
    private static String first(JsonNode user, String... names) {
        for (String name : names) {
            String value = user.path(name).asString("");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
    }
}
