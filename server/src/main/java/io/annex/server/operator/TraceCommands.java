package io.annex.server.operator;

import io.annex.core.trace.TraceRow;
import io.annex.server.database.DatabaseTrouble;
import io.annex.server.database.Storage;
import io.annex.server.database.TraceTable.Totals;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code trace.…}: the requests of modules that were noted. */
final class TraceCommands implements CommandFamily {
    private final Storage storage;

    TraceCommands(Storage storage) {
        this.storage = storage;
    }

    @Override
    public String prefix() {
        return "trace";
    }

    @Override
    public ObjectNode execute(String command, JsonNode request) throws CommandRefused, DatabaseTrouble {
        return switch (command) {
            case "totals" -> totals(request);
            case "latest" -> latest(request);
            default -> throw CommandFamily.unknown(this, command);
        };
    }

    private ObjectNode totals(JsonNode request) throws DatabaseTrouble {
        Instant since = Instant.now().minus(Duration.ofDays(request.path("days").asInt(1)));
        ObjectNode answer = CommandFamily.object();
        ArrayNode totals = answer.putArray("totals");
        for (Totals each : storage.trace().totals(since)) {
            totals.addObject().put("endpoint", each.endpoint()).put("module", each.module())
                    .put("requests", each.requests()).put("ok", each.ok()).put("ko", each.ko())
                    .put("averageMicros", each.averageMicros()).put("minMicros", each.minMicros())
                    .put("maxMicros", each.maxMicros());
        }
        return answer;
    }

    private ObjectNode latest(JsonNode request) throws DatabaseTrouble {
        ObjectNode answer = CommandFamily.object();
        ArrayNode rows = answer.putArray("rows");
        for (TraceRow row : storage.trace().latest(request.path("rows").asInt(20))) {
            rows.addObject().put("at", row.at().toString()).put("endpoint", row.endpoint()).put("access", row.access())
                    .put("action", row.action()).put("module", row.module()).put("resource", row.resource())
                    .put("user", row.user()).put("key", row.keyId()).put("micros", row.nanos() / 1000)
                    .put("code", row.code());
        }
        return answer;
    }
}
