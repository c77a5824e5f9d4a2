package io.annex.server.testkit;

import io.annex.core.message.SharedEvents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what add-ons emit, where a server tells others of it. Thread-safe. */
final class EmittedEvents implements SharedEvents {
    private static final int MOST = 10_000;
    private static final Set<String> ADDED = Set.of("event", "emitter", "timestamp");

    private record Emitted(String name, ObjectNode told) {
    }

    private final List<Emitted> all = new ArrayList<>();

    @Override
    public synchronized void tell(String event, String json, Collection<String> heard) {
        if (all.size() < MOST && JsonMapper.shared().readTree(json) instanceof ObjectNode options) {
            all.add(new Emitted(event, options));
        }
    }

    @Override
    public void begin(Receiver receiver) {
        // There are no others who emit.
    }

    @Override
    public void listens() {
        // They say so only to others.
    }

    /** What one add-on has emitted, without what the host adds. */
    synchronized String json(String addon) {
        ArrayNode list = JsonMapper.shared().createArrayNode();
        for (Emitted each : all) {
            if (each.told().path("emitter").asString("").equals(addon)) {
                list.addObject().put("name", each.name()).set("data", each.told().deepCopy().remove(ADDED));
            }
        }
        return list.toString();
    }
}
