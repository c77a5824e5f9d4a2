package io.annex.server.operator;

import io.annex.server.database.ApiKey;
import io.annex.server.database.DatabaseTrouble;
import io.annex.server.database.KeyTable.Made;
import io.annex.server.database.Storage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keys.…}: who may call the endpoints of modules. */
final class KeyCommands implements CommandFamily {
    private final Storage storage;

    KeyCommands(Storage storage) {
        this.storage = storage;
    }

    @Override
    public String prefix() {
        return "keys";
    }

    @Override
    public ObjectNode execute(String command, JsonNode request) throws CommandRefused, DatabaseTrouble {
        return switch (command) {
            case "add" -> addKey(request);
            case "list" -> listKeys();
            case "enable" -> key(request, storage.keys().enable(id(request), true));
            case "disable" -> key(request, storage.keys().enable(id(request), false));
            case "remove" -> key(request, storage.keys().remove(id(request)));
            default -> throw CommandFamily.unknown(this, command);
        };
    }

    private static long id(JsonNode request) {
        return request.path("id").asLong(0);
    }

    private static ObjectNode key(JsonNode request, boolean found) throws CommandRefused {
        if (!found) {
            throw new CommandRefused("there is no key with the number " + id(request) + " (see: annex keys list)");
        }
        return CommandFamily.object().put("id", id(request));
    }

    private ObjectNode addKey(JsonNode request) throws DatabaseTrouble {
        List<String> endpoints = request.path("endpoints").valueStream().map(JsonNode::asString).toList();
        String expires = request.path("expires").asString("");
        Made made = storage.keys()
                .add(new ApiKey(0, request.path("owner").asString(""), request.path("comment").asString(""), endpoints,
                        request.path("limit").asInt(0), expires.isEmpty() ? null : Instant.parse(expires), true, 0, 0,
                        null));
        return json(made.terms()).put("key", made.key());
    }

    private ObjectNode listKeys() throws DatabaseTrouble {
        ObjectNode answer = CommandFamily.object();
        ArrayNode keys = answer.putArray("keys");
        storage.keys().list().forEach(key -> keys.add(json(key)));
        return answer;
    }

    private static ObjectNode json(ApiKey key) {
        ObjectNode json = CommandFamily.object().put("id", key.id()).put("owner", key.owner())
                .put("enabled", key.enabled()).put("limit", key.dailyLimit()).put("today", key.hitsToday())
                .put("hits", key.hits()).put("used", text(key.used())).put("expires", text(key.expires()))
                .put("comment", key.comment());
        key.endpoints().forEach(json.putArray("endpoints")::add);
        return json;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
